import { HOME } from '../lab/home.ts';
import { placedInputs } from '../lab/line.ts';
import type { Recorder } from '../lab/recorder.ts';
import type { Input, Place } from '../lab/recording.ts';
import { begin, type Beginning } from './begin.ts';
import { Driver, type SkipEnd } from './driver.ts';
import { Grading } from './grading.ts';
import { historyView } from './history.ts';
import type { SessionHost } from './host.ts';
import { Keeper } from './keeper.ts';
import type { Open, Request } from './messages.ts';
import { Stage } from './stage.ts';
import { TerminalLine } from './terminal-line.ts';

export type { SessionHost } from './host.ts';

/** The most virtual time that a skip runs through, in milliseconds. */
const SKIP_LIMIT = 3_600_000;
/** Wall milliseconds between two pictures of the cluster, two clocks. */
const VIEW_MS = 100;
const CLOCK_MS = 200;
/** A command that waits longer than this for the prompt is told of, in wall milliseconds. */
const WAIT_MS = 600;
/** Keys that may start a command, or end one: a line's end, ^C, ^D, ^Z, ^\. */
const COMMAND_KEYS = /[\r\n\x03\x04\x1a\x1c]/;
/** The most keys that are taken at once, in characters. */
const MOST_KEYS = 1_000_000;

/** Requests that a session answers at once. The others begin it anew, or take a replay. */
export type PlainRequest = Exclude<Request, { type: 'prepare' | 'open' | 'rewind' | 'return' | 'ping' }>;
/** Requests that lead to another place of the recording. */
export type ReturnRequest = Extract<Request, { type: 'rewind' | 'return' }>;

/** One open world with everything around it: its clock, its picture, its checks and its recording. */
export class Session {
  readonly id: string;
  readonly #host: SessionHost;
  readonly #exercise: Open['exercise'];
  readonly #keeper: Keeper;
  readonly #line: TerminalLine;
  readonly #engine: Beginning['engine'];
  readonly #recorder: Recorder;
  readonly #grading: Grading | undefined;
  #stage: Stage;
  #driver: Driver;
  /** Keys that have come since the last slice: they go in together. */
  #keys = '';
  #size: { readonly columns: number; readonly rows: number };
  #graded = '';
  /** When the typist began to wait for the prompt, on the wall clock. */
  #waitingSince: number | undefined;
  #toldWaiting: string | undefined;
  #due = { view: 0, clock: 0 };
  #clockText = '';
  #historyText = '';

  private constructor(host: SessionHost, request: Open, keeper: Keeper, line: TerminalLine, from: Beginning) {
    this.#host = host;
    this.id = request.id;
    this.#exercise = request.exercise;
    this.#keeper = keeper;
    this.#line = line;
    this.#engine = from.engine;
    this.#recorder = from.recorder;
    this.#stage = from.stage;
    this.#grading = request.exercise && new Grading(host, request.exercise, from.recorder, from.stage);
    this.#size = request;
    this.#driver = this.#newDriver();
  }

