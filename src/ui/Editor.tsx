import { useEffect, useRef, useState } from 'preact/hooks';
import type { EditorView } from '@codemirror/view';
import type { Messages } from '../i18n/index.ts';
import type { ErrnoCode } from '../session/messages.ts';
import { saveFile } from './client.ts';
import { saveProblem } from './problems.ts';

export interface OpenFile {
  readonly path: string;
  readonly text: string;
  /** Raised when the text was read again and the editor must show it. */
  readonly version: number;
}

interface Props {
  readonly words: Messages;
  readonly file: OpenFile;
  readonly hidden: boolean;
  readonly onDirty: (dirty: boolean) => void;
}

/** One file in CodeMirror, which is loaded when the first file opens. */
export function Editor({ words, file, hidden, onDirty }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | undefined>(undefined);
  const saved = useRef(file.text);
  const [loading, setLoading] = useState(true);
  const [dirty, setDirty] = useState(false);
  const [problem, setProblem] = useState<ErrnoCode | undefined>(undefined);

  const report = (now: boolean): void => {
    setDirty(now);
    onDirty(now);
  };
  const save = (): void => {
    const text = view.current?.state.doc.toString() ?? file.text;
    void saveFile(file.path, text).then((failed) => {
      setProblem(failed);
      if (failed !== undefined) return report(true);
      saved.current = text;
      report(view.current !== undefined && view.current.state.doc.toString() !== text);
    });
  };

  useEffect(() => {
    let gone = false;
    void import('./codemirror.ts').then(({ createEditor }) => {
      if (gone || !host.current) return;
      view.current = createEditor({
        parent: host.current,
        path: file.path,
        text: file.text,
        label: words.editor.label(file.path),
        onSave: save,
        onChange: (text) => report(text !== saved.current),
      });
      setLoading(false);
      if (!hidden) view.current.focus();
    });
    return () => {
      gone = true;
      view.current?.destroy();
      view.current = undefined;
    };
  }, [file.path]);

  useEffect(() => {
    saved.current = file.text;
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === file.text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: file.text } });
    report(false);
  }, [file.version]);

  useEffect(() => {
    if (!hidden) view.current?.focus();
  }, [hidden, file.version]);

  return (
    <div class="editor-panel" hidden={hidden}>
      <div class="editor-host" ref={host}>
        {loading && <p class="quiet">{words.editor.loading}</p>}
      </div>
      <div class="terminal-foot">
        <span class="keys-only">{words.editor.leaveHint}</span>
        <span role="status" class={problem === undefined ? undefined : 'problem'}>
          {problem !== undefined
            ? saveProblem(problem, words)
            : dirty
              ? words.editor.unsaved
              : words.editor.saved}
        </span>
        <button class="button" type="button" onClick={save} disabled={!dirty}>
          {words.editor.save}
        </button>
      </div>
    </div>
  );
}
