import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from '@codemirror/language';
import { linter, lintKeymap, type Diagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { parseAllDocuments } from 'yaml';

const theme = EditorView.theme({
  '&': {
    height: '100%',
    fontSize: '15px',
    backgroundColor: 'var(--terminal)',
    color: 'var(--terminal-text)',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-code)', lineHeight: '1.45' },
  '.cm-gutters': { backgroundColor: 'var(--terminal)', color: 'var(--text-2)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--ground-3) 55%, transparent)',
  },
  '.cm-cursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--selection)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--ground)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--danger)' },
});

const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--terminal-text)' },
  { tag: tags.comment, color: 'var(--text-2)', fontStyle: 'italic' },
  { tag: [tags.meta, tags.keyword, tags.punctuation, tags.separator], color: 'var(--text-2)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
]);

/** What of the text is not YAML, where. */
function yamlProblems(view: EditorView): Diagnostic[] {
  const text = view.state.doc.toString();
  return [...parseAllDocuments(text, { prettyErrors: false })].flatMap((document) =>
    'errors' in document
      ? document.errors.map((error) => ({
          from: Math.min(error.pos[0], text.length),
          to: Math.min(Math.max(error.pos[1], error.pos[0]), text.length),
          severity: 'error' as const,
          message: error.message,
        }))
      : [],
  );
}

export interface EditorSetup {
  readonly parent: HTMLElement;
  readonly path: string;
  readonly text: string;
  readonly label: string;
  readonly onSave: () => void;
  readonly onChange: (text: string) => void;
}

/** An editor for one file; YAML files are coloured and checked while they are written. */
export function createEditor({ parent, path, text, label, onSave, onChange }: EditorSetup): EditorView {
  const isYaml = /\.ya?ml$/.test(path);
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        indentUnit.of('  '),
        EditorState.tabSize.of(2),
        keymap.of([
          {
            key: 'Mod-s',
            preventDefault: true,
            run: () => {
              onSave();
              return true;
            },
          },
          indentWithTab, // Esc first lets Tab move on: CodeMirror's own way out
          ...defaultKeymap,
          ...historyKeymap,
          ...lintKeymap,
        ]),
        theme,
        syntaxHighlighting(highlight),
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
        ...(isYaml ? [yaml(), linter(yamlProblems, { delay: 300 })] : []),
      ],
    }),
  });
}
