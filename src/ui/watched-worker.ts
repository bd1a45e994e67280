import type { Report, Request } from '../session/messages.ts';

/** How a Worker died: its script did not load, it threw what nobody caught, or it gave no sign of life for too long. */
export type Death = 'not-loaded' | 'error' | 'hung';

/** Between two questions for a sign of life, in milliseconds. */
const PING_MS = 1000;
/** How many questions may stay unanswered. Counted, not timed: a page that was frozen asks none meanwhile. */
const MOST_UNANSWERED = 10;

declare global {
  interface Window {
    /** The Worker that `public/early.js` started, and whether its script failed to load. */
    podlabEarly?: { readonly worker: Worker; readonly failed: boolean } | undefined;
  }
}

/** The Worker that was started while the page was loading; there is one, once. */
function takeEarly(): Worker | undefined {
  const early = window.podlabEarly;
  window.podlabEarly = undefined;
  return early?.failed ? undefined : early?.worker;
}

/**
 * The session's Worker under watch. What runs in it may throw, never come back, or be ended by the browser; then the page is told once,
 * and the Worker is gone.
 */
export class WatchedWorker {
  readonly #worker: Worker;
  readonly #onDeath: (death: Death, message: string) => void;
  /** Its script has loaded: from here on it must answer. */
  #alive = false;
  #unanswered = 0;
  #timer: ReturnType<typeof setInterval>;

  constructor(onReport: (report: Report) => void, onDeath: (death: Death, message: string) => void) {
    this.#onDeath = onDeath;
    this.#worker =
      takeEarly() ??
      new Worker(new URL('../session/worker.ts', import.meta.url), {
        type: 'module',
        name: 'podlab session',
      });
    this.#worker.onmessage = ({ data }: MessageEvent<Report>) => {
      this.#alive = true;
      this.#unanswered = 0;
      if (data.type !== 'pong') onReport(data);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#die(this.#alive ? 'error' : 'not-loaded', event.message || 'its script did not load');
    };
    this.#timer = setInterval(() => this.#ping(), PING_MS);
  }

  send(request: Request): void {
    this.#worker.postMessage(request);
  }

  /** End it, without a word. */
  end(): void {
    clearInterval(this.#timer);
    this.#worker.onmessage = null;
    this.#worker.onerror = null;
    this.#worker.terminate();
  }

  #ping(): void {
    if (this.#alive && ++this.#unanswered > MOST_UNANSWERED)
      this.#die('hung', `no answer for ${(MOST_UNANSWERED * PING_MS) / 1000} s`);
    else this.send({ type: 'ping' });
  }

  #die(death: Death, message: string): void {
    this.end();
    this.#onDeath(death, message);
  }
}
