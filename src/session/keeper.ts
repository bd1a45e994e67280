import type { Recorder } from '../lab/recorder.ts';
import { MOST_ENTRIES, type Place, type Recording } from '../lab/recording.ts';
import type { SessionHost } from './host.ts';
import type { RecordingStore } from './store.ts';

/** A clock that has moved this far with no input is worth a write, in virtual milliseconds. */
const STORE_TIME = 5000;
/** A recording that has grown beyond this is told of, in bytes. */
export const LARGE_RECORDING = 2 * 1024 * 1024;

/**
 * Keeps one session's recording in the store: only ever adds to it, and says so when it cannot. What is not stored is handed to the
 * page, so that a Worker that breaks takes nothing with it.
 */
export class Keeper {
  readonly #host: SessionHost;
  readonly #id: string;
  #store: RecordingStore | undefined;
  /** How many entries are stored, and up to which virtual time. */
  #count = 0;
  #time = 0;
  #writing: Promise<void> | undefined;
  #toldLarge = false;

  /** @param mayStore otherwise it only reads */
  constructor(host: SessionHost, id: string, mayStore: boolean) {
    this.#host = host;
    this.#id = id;
    this.#store = mayStore ? host.store : undefined;
  }

  /** What is stored, unchecked. Nothing when there is nothing, or when it cannot be read. */
  async load(): Promise<unknown> {
    try {
      return await this.#host.store?.load(this.#id);
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  /** What is stored is this. */
  took({ entries, end }: Recording): void {
    if (!this.#store) return; // all of it is for the page
    this.#count = entries.length;
    this.#time = end.now;
  }

  /** Move what is stored out of the way, kept under another name. */
  async setAside(): Promise<void> {
    const name = `${this.#id} ${new Date(this.#host.time()).toISOString()}`;
    await this.#try((store) => store.setAside(this.#id, name));
  }

  /** Store a recording in place of what was stored. */
  async begin(recorder: Recorder, end: Place): Promise<void> {
    this.#count = 0;
    await this.#try((store) => store.begin(this.#id, recorder.header));
    await this.write(recorder, end, true);
  }

  /**
   * Append what came in since the last write, unless one is under way: then a later call does.
   * @param now even when only the clock has moved a little
   */
  write(recorder: Recorder, end: Place, now = false): Promise<void> {
    if (!this.#toldLarge && recorder.bytes > LARGE_RECORDING) {
      this.#toldLarge = true;
      this.#host.post({ type: 'notice', code: 'large' });
    }
    if (this.#store && recorder.entries.length > MOST_ENTRIES) {
      this.#leaveStore();
      this.#host.post({ type: 'notice', code: 'full' });
    }
    const store = this.#store;
    if (store && this.#writing && !now) return this.#writing;
    const index = this.#count;
    const fresh = recorder.entries.slice(index);
    if (fresh.length === 0 && !now && Math.abs(end.now - this.#time) < STORE_TIME) return Promise.resolve();
    this.#count = recorder.entries.length;
    this.#time = end.now;
    if (!store) {
      const header = index === 0 ? recorder.header : undefined;
      this.#host.post({ type: 'kept', header, entries: fresh, end });
      return Promise.resolve();
    }
    const before = this.#writing ?? Promise.resolve();
    const writing = before
      .then(() => this.#try(() => store.append(this.#id, index, fresh, end)))
      .then(() => {
        if (this.#writing === writing) this.#writing = undefined;
      });
    this.#writing = writing;
    return writing;
  }

  async #try(action: (store: RecordingStore) => Promise<void>): Promise<void> {
    if (!this.#store) return;
    try {
      await action(this.#store);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    console.warn('The session could not be stored:', error);
    this.#leaveStore();
    this.#host.post({ type: 'notice', code: 'not-stored' });
  }

  #leaveStore(): void {
    this.#store = undefined;
    this.#count = 0;
    this.#time = -STORE_TIME;
  }
}