  /** Take up the stored world of this name, or make it. @param mayStore otherwise what comes in is not stored */
  static async open(host: SessionHost, request: Open, mayStore: boolean): Promise<Session> {
    const keeper = new Keeper(host, request.id, mayStore);
    const line = new TerminalLine((data) => void session.#record({ kind: 'type', data }));
    const from = await begin(host, request, keeper, line);
    const session: Session = new Session(host, request, keeper, line, from);
    session.#goLive(from.restored);
    return session;
  }

  /** Go back on the current line, or over to another one. Nothing is lost: the line that is left can be returned to. */
  async go(request: ReturnRequest): Promise<void> {
    this.#flush();
    const left = this.#place;
    const title = this.#stage.log.commands.at(-1)?.text ?? '';
    let end: Place;
    if (request.type === 'rewind') {
      if (request.inputs >= this.#recorder.line.length) return;
      end = this.#recorder.rewind(request.inputs, left, title);
    } else {
      const { lines, current } = this.#recorder.lines(left);
      if (request.line === current || !lines[request.line]) return;
      end = this.#recorder.return(request.line, left, title);
    }
    this.#host.post({ type: 'restoring', id: this.id, fraction: 0 });
    void this.#keeper.write(this.#recorder, end, true);
    const { paused, speed } = this.#driver;
    this.#grading?.stop();
    this.#stage.stop();
    this.#line.restart();
    const { world } = this.#recorder.header;
    const played = { world, inputs: placedInputs(world, this.#recorder.line), end };
    this.#stage = new Stage(this.#engine, played, this.#exercise, this.#line);
    if (!(await this.#stage.play(this.#host, this.id)))
      throw new Error('the session does not come by its own recording');
    this.#grading?.moveTo(this.#stage);
    this.#driver = this.#newDriver();
    this.#driver.speed = speed;
    this.#driver.paused = paused;
    this.#goLive(true);
  }

  #newDriver(): Driver {
    const { typist } = this.#line;
    return new Driver(this.#stage.world.sim, this.#host.wall, () => !typist.atPrompt);
  }

  #goLive(restored: boolean): void {
    this.#line.onOpen = (path) => this.#sendFile(path);
    this.#host.post({ type: 'ready', id: this.id, restored, home: HOME });
    this.#graded = '';
    this.#clockText = '';
    this.#historyText = '';
    const last =
      this.#recorder.line.findLast((entry) => entry.kind === 'resize') ?? this.#recorder.header.world;
    const { columns, rows } = this.#size;
    if (last.columns !== columns || last.rows !== rows) this.#record({ kind: 'resize', columns, rows });
    this.#report(true);
  }

  get #place(): Place {
    return this.#stage.world.place;
  }

  /** Let in the keys that have come since the last slice. */
  #flush(): void {
    const data = this.#keys;
    if (data === '') return;
    this.#keys = '';
    this.#driver.noticeInput(COMMAND_KEYS.test(data));
    this.#stage.input(this.#recorder, { kind: 'type', data });
  }

  #record(input: Input): ReturnType<Stage['input']> {
    this.#flush();
    this.#driver.noticeInput(input.kind === 'type' && COMMAND_KEYS.test(input.data));
    return this.#stage.input(this.#recorder, input);
  }

  #save(path: string, text: string): void {
    const problem = this.#record({ kind: 'save', path, text });
    this.#host.post(problem ? { type: 'save-failed', path, reason: problem.code } : { type: 'saved', path });
  }

  #sendFile(path: string, request?: number): void {
    const text = this.#stage.world.readFile(path);
    this.#host.post({ type: 'file', path, text, ...(request === undefined ? {} : { request }) });
  }

  handle(request: PlainRequest): void {
    switch (request.type) {
      case 'type':
        this.#line.typist.keys(request.data);
        if (this.#keys.length + request.data.length > MOST_KEYS) this.#flush();
        this.#keys += request.data;
        return;
      case 'run':
        return this.#line.typist.run(request.command);
      case 'drop':
        return this.#line.typist.drop();
      case 'resize':
        this.#size = request;
        return void this.#record({ kind: 'resize', columns: request.columns, rows: request.rows });
      case 'save':
        return this.#save(request.path, request.text);
      case 'read':
        return this.#sendFile(request.path, request.request);
      case 'clock':
        this.#flush();
        if (request.paused !== undefined) this.#driver.paused = request.paused;
        if (request.speed !== undefined) this.#driver.speed = request.speed;
        return this.#sendClock();
      case 'skip':
        return this.#skip();
      case 'check':
        this.#record({ kind: 'ask', what: 'check' });
        this.#grading?.check();
        return this.#sendChecks();
      case 'hint':
        this.#record({ kind: 'ask', what: 'hint', id: request.id });
        return this.#sendChecks();
      case 'solution':
        this.#record({ kind: 'ask', what: 'solution' });
        return this.#sendChecks();
      case 'export':
        return this.#export(request.request);
      case 'store':
        this.#flush();
        return void this.#keeper.write(this.#recorder, this.#place, true);
    }
  }

  #export(request: number): void {
    this.#flush();
    const recording = this.#recorder.recording(this.#place);
    const store = this.#stage.world.storeText();
    this.#host.post({ type: 'recording', request, recording, store });
  }

