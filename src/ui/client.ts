/**
 * The page's end of the session: one Worker for the page, and what it has told as signals. Everything that shows or moves
 * the cluster goes through here, so that all the islands of a page look at one world.
 */
import { batch, signal } from '@preact/signals';
import type { Language } from '../i18n/index.ts';
import type {
  ClockView,
  ErrnoCode,
  Exercise,
  GradingView,
  HistoryView,
  NoticeCode,
  Recording,
  Report,
  Request,
} from '../session/messages.ts';
import type { ClusterView } from '../session/view.ts';
import { WatchedWorker } from './watched-worker.ts';

/** What the workspace shows: a lesson's own world, or an exercise's. */
export interface WorldChoice {
  readonly id: string;
  /** Absent for the lesson's own. */
  readonly exercise?: Exercise;
  readonly title?: string;
  /** Put into the home of a world that is made new: path → text. */
  readonly files?: Readonly<Record<string, string>>;
}

export type SessionState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'restoring'; readonly fraction: number }
  | { readonly kind: 'ready' }
  /** It broke again after it was started again; or the simulator could not be loaded. */
  | { readonly kind: 'failed' | 'not-loaded'; readonly message: string }
  | { readonly kind: 'unsupported' };

export const world = signal<WorldChoice | undefined>(undefined);
export const state = signal<SessionState>({ kind: 'closed' });
export const clock = signal<ClockView | undefined>(undefined);
export const cluster = signal<ClusterView | undefined>(undefined);
/** Where the exercises of this page stand, by their ids; those that were opened on this visit. */
export const gradings = signal<Readonly<Record<string, GradingView>>>({});
/** What the learner is told: what the session says of itself, or that its Worker was started again. */
export type PageNotice = NoticeCode | 'restarted';
export const notices = signal<readonly PageNotice[]>([]);
export const history = signal<HistoryView | undefined>(undefined);
/** Where the last skip led. */
export const skipped = signal<Extract<Report, { type: 'skipped' }> | undefined>(undefined);
/** Raised when the world was replaced by another place of itself: files in the editor may be old. */
export const replaced = signal(0);
/** A command of the text that waits for the shell's prompt. */
export const waiting = signal<string | undefined>(undefined);
export const home = signal('/home/learner');
/** A file that the terminal or a block of the text asked to be opened. */
export const opened = signal<{ readonly path: string; readonly text: string } | undefined>(undefined);

/** Raised when something wants to be seen in the workspace: on a phone it is folded away. */
export const wanted = signal(0);

type OutputListener = {
  readonly write: (data: string) => void;
  readonly reset: () => void;
  readonly focus: () => void;
};
let terminal: OutputListener | undefined;
let size = { columns: 80, rows: 24 };
let language: Language = 'en';
let worker: WatchedWorker | undefined;
let nextRead = 0;
/** Who waits for an answer; asked again when the Worker had to be started again. */
const reads = new Map<number, { readonly path: string; readonly done: (text: string | undefined) => void }>();
interface Save {
  readonly path: string;
  readonly text: string;
  readonly done: (problem: ErrnoCode | undefined) => void;
}
let saves: Save[] = [];
let recordings = new Map<number, (recording: Recording) => void>();
/** The recording of a session that is stored nowhere. */
let kept: Recording | undefined;
/** Deaths of Workers since the session last ran for a while. */
let deaths = 0;
let calm: ReturnType<typeof setTimeout> | undefined;
/** A session that runs this long after it broke is taken to be well, in milliseconds. */
const CALM_MS = 10_000;

function receive(report: Report): void {
  switch (report.type) {
    case 'restoring':
      state.value = { kind: 'restoring', fraction: report.fraction };
      return;
    case 'ready':
      home.value = report.home;
      terminal?.reset(); // all that it has shown comes again
      state.value = { kind: 'ready' };
      clearTimeout(calm);
      calm = setTimeout(() => (deaths = 0), CALM_MS);
      return;
    case 'output':
      return terminal?.write(report.data);
    case 'clock':
      clock.value = report.clock;
      return;
    case 'cluster':
      cluster.value = report.cluster;
      return;
    case 'checks':
      gradings.value = { ...gradings.value, [report.exercise]: report.grading };
      return;
    case 'file': {
      if (report.request !== undefined) {
        reads.get(report.request)?.done(report.text);
        reads.delete(report.request);
      } else {
        showFile(report.path, report.text ?? '');
      }
      return;
    }
    case 'saved':
      return saves.shift()?.done(undefined);
    case 'save-failed':
      return saves.shift()?.done(report.reason);
    case 'waiting':
      waiting.value = report.command;
      return;
    case 'notice':
      return notify(report.code);
    case 'skipped':
      skipped.value = report;
      return;
    case 'history':
      history.value = report.history;
      return;
    case 'recording':
      recordings.get(report.request)?.(report.recording);
      recordings.delete(report.request);
      return;
    case 'failed':
      return report.loaded ? died(report.message) : notLoaded(report.message);
    case 'kept':
      if (report.header) kept = { ...report.header, entries: [...report.entries], end: report.end };
      else if (kept) {
        kept.entries.push(...report.entries);
        kept.end = report.end;
      }
      return;
    case 'pong':
      return;
  }
}

function notify(code: PageNotice): void {
  if (!notices.value.includes(code)) notices.value = [...notices.value, code];
}

/** The simulator could not be loaded: a Worker of its own tries again, for a module that failed may stay failed in this one. */
function notLoaded(message: string): void {
  worker?.end();
  worker = undefined;
  state.value = { kind: 'not-loaded', message };
}

