/** The Worker that holds the session: messages in, messages out, and the loop that moves the clock. */
import type { Verdict } from '../lab/checks/grader.ts';
import { parseRequest, type Open, type Report } from './messages.ts';
import { NotLoaded, siteEngines } from './engines.ts';
import type { LookAheadJob, LookingAhead } from './look-ahead.ts';
import { prepare, type Preparation, type PreparationHost } from './preparation.ts';
import { Session, type PlainRequest, type ReturnRequest, type SessionHost } from './session.ts';
import { openRecordingStore, type RecordingStore } from './store.ts';

const post = (report: Report): void => self.postMessage(report);

// A message to oneself comes at once; a timer of 0 ms is held back to 4 ms when nested.
const channel = new MessageChannel();
let wake: (() => void) | undefined;
channel.port1.onmessage = (): void => {
  const resume = wake;
  wake = undefined;
  resume?.();
};

/** Let queued messages in, and wait for `ms` wall milliseconds or until {@link interrupt}. */
function rest(ms: number): Promise<void> {
  return new Promise((resolve) => {
    wake = resolve;
    if (ms < 1) channel.port2.postMessage(undefined);
    else timer = setTimeout(interrupt, ms);
  });
}
let timer: ReturnType<typeof setTimeout> | undefined;

function interrupt(): void {
  clearTimeout(timer);
  channel.port2.postMessage(undefined);
}

/** Only one tab may store a session: the lock is the world's while it is open here. @returns how to release it, or `undefined` */
function lock(id: string): Promise<(() => void) | undefined> {
  if (!('locks' in navigator)) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(`podlab ${id}`, { ifAvailable: true }, (held) => {
        if (!held) return resolve(undefined);
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
}

/** The lock of a Worker that has just been ended takes a moment to come free. */
async function lockAfter(id: string, restarted: boolean): Promise<(() => void) | undefined> {
  for (let tries = restarted ? 20 : 0; ; tries--) {
    const held = await lock(id);
    if (held || tries <= 0) return held;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

let stored: Promise<RecordingStore | undefined> | undefined;
function store(): Promise<RecordingStore | undefined> {
  stored ??= openRecordingStore().catch((error: unknown) => {
    console.warn('This browser keeps no store for the page:', error);
    post({ type: 'notice', code: 'not-stored' });
    return undefined;
  });
  return stored;
}

/** A second Worker for each look ahead, so that the session goes on meanwhile. */
function lookAhead(job: LookAheadJob): LookingAhead {
  const copy = new Worker(new URL('./look-ahead-worker.ts', import.meta.url), {
    type: 'module',
    name: 'podlab look ahead',
  });
  let cancel = (): void => undefined;
  const verdicts = new Promise<readonly Verdict[]>((resolve, reject) => {
    copy.onmessage = ({ data }: MessageEvent<readonly Verdict[]>) => resolve(data);
    copy.onerror = (event) => reject(new Error(event.message || 'the copy of the simulator did not load'));
    cancel = () => reject(new Error('cancelled'));
  });
  const end = (): void => copy.terminate();
  verdicts.then(end, end);
  copy.postMessage(job);
  return { verdicts, cancel };
}

const engines = siteEngines();
// While the page's first message is on its way; whether it went well is seen when the engine is asked for.
engines.load(engines.current).catch(() => undefined);
post({ type: 'pong' }); // a sign of life
let session: Session | undefined;
/** What has to be done before anything else: a world is opened, or the open one goes to another place. */
let next: Open | ReturnRequest | undefined;
let busy = false;
const early: PlainRequest[] = [];
let release: (() => void) | undefined;

function fail(error: unknown): void {
  session = undefined;
  console.error(error);
  const message = error instanceof Error ? error.message : String(error);
  post({ type: 'failed', message, loaded: !(error instanceof NotLoaded) });
}

const machine = {
  engines,
  time: () => Date.now(),
  seed: () => crypto.randomUUID(),
} satisfies Partial<PreparationHost>;

/** What is being brought up for the world that is opened first. */
let preparing: Promise<Preparation | undefined> | undefined;

async function prepareFor(id: string): Promise<Preparation | undefined> {
  return prepare({ ...machine, store: await store() }, id);
}

async function open(request: Open): Promise<void> {
  const before = session;
  session = undefined;
  await before?.close();
  release?.();
  release = await lockAfter(request.id, request.restarted ?? false);
  if (!release) post({ type: 'notice', code: 'other-tab' });
  const prepared = await preparing;
  preparing = undefined;
  const host: SessionHost = {
    ...machine,
    post,
    store: await store(),
    prepared,
    wall: () => performance.now(),
    lookAhead,
    turn: () => rest(0),
  };
  const opened = await Session.open(host, request, release !== undefined);
  if (next?.type === 'open') return opened.close(); // asked for another one meanwhile
  session = opened;
}

self.onmessage = ({ data }: MessageEvent<unknown>): void => {
  try {
    const request = parseRequest(data);
    if (request.type === 'ping') return post({ type: 'pong' });
    if (request.type === 'prepare') {
      if (!session && !next && !busy) preparing ??= prepareFor(request.id);
      return;
    }
    if (request.type === 'open') {
      next = request;
      early.length = 0;
    } else if (request.type === 'rewind' || request.type === 'return') {
      if (session && !next && !busy) next = request;
    } else if (session && !next && !busy) session.handle(request);
    else early.push(request);
    interrupt();
  } catch (error) {
    fail(error);
  }
};

async function run(): Promise<never> {
  for (;;) {
    try {
      const request = next;
      next = undefined;
      if (request) {
        busy = true;
        try {
          if (request.type === 'open') await open(request);
          else await session?.go(request);
        } finally {
          busy = false;
        }
        for (const message of early.splice(0)) session?.handle(message);
      }
      await rest(session ? session.step() : 1000);
    } catch (error) {
      fail(error);
    }
  }
}

void run();
