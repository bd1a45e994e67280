/**
 * The page's end of the session: one Worker for the page, and what it has told as signals. Everything that shows or moves
 * the cluster goes through here, so that all the islands of a page look at one world.
 */
import { batch, signal } from '@preact/signals';
import type { Language } from '../i18n/index.ts';
import type { ClockView, ErrnoCode, Exercise, NoticeCode, Report, Request } from '../session/messages.ts';
import type { ClusterView } from '../session/view.ts';

type CheckResults = Extract<Report, { type: 'checks' }>['results'];

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
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'unsupported' };

export const world = signal<WorldChoice | undefined>(undefined);
export const state = signal<SessionState>({ kind: 'closed' });
export const clock = signal<ClockView | undefined>(undefined);
export const cluster = signal<ClusterView | undefined>(undefined);
export const checks = signal<Readonly<Record<string, CheckResults>>>({});
export const notices = signal<readonly NoticeCode[]>([]);
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
let worker: Worker | undefined;
let nextRead = 0;
const reads = new Map<number, (text: string | undefined) => void>();
/** Who waits to hear how saving went, in the order of the requests. */
let saves: ((problem: ErrnoCode | undefined) => void)[] = [];

function receive(report: Report): void {
  switch (report.type) {
    case 'restoring':
      state.value = { kind: 'restoring', fraction: report.fraction };
      return;
    case 'ready':
      home.value = report.home;
      state.value = { kind: 'ready' };
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
      checks.value = { ...checks.value, [report.exercise]: report.results };
      return;
    case 'file': {
      if (report.request !== undefined) {
        reads.get(report.request)?.(report.text);
        reads.delete(report.request);
      } else {
        showFile(report.path, report.text ?? '');
      }
      return;
    }
    case 'saved':
      return saves.shift()?.(undefined);
    case 'save-failed':
      return saves.shift()?.(report.reason);
    case 'waiting':
      waiting.value = report.command;
      return;
    case 'notice':
      if (!notices.value.includes(report.code)) notices.value = [...notices.value, report.code];
      return;
    case 'failed':
      state.value = { kind: 'failed', message: report.message };
      return;
  }
}

function start(): Worker | undefined {
  if (worker) return worker;
  try {
    worker = new Worker(new URL('../session/worker.ts', import.meta.url), {
      type: 'module',
      name: 'podlab session',
    });
  } catch {
    state.value = { kind: 'unsupported' };
    return undefined;
  }
  worker.onmessage = ({ data }: MessageEvent<Report>) => receive(data);
  worker.onerror = (event) => {
    state.value = { kind: 'failed', message: event.message || 'the simulator did not load' };
  };
  addEventListener('pagehide', () => send({ type: 'store' }));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') send({ type: 'store' });
  });
  return worker;
}

export function send(request: Request): void {
  worker?.postMessage(request);
}

export function setLanguage(chosen: Language): void {
  language = chosen;
}

/** Show a world in the workspace. @param fresh throw away what is stored of it */
export function openWorld(choice: WorldChoice, fresh = false): void {
  if (!start()) return;
  batch(() => {
    world.value = choice;
    state.value = { kind: 'starting' };
    cluster.value = undefined;
    clock.value = undefined;
    notices.value = [];
    waiting.value = undefined;
    if (choice.exercise) checks.value = { ...checks.value, [choice.exercise.id]: [] };
  });
  reads.clear();
  saves = [];
  terminal?.reset();
  send({
    type: 'open',
    id: choice.id,
    language,
    ...size,
    ...(choice.files ? { files: choice.files } : {}),
    ...(choice.exercise ? { exercise: choice.exercise } : {}),
    ...(fresh ? { fresh } : {}),
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
  openWorld(choice, fresh);
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
    reads.set(request, resolve);
    send({ type: 'read', request, path });
  });
}

/** Write a file on the learner's machine. @returns why it could not be written; nothing when it was */
export function saveFile(path: string, text: string): Promise<ErrnoCode | undefined> {
  return new Promise((resolve) => {
    saves.push(resolve);
    send({ type: 'save', path, text });
  });
}

export function showFile(path: string, text: string): void {
  wanted.value++;
  opened.value = { path, text };
}

export function dismissNotice(code: NoticeCode): void {
  notices.value = notices.value.filter((notice) => notice !== code);
}
