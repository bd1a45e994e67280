/** The Worker that holds the session: messages in, messages out, and the loop that moves the clock. */
import { parseRequest, type Report, type Request } from './messages.ts';
import { Session, type SessionHost } from './session.ts';
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

let stored: Promise<RecordingStore | undefined> | undefined;
function store(): Promise<RecordingStore | undefined> {
  stored ??= openRecordingStore().catch((error: unknown) => {
    console.warn('This browser keeps no store for the page:', error);
    post({ type: 'notice', code: 'not-stored' });
    return undefined;
  });
  return stored;
}

let session: Session | undefined;
let opening: Extract<Request, { type: 'open' }> | undefined;
const early: Exclude<Request, { type: 'open' }>[] = [];
let release: (() => void) | undefined;

function fail(error: unknown): void {
  session = undefined;
  console.error(error);
  post({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
}

async function open(request: Extract<Request, { type: 'open' }>): Promise<void> {
  const before = session;
  session = undefined;
  await before?.close();
  release?.();
  release = await lock(request.id);
  if (!release) post({ type: 'notice', code: 'other-tab' });
  const host: SessionHost = {
    post,
    store: await store(),
    wall: () => performance.now(),
    time: () => Date.now(),
    seed: () => crypto.randomUUID(),
    turn: () => rest(0),
  };
  const opened = await Session.open(host, request, release !== undefined);
  if (opening) return opened.close(); // asked for another one meanwhile
  session = opened;
  for (const message of early.splice(0)) session.handle(message);
}

self.onmessage = ({ data }: MessageEvent<unknown>): void => {
  try {
    const request = parseRequest(data);
    if (request.type === 'open') {
      opening = request;
      early.length = 0;
    } else if (session && !opening) session.handle(request);
    else early.push(request);
    interrupt();
  } catch (error) {
    fail(error);
  }
};

async function run(): Promise<never> {
  for (;;) {
    try {
      const request = opening;
      opening = undefined;
      if (request) await open(request);
      await rest(session ? session.step() : 1000);
    } catch (error) {
      fail(error);
    }
  }
}

void run();
