import { useEffect, useRef, useState } from 'preact/hooks';
import { messages, type Language, type Messages } from '../i18n/index.ts';
import { ClockBar } from './ClockBar.tsx';
import { ClusterPicture } from './ClusterPicture.tsx';
import { Confirm } from './Confirm.tsx';
import {
  dismissNotice,
  notices,
  opened,
  prepare,
  reopen,
  replaced,
  resumeWorld,
  send,
  setLanguage,
  state,
  switchWorld,
  waiting,
  wanted,
  world,
} from './client.ts';
import { HistoryPanel } from './HistoryPanel.tsx';
import { Editor, type OpenFile } from './Editor.tsx';
import { Terminal } from './Terminal.tsx';
import { useMedia } from './media.ts';

// Not when the page is built.
if (typeof document !== 'undefined') prepare();

interface Props {
  readonly language: Language;
  /** The lesson's own world, which is shown first. */
  readonly world: string;
  /** What the lesson puts into the learner's home: path → text. */
  readonly files: Readonly<Record<string, string>>;
}

function Status({ words }: { readonly words: Messages }) {
  const now = state.value;
  const current = world.value;
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    setSlow(false);
    const timer = setTimeout(() => setSlow(true), 500);
    return () => clearTimeout(timer);
  }, [now.kind]);
  const text =
    now.kind === 'failed'
      ? words.workspace.failed
      : now.kind === 'not-loaded'
        ? words.workspace.notLoaded
        : now.kind === 'unsupported'
          ? words.workspace.noWorker
          : now.kind === 'restoring' && slow
            ? words.workspace.restoring(Math.round(now.fraction * 100))
            : now.kind === 'starting' && slow
              ? words.workspace.starting
              : '';
  return (
    <>
      {text && (
        <p class="notice" role="status" data-kind={now.kind}>
          <span>{text}</span>
          {now.kind === 'failed' && current && (
            <>
              <button class="button" type="button" onClick={() => reopen({ back: true, restarted: true })}>
                {words.workspace.leaveOutLast}
              </button>
              <button class="button" type="button" onClick={() => reopen({ fresh: true, restarted: true })}>
                {words.workspace.startOver}
              </button>
            </>
          )}
          {now.kind === 'not-loaded' && (
            <button class="button" type="button" onClick={() => reopen({})}>
              {words.workspace.tryAgain}
            </button>
          )}
        </p>
      )}
      {waiting.value !== undefined && (
        <p class="notice" role="status">
          <span>{words.workspace.waiting(waiting.value.split('\n')[0] ?? '')}</span>
          <button class="button" type="button" onClick={() => send({ type: 'type', data: '\x03' })}>
            {words.workspace.stopRunning}
          </button>
          <button class="button" type="button" onClick={() => send({ type: 'drop' })}>
            {words.workspace.drop}
          </button>
        </p>
      )}
      {notices.value.map((code) => (
        <p key={code} class="notice" role="status">
          <span>{words.notices[code]}</span>
          <button class="button" type="button" onClick={() => dismissNotice(code)}>
            {words.workspace.dismiss}
          </button>
        </p>
      ))}
    </>
  );
}