  #skip(): void {
    this.#flush();
    const { changes, sim } = this.#stage.world;
    const before = { count: changes.count, now: sim.now };
    const done = (how: SkipEnd): void => {
      if (how === 'found')
        this.#host.post({ type: 'skipped', ms: sim.now - before.now, change: changes.last });
      else if (how === 'limit') this.#host.post({ type: 'notice', code: 'nothing-changed' });
    };
    this.#driver.skip(() => changes.count !== before.count, SKIP_LIMIT, done);
    this.#sendClock();
  }

  /**
   * Advance by one slice and tell the page what there is to tell.
   * @returns wall milliseconds until it wants to be called again
   */
  step(): number {
    this.#flush();
    const busy = this.#driver.slice();
    const typed = this.#line.typist.next();
    this.#report(false);
    void this.#keeper.write(this.#recorder, this.#place);
    return busy || typed ? 0 : this.#driver.idleTime(CLOCK_MS / 4);
  }

  #report(all: boolean): void {
    const now = this.#host.wall();
    const { post } = this.#host;
    for (let data = this.#line.take(); data !== ''; data = this.#line.take()) post({ type: 'output', data });
    this.#tellWaiting(now);
    if (all || now >= this.#due.view) {
      this.#due.view = now + VIEW_MS;
      const { observer } = this.#stage;
      if (observer.update() || all) post({ type: 'cluster', cluster: observer.view() });
      this.#grading?.step();
      this.#sendChecks();
      this.#sendHistory();
    }
    if (all || now >= this.#due.clock) {
      this.#due.clock = now + CLOCK_MS;
      this.#sendClock();
    }
  }

  #tellWaiting(now: number): void {
    const { waiting } = this.#line.typist;
    this.#waitingSince = waiting === undefined ? undefined : (this.#waitingSince ?? now);
    const told =
      this.#waitingSince !== undefined && now - this.#waitingSince >= WAIT_MS ? waiting : undefined;
    if (told === this.#toldWaiting) return;
    this.#toldWaiting = told;
    this.#host.post({ type: 'waiting', command: told });
  }

  #sendChecks(): void {
    const grading = this.#grading?.view();
    if (!grading || !this.#exercise) return;
    const text = JSON.stringify(grading);
    if (text === this.#graded) return;
    this.#graded = text;
    this.#host.post({ type: 'checks', exercise: this.#exercise.id, grading });
  }

  #sendHistory(): void {
    const { commands } = this.#stage.log;
    const text = `${commands.length} ${commands.at(-1)?.text.length ?? 0} ${this.#recorder.rewinds}`;
    if (text === this.#historyText) return;
    this.#historyText = text;
    const { now, time } = this.#stage.world.sim;
    const history = historyView(commands, this.#recorder.lines(this.#place), time - now);
    this.#host.post({ type: 'history', history });
  }

  #sendClock(): void {
    const { paused, speed, skipping } = this.#driver;
    const clock = {
      time: Math.floor(this.#stage.world.sim.time / 1000) * 1000,
      ...{ paused, speed, skipping },
      held: paused && !skipping && !this.#line.typist.atPrompt,
    };
    const text = JSON.stringify(clock);
    if (text === this.#clockText) return;
    this.#clockText = text;
    this.#host.post({ type: 'clock', clock });
  }

  /** Store where it stands and let go of it. */
  async close(): Promise<void> {
    this.#flush();
    this.#grading?.stop();
    this.#stage.stop();
    await this.#keeper.write(this.#recorder, this.#place, true);
  }
}
