import { Grader } from '../lab/checks/grader.ts';
import { HOME } from '../lab/learner.ts';
import { recordingSchema, type Input, type Recording, type WorldOptions } from '../lab/recording.ts';
import { Replay, World } from '../lab/world.ts';
import { Driver } from './driver.ts';
import type { Report, Request } from './messages.ts';
import { Observer } from './observer.ts';
import type { Header, RecordingStore } from './store.ts';
import { Typist } from './typist.ts';

/** What a session needs of the machine it runs on. */
export interface SessionHost {
  readonly post: (report: Report) => void;
  /** `undefined` where nothing can be stored. */
  readonly store: RecordingStore | undefined;
  /** The wall clock in milliseconds, never going back. */
  readonly wall: () => number;
  /** Milliseconds since 1970. */
  readonly time: () => number;
  readonly seed: () => string;
  /** Let the message loop turn, so that input gets in. */
  readonly turn: () => Promise<void>;
}

type Open = Extract<Request, { type: 'open' }>;

/** The most virtual time that a skip runs through, in milliseconds. */
const SKIP_LIMIT = 3_600_000;
/** Wall milliseconds between two pictures of the cluster, two clocks, two writes to the store. */
const VIEW_MS = 100;
const CLOCK_MS = 200;
const STORE_MS = 1000;
/** A command that waits longer than this for the prompt is told of, in wall milliseconds. */
const WAIT_MS = 600;
/** A clock that has moved this far with no input is worth a write, in virtual milliseconds. */
const STORE_TIME = 5000;
/** The most output sent in one message, in characters, so that the terminal can keep up. */
const OUTPUT_LIMIT = 256 * 1024;

function worldOptions(request: Open, host: SessionHost): WorldOptions {
  return {
    seed: host.seed(),
    epoch: Math.floor(host.time() / 1000) * 1000,
    preset: request.exercise?.preset ?? 'three-nodes',
    language: request.language,
    columns: request.columns,
    rows: request.rows,
    files: { ...request.files, ...request.exercise?.start },
    setup: request.exercise?.setup ?? '',
  };
}

function headerOf(recording: Recording): Header {
  return { version: recording.version, engine: recording.engine, world: recording.world };
}

/** One open world with everything around it: its clock, its picture, its checks and its stored recording. */
export class Session {
  readonly id: string;
  readonly #host: SessionHost;
  readonly #exercise: Open['exercise'];
  readonly #decoder = new TextDecoder();
  #world: World;
  #driver: Driver;
  #observer: Observer;
  #grader: Grader | undefined;
  #graded = '';
  #output = '';
  #live = false;
  #stored = 0;
  #storedTime = 0;
  #store: RecordingStore | undefined;
  #storing: Promise<void> = Promise.resolve();
  readonly #typist = new Typist((data) => void this.#record({ kind: 'type', data }));
  /** When the typist began to wait for the prompt, on the wall clock. */
  #waitingSince: number | undefined;
  #toldWaiting: string | undefined;
  #due = { view: 0, clock: 0, store: 0 };
  #clockText = '';

  private constructor(host: SessionHost, request: Open, recording: Recording | undefined) {
    this.#host = host;
    this.id = request.id;
    this.#exercise = request.exercise;
    this.#store = host.store;
    const hooks = {
      onOutput: (data: Uint8Array): void => {
        const text = this.#decoder.decode(data, { stream: true });
        this.#typist.see(text);
        this.#output += text;
      },
      onOpenFile: (path: string): void => {
        if (this.#live) this.#sendFile(path);
      },
    };
    this.replay = recording && new Replay(recording, hooks);
    this.#world = this.replay?.world ?? new World(worldOptions(request, host), hooks);
    this.#observer = new Observer(this.#world.cluster.api);
    this.#grader = this.#exercise && new Grader(this.#world.sim, this.#world.cluster.api, this.#exercise);
    this.#driver = new Driver(this.#world.sim, host.wall);
  }

  /** The replay that has to be run before the session can be used. */
  readonly replay: Replay | undefined;

  /** Take up the stored world of this name, or make it. What is stored and does not replay is set aside. */
  static async open(host: SessionHost, request: Open, mayStore: boolean): Promise<Session> {
    const store = mayStore ? host.store : undefined;
    const stored = request.fresh ? undefined : await host.store?.load(request.id);
    if (stored !== undefined) {
      const session = await Session.#restore(host, request, stored);
      if (session) {
        session.#store = store;
        session.#stored = session.#world.recording().inputs.length;
        session.#begin(true);
        if (session.#size(request))
          session.#record({ kind: 'resize', columns: request.columns, rows: request.rows });
        return session;
      }
      const name = `${request.id} ${new Date(host.time()).toISOString()}`;
      await store?.setAside(request.id, name);
      host.post({ type: 'notice', code: 'set-aside' });
    }
    const session = new Session(host, request, undefined);
    session.#store = store;
    await store?.begin(request.id, headerOf(session.#world.recording()));
    session.#begin(false);
    return session;
  }

  static async #restore(host: SessionHost, request: Open, stored: unknown): Promise<Session | undefined> {
    const recording = recordingSchema.safeParse(stored);
    if (!recording.success) return undefined;
    try {
      const session = new Session(host, request, recording.data);
      const { replay } = session;
      if (!replay) return undefined;
      for (;;) {
        const deadline = host.wall() + 50;
        const outcome = replay.run(() => host.wall() >= deadline);
        if (outcome === 'done') return session;
        if (outcome === 'diverged') return undefined;
        host.post({ type: 'restoring', id: request.id, fraction: replay.progress });
        await host.turn();
      }
    } catch (error) {
      console.warn('A stored session could not be replayed:', error);
      return undefined;
    }
  }

  #size(request: Open): boolean {
    const { world, inputs } = this.#world.recording();
    const last = inputs.map(({ input }) => input).findLast((input) => input.kind === 'resize') ?? world;
    return last.columns !== request.columns || last.rows !== request.rows;
  }

  #begin(restored: boolean): void {
    this.#live = true;
    this.#driver = new Driver(this.#world.sim, this.#host.wall);
    this.#storedTime = this.#world.sim.now;
    this.#host.post({ type: 'ready', id: this.id, restored, home: HOME });
    this.#report(true);
  }

  #record(input: Input): ReturnType<World['input']> {
    this.#driver.noticeInput();
    return this.#world.input(input);
  }