/** The session broke: start it again by replay, once; when it breaks again the learner chooses. */
function died(message: string): void {
  console.warn('The session broke:', message);
  worker?.end();
  worker = undefined;
  clearTimeout(calm);
  const choice = world.value;
  if (++deaths > 1 || !choice) {
    state.value = { kind: 'failed', message };
    return;
  }
  const [oldReads, oldSaves] = [[...reads], saves];
  const unstored = kept;
  openWorld(choice, { restarted: true, ...(unstored ? { recording: unstored } : {}) });
  notify('restarted');
  for (const [request, read] of oldReads) {
    reads.set(request, read);
    send({ type: 'read', request, path: read.path });
  }
  saves = oldSaves;
  for (const { path, text } of saves) send({ type: 'save', path, text });
}

let listening = false;

function start(): WatchedWorker | undefined {
  if (worker) return worker;
  try {
    worker = new WatchedWorker(receive, (death, message) =>
      death === 'not-loaded' ? notLoaded(message) : died(message),
    );
  } catch {
    state.value = { kind: 'unsupported' };
    return undefined;
  }
  if (listening) return worker;
  listening = true;
  addEventListener('pagehide', () => send({ type: 'store' }));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') send({ type: 'store' });
  });
  return worker;
}

/** Load the simulator while the page is still building what will show it. */
export function prepare(): void {
  start();
}

export function send(request: Request): void {
  worker?.send(request);
}

export function setLanguage(chosen: Language): void {
  language = chosen;
}

/** How a world is opened, other than by taking up what is stored. */
type Opening = Pick<Extract<Request, { type: 'open' }>, 'fresh' | 'back' | 'recording' | 'restarted'>;

/** Show a world in the workspace. */
export function openWorld(choice: WorldChoice, opening: Opening = {}): void {
  if (!start()) return;
  batch(() => {
    world.value = choice;
    state.value = { kind: 'starting' };
    cluster.value = undefined;
    clock.value = undefined;
    notices.value = [];
    waiting.value = undefined;
    history.value = undefined;
    skipped.value = undefined;
    if (choice.exercise) {
      const { [choice.exercise.id]: _, ...others } = gradings.value;
      gradings.value = others;
    }
  });
  reads.clear();
  saves = [];
  kept = undefined;
  recordings = new Map();
  terminal?.reset();
  send({
    type: 'open',
    id: choice.id,
    language,
    ...size,
    ...(choice.files ? { files: choice.files } : {}),
    ...(choice.exercise ? { exercise: choice.exercise } : {}),
    ...opening,
  });
}

/** Open the world that is shown anew. */
export function reopen(opening: Opening): void {
  const choice = world.value;
  if (!choice) return;
  // A session that is stored nowhere goes on from what the page has kept of it.
  openWorld(choice, opening.back && kept ? { ...opening, recording: kept } : opening);
  replaced.value++;
  terminal?.focus();
}

/** Go to another place of the session: before an earlier command, or to the end of a line that was left. */
export function goTo(request: Extract<Request, { type: 'rewind' | 'return' }>): void {
  send(request);
  replaced.value++;
  terminal?.focus();
}

/** The session's recording so far. */
export function recordingSoFar(): Promise<Recording> {
  const request = nextRead++;
  return new Promise((resolve) => {
    recordings.set(request, resolve);
    send({ type: 'export', request });
  });
}

/** Where a tab keeps which world a lesson last showed in it. */
function memoryKey(lesson: string): string {
  return `podlab-world ${lesson}`;
}

const offers = new Map<string, WorldChoice>();

/** A world that the page can show beside the lesson's own. */
export function offerWorld(choice: WorldChoice): void {
  offers.set(choice.id, choice);
}

/** Show the world that this tab last showed for the lesson, or else the lesson's own. */
export function resumeWorld(own: WorldChoice): void {
  let last: string | null = null;
  try {
    last = sessionStorage.getItem(memoryKey(own.id));
  } catch {
    // A browser that keeps nothing starts with the lesson's own.
  }
  openWorld(offers.get(last ?? '') ?? own);
  world.subscribe((choice) => {
    try {
      if (choice) sessionStorage.setItem(memoryKey(own.id), choice.id);
    } catch {
      // It is not remembered, then.
    }
  });
}

/** Show another world because the reader asked for it: the terminal takes the keyboard, for the button may be gone. */
export function switchWorld(choice: WorldChoice, fresh = false): void {
  openWorld(choice, fresh ? { fresh } : {});
  wanted.value++;
  terminal?.focus();
}

/** Connect the terminal. @returns how to disconnect it */
export function attachTerminal(listener: OutputListener): () => void {
  terminal = listener;
  return () => {
    if (terminal === listener) terminal = undefined;
  };
}

/** The terminal has this size now. */
export function resize(columns: number, rows: number): void {
  if (size.columns === columns && size.rows === rows) return;
  size = { columns, rows };
  send({ type: 'resize', columns, rows });
}

export function runCommand(command: string): void {
  wanted.value++;
  send({ type: 'run', command });
}

/** The text of a file on the learner's machine; `undefined` when there is none. */
export function readFile(path: string): Promise<string | undefined> {
  const request = nextRead++;
  return new Promise((resolve) => {
    reads.set(request, { path, done: resolve });
    send({ type: 'read', request, path });
  });
}

/** Write a file on the learner's machine. @returns why it could not be written; nothing when it was */
export function saveFile(path: string, text: string): Promise<ErrnoCode | undefined> {
  return new Promise((resolve) => {
    saves.push({ path, text, done: resolve });
    send({ type: 'save', path, text });
  });
}

export function showFile(path: string, text: string): void {
  wanted.value++;
  opened.value = { path, text };
}

export function dismissNotice(code: PageNotice): void {
  notices.value = notices.value.filter((notice) => notice !== code);
}