/** The tab that is no file's: no path is like it. */
const HISTORY = '#history';

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Cluster, clock, terminal and editor: everything beside the text. On a phone it is a sheet from below. */
export function Workspace({ language, world: lessonWorld, files: start }: Props) {
  const words = messages(language);
  const narrow = useMedia('(max-width: 1180px), (max-height: 720px)');
  const [files, setFiles] = useState<readonly OpenFile[]>([]);
  const [dirty, setDirty] = useState<ReadonlySet<string>>(new Set());
  const dirtyNow = useRef(dirty);
  dirtyNow.current = dirty;
  const [tab, setTab] = useState('');
  const [sheet, setSheet] = useState(false);
  const own = { id: lessonWorld, files: start };

  useEffect(
    () =>
      opened.subscribe((file) => {
        if (!file) return;
        setFiles((before) => {
          const old = before.find(({ path }) => path === file.path);
          const next = { path: file.path, text: file.text, version: (old?.version ?? 0) + 1 };
          return old ? before.map((other) => (other === old ? next : other)) : [...before, next];
        });
        setTab(file.path);
      }),
    [],
  );
  useEffect(
    () =>
      wanted.subscribe((count) => {
        if (count > 0) setSheet(true);
      }),
    [],
  );
  useEffect(
    () =>
      world.subscribe(() => {
        setFiles([]);
        setDirty(new Set());
        setTab('');
      }),
    [],
  );

  useEffect(
    () =>
      replaced.subscribe((count) => {
        // What is not saved is the learner's; the other texts may be of another time.
        if (count > 0) setFiles((before) => before.filter(({ path }) => dirtyNow.current.has(path)));
        if (count > 0) setTab('');
      }),
    [],
  );

  const close = (path: string): void => {
    if (dirty.has(path) && !confirm(words.editor.closeAsk(nameOf(path)))) return;
    setFiles((before) => before.filter((file) => file.path !== path));
    setTab('');
  };
  const onDirty = (path: string, is: boolean): void =>
    setDirty((before) => {
      if (before.has(path) === is) return before;
      const next = new Set(before);
      if (is) next.add(path);
      else next.delete(path);
      return next;
    });

  const current = world.value;
  return (
    <div class="workspace-inner" data-sheet={sheet ? 'open' : 'closed'}>
      <button class="sheet-handle" type="button" aria-expanded={sheet} onClick={() => setSheet(!sheet)}>
        {sheet ? words.workspace.closeSheet : words.workspace.openSheet}
      </button>
      {current?.exercise && (
        <div class="world-bar">
          <b>{words.workspace.inExercise(current.title ?? '')}</b>
          <button class="button" type="button" onClick={() => switchWorld(own)}>
            {words.workspace.backToLesson}
          </button>
        </div>
      )}
      <ClusterPicture words={words} narrow={narrow} />
      <ClockBar words={words} language={language} />
      <Status words={words} />
      <div class="tab-bar">
        <div class="tabs" role="group" aria-label={words.workspace.label}>
          <button type="button" class="tab" aria-pressed={tab === ''} onClick={() => setTab('')}>
            {words.workspace.terminal}
          </button>
          <button
            type="button"
            class="tab"
            aria-pressed={tab === HISTORY}
            onClick={() => setTab(tab === HISTORY ? '' : HISTORY)}
          >
            {words.history.label}
          </button>
          {files.map(({ path }) => (
            <span class="tab-file" key={path}>
              <button
                type="button"
                class="tab"
                aria-pressed={tab === path}
                title={path}
                onClick={() => setTab(path)}
              >
                {nameOf(path)}
                {dirty.has(path) && <span class="dot" title={words.editor.unsaved} />}
              </button>
              <button
                type="button"
                class="tab-close"
                aria-label={words.editor.close(nameOf(path))}
                onClick={() => close(path)}
              >
                ✕
              </button>
            </span>
          ))}
        </div>
        <Confirm
          name={words.workspace.startOver}
          ask={words.workspace.startOverAsk}
          yes={words.workspace.startOverYes}
          no={words.workspace.cancel}
          onYes={() => current && switchWorld(current, true)}
        />
      </div>
      <div class="panels">
        <Terminal
          words={words}
          hidden={tab !== ''}
          onReady={() => {
            setLanguage(language);
            if (!world.value) resumeWorld(own);
          }}
        />
        <HistoryPanel words={words} language={language} hidden={tab !== HISTORY} onGo={() => setTab('')} />
        {files.map((file) => (
          <Editor
            key={file.path}
            words={words}
            file={file}
            hidden={tab !== file.path}
            onDirty={(is) => onDirty(file.path, is)}
          />
        ))}
      </div>
    </div>
  );
}