  #save(path: string, text: string): void {
    const problem = this.#record({ kind: 'save', path, text });
    this.#host.post(problem ? { type: 'save-failed', path, reason: problem.code } : { type: 'saved', path });
  }

  #sendFile(path: string, request?: number): void {
    const text = this.#world.readFile(path);
    this.#host.post({ type: 'file', path, text, ...(request === undefined ? {} : { request }) });
  }

  handle(request: Exclude<Request, { type: 'open' }>): void {
    switch (request.type) {
      case 'type':
        this.#typist.keys(request.data);
        return void this.#record({ kind: 'type', data: request.data });
      case 'run':
        return this.#typist.run(request.command);
      case 'drop':
        return this.#typist.drop();
      case 'resize':
        return void this.#record({ kind: 'resize', columns: request.columns, rows: request.rows });
      case 'save':
        return this.#save(request.path, request.text);
      case 'read':
        return this.#sendFile(request.path, request.request);
      case 'clock':
        if (request.paused !== undefined) this.#driver.paused = request.paused;
        if (request.speed !== undefined) this.#driver.speed = request.speed;
        return this.#sendClock();
      case 'skip':
        return this.#skip();
      case 'store':
        return this.#write(true);
    }
  }

  #skip(): void {
    const { changes } = this.#world;
    const before = changes.count;
    this.#driver.skip(
      () => changes.count !== before,
      SKIP_LIMIT,
      (found) => {
        if (!found && !this.#driver.skipping) this.#nothingChanged();
      },
    );
    this.#sendClock();
  }

  #nothingChanged(): void {
    this.#host.post({ type: 'notice', code: 'nothing-changed' });
  }

  /**
   * Advance by one slice and tell the page what there is to tell.
   * @returns wall milliseconds until it wants to be called again
   */
  step(): number {
    const busy = this.#driver.slice();
    const typed = this.#typist.next();
    this.#report(false);
    return busy || typed ? 0 : this.#driver.idleTime(CLOCK_MS / 4);
  }

  #report(all: boolean): void {
    const now = this.#host.wall();
    const { post } = this.#host;
    while (this.#output !== '') {
      post({ type: 'output', data: this.#output.slice(0, OUTPUT_LIMIT) });
      this.#output = this.#output.slice(OUTPUT_LIMIT);
    }
    this.#tellWaiting(now);
    if (all || now >= this.#due.view) {
      this.#due.view = now + VIEW_MS;
      if (this.#observer.update() || all) post({ type: 'cluster', cluster: this.#observer.view() });
      this.#sendChecks();
    }
    if (all || now >= this.#due.clock) {
      this.#due.clock = now + CLOCK_MS;
      this.#sendClock();
    }
    if (now >= this.#due.store) {
      this.#due.store = now + STORE_MS;
      this.#write(false);
    }
  }

  #tellWaiting(now: number): void {
    const { waiting } = this.#typist;
    this.#waitingSince = waiting === undefined ? undefined : (this.#waitingSince ?? now);
    const told =
      this.#waitingSince !== undefined && now - this.#waitingSince >= WAIT_MS ? waiting : undefined;
    if (told === this.#toldWaiting) return;
    this.#toldWaiting = told;
    this.#host.post({ type: 'waiting', command: told });
  }

  #sendChecks(): void {
    if (!this.#grader || !this.#exercise) return;
    const results = this.#grader.grade().checks;
    const text = JSON.stringify(results);
    if (text === this.#graded) return;
    this.#graded = text;
    this.#host.post({ type: 'checks', exercise: this.#exercise.id, results });
  }

  #sendClock(): void {
    const clock = {
      time: Math.floor(this.#world.sim.time / 1000) * 1000,
      paused: this.#driver.paused,
      speed: this.#driver.speed,
      skipping: this.#driver.skipping,
    };
    const text = JSON.stringify(clock);
    if (text === this.#clockText) return;
    this.#clockText = text;
    this.#host.post({ type: 'clock', clock });
  }

  /** Append what came in since the last write. @param now even when only the clock has moved a little */
  #write(now: boolean): void {
    const store = this.#store;
    if (!store) return;
    const { inputs, end } = this.#world.recording();
    const fresh = inputs.slice(this.#stored);
    if (fresh.length === 0 && !now && end.now - this.#storedTime < STORE_TIME) return;
    const index = this.#stored;
    this.#stored = inputs.length;
    this.#storedTime = end.now;
    this.#storing = this.#storing
      .then(() => store.append(this.id, index, fresh, end))
      .catch((error: unknown) => {
        console.warn('The session could not be stored:', error);
        this.#store = undefined;
        this.#host.post({ type: 'notice', code: 'not-stored' });
      });
  }

  /** Store where it stands and let go of it. */
  async close(): Promise<void> {
    this.#write(true);
    this.#observer.stop();
    this.#grader?.stop();
    await this.#storing;
  }
}
