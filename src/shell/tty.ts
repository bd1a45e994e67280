import { BrokenPipe, currentProcess, Notice, Pipe } from '../sim/index.ts';
import type { ProcessGroup, SignalName, Simulation, Task, Wait } from '../sim/index.ts';
import type { InputStream, OutputStream } from './types.ts';
import { codePointWidth } from './width.ts';

/** What the line discipline does: the flags of Linux's termios that matter here. */
export interface TtyMode {
  /** Hand over whole lines, edited with erase, ^U and ^W (ICANON). */
  readonly canonical: boolean;
  /** Show what is typed (ECHO, with ECHOE, ECHOK and ECHOCTL). */
  readonly echo: boolean;
  /** ^C, ^Z and ^\ signal the foreground group (ISIG). */
  readonly signals: boolean;
  /** A carriage return that comes in is a newline (ICRNL). */
  readonly icrnl: boolean;
  /** A newline that goes out is preceded by a carriage return (OPOST, ONLCR). */
  readonly opost: boolean;
  /** ^S holds the output and ^Q lets it go (IXON). Off unless asked for: on a page ^S is everybody's "save". */
  readonly flow: boolean;
}

/** The mode of a fresh terminal. */
export const COOKED: TtyMode = {
  canonical: true,
  echo: true,
  signals: true,
  icrnl: true,
  opost: true,
  flow: false,
};

/** What cfmakeraw gives. */
export const RAW: TtyMode = {
  canonical: false,
  echo: false,
  signals: false,
  icrnl: false,
  opost: false,
  flow: false,
};

/** What an interactive shell tells of itself: it prompts for a command line, or it runs one. */
export type ShellMark =
  /** `ahead`: something had been typed before the prompt. */
  { readonly kind: 'prompt'; readonly ahead: boolean } | { readonly kind: 'command'; readonly text: string };

export interface TtyOptions {
  readonly columns: number;
  readonly rows: number;
}

/** One character of the line being typed. */
interface Typed {
  readonly bytes: readonly number[];
  /** Cells that its echo took. */
  readonly cells: number;
}

/** What a reader may take: a line or raw bytes; an empty one is an end of file typed by ^D. */
interface Readable {
  bytes: Uint8Array;
}

const ETX = 0x03;
const EOT = 0x04;
const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const XON = 0x11;
const REPRINT = 0x12;
const XOFF = 0x13;
const KILL = 0x15;
const LITERAL = 0x16;
const WORD_ERASE = 0x17;
const SUB = 0x1a;
const QUIT = 0x1c;
const ERASE = 0x7f;

/** The longest line that canonical mode takes (N_TTY_BUF_SIZE); more is dropped with a bell. */
const MAX_LINE = 4095;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Length of the UTF-8 sequence that `byte` begins; 1 for what begins none. */
function sequenceLength(byte: number): number {
  if (byte >= 0xf0 && byte < 0xf8) return 4;
  if (byte >= 0xe0) return byte < 0xf0 ? 3 : 1;
  return byte >= 0xc2 ? 2 : 1;
}

/**
 * A terminal as Linux has it between a terminal emulator and the programs. Models drivers/tty/n_tty.c. The emulator calls
 * {@link input} and {@link resize} and gets what is to be shown; programs have {@link stdin} and {@link stdout}. It takes no
 * virtual time. What arrives at `input` is the whole of what a recording needs.
 */
export class Tty {
  columns: number;
  rows: number;
  /** The group that terminal signals go to and that may read. `undefined`: whoever reads may. */
  foreground: ProcessGroup | undefined;
  /** What is to be shown. Bounded: without {@link onOutput} writers wait for whoever reads it. */
  readonly output: Pipe;
  /** Takes what is to be shown at once, in place of a reader of {@link output}. */
  onOutput: ((bytes: Uint8Array) => void) | undefined;
  /** Told of what the shell at this terminal does. Whoever listens only looks on: it has no effect on the simulation. */
  onShell: ((mark: ShellMark) => void) | undefined;
  /** Announced when the size changes. */
  readonly resized = new Notice();
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly sim: Simulation;
  #mode: TtyMode = COOKED;
  #readables: Readable[] = [];
  #line: Typed[] = [];
  #sequence: number[] = [];
  #literalNext = false;
  /** Output column, for the width of tabs. */
  #column = 0;
  #lineColumn = 0;
  #held = false;
  #hungUp = false;
  readonly #readable = new Notice();
  readonly #released = new Notice();

  constructor(sim: Simulation, options: TtyOptions) {
    this.sim = sim;
    this.columns = options.columns;
    this.rows = options.rows;
    this.output = new Pipe();
    this.stdin = {
      tty: this,
      read: (max) => this.#read(max ?? Infinity),
      readable: () => this.readable(),
      close: () => undefined,
    };
    this.stdout = {
      tty: this,
      write: (data) => this.#write(typeof data === 'string' ? encoder.encode(data) : data),
      close: () => undefined,
    };
  }

  get mode(): TtyMode {
    return this.#mode;
  }

  /** The emulator has gone. */
  get hungUp(): boolean {
    return this.#hungUp;
  }

  /** Change the mode. What was typed ahead is read again under the new one. @returns the mode before, for {@link restore} */
  setMode(change: Partial<TtyMode>): TtyMode {
    const before = this.#mode;
    this.#mode = { ...before, ...change };
    if (before.canonical && !this.#mode.canonical) {
      this.#flushSequence();
      this.#pushLine();
      this.#readables = this.#readables.filter((readable) => readable.bytes.length > 0);
      if (this.#readables.length > 0) this.#readable.announce();
    } else if (!before.canonical && this.#mode.canonical) {
      const typed = this.#readables;
      this.#readables = [];
      for (const readable of typed) for (const byte of readable.bytes) this.#receive(byte);
    }
    return before;
  }

  /** Bytes as they are typed, none of them special. @returns the mode before */
  raw(): TtyMode {
    return this.setMode(RAW);
  }

  restore(mode: TtyMode): void {
    this.setMode(mode);
  }

  /** What the terminal emulator sends: keys typed, text pasted. A character may be split over calls. */
  input(data: string | Uint8Array): void {
    if (this.#hungUp) return;
    const bytes = typeof data === 'string' ? encoder.encode(data) : data;
    if (!this.#mode.canonical && !this.#mode.signals && !this.#mode.echo && !this.#mode.icrnl) {
      this.#pushBytes(bytes.slice());
      return;
    }
    for (const byte of bytes) this.#receive(byte);
  }

  /** Write without waiting, as a signal handler must: what does not fit is lost. */
  show(text: string): void {
    if (!this.#hungUp) this.#echo(text);
  }

  /** Put bytes back that a reader took and does not want: they are the next to be read. */
  unread(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#readables.unshift({ bytes });
    this.#readable.announce();
  }

  /** Whether something was typed that nobody has read yet. */
  get typedAhead(): boolean {
    return this.#readables.length > 0 || this.#line.length > 0 || this.#sequence.length > 0;
  }

  /** A wait for input or a hang-up, for use in `first`. */
  readable(): Wait {
    return {
      arm: (waker) => {
        if (this.#readables.length > 0 || this.#hungUp) {
          waker.resume();
          return () => undefined;
        }
        return this.#readable.toWait().arm(waker);
      },
    };
  }

  /** Take raw bytes that are there now; `undefined` when none are. */
  tryRead(max = Infinity): Uint8Array | undefined {
    const first = this.#readables[0];
    if (!first) return undefined;
    if (first.bytes.length > max) {
      const taken = first.bytes.subarray(0, max);
      first.bytes = first.bytes.subarray(max);
      return taken;
    }
    this.#readables.shift();
    return first.bytes;
  }

  /** The emulator's window changed: the foreground group gets SIGWINCH. */
  resize(columns: number, rows: number): void {
    if (columns === this.columns && rows === this.rows) return;
    this.columns = columns;
    this.rows = rows;
    this.resized.announce();
    this.foreground?.signal('SIGWINCH');
  }

  /** The emulator goes away: SIGHUP and SIGCONT to the foreground group, end of file to readers, an error to writers. */
  hangup(): void {
    if (this.#hungUp) return;
    this.#hungUp = true;
    this.#held = false;
    this.#readables = [];
    this.output.closeWrite();
    this.#readable.announce();
    this.#released.announce();
    this.foreground?.signal('SIGHUP');
    this.foreground?.signal('SIGCONT');
  }

  *#read(max: number): Task<Uint8Array | undefined> {
    for (;;) {
      if (!(yield* this.#mayRead())) return undefined;
      const bytes = this.tryRead(max);
      if (bytes) return bytes.length > 0 ? bytes : undefined;
      if (this.#hungUp) return undefined;
      yield* this.#readable.wait();
    }
  }

  /** A background group that reads is stopped by SIGTTIN; where that is ignored the read fails, taken here as an end of file. */
  *#mayRead(): Task<boolean> {
    if (!this.foreground) return true;
    const process = yield* currentProcess();
    while (this.foreground && process.group !== this.foreground && this.foreground.members.size > 0) {
      process.group.signal('SIGTTIN');
      if (!process.stopped) return false;
      yield* currentProcess();
    }
    return true;
  }

  *#write(data: Uint8Array): Task {
    while (this.#held && !this.#hungUp) yield* this.#released.wait();
    if (this.#hungUp) throw new BrokenPipe();
    const bytes = this.#process(data);
    if (this.onOutput) this.onOutput(bytes);
    else yield* this.output.write(bytes);
  }

  /** Output processing: newlines, and the column that tabs depend on. */
  #process(data: Uint8Array): Uint8Array {
    let newlines = 0;
    for (const byte of data) {
      if (byte === LF) {
        newlines++;
        this.#column = 0;
      } else if (byte === CR) this.#column = 0;
      else if (byte === TAB) this.#column += 8 - (this.#column % 8);
      else if (byte === 0x08) this.#column = Math.max(0, this.#column - 1);
      else if (byte >= 0x20 && byte !== ERASE && (byte & 0xc0) !== 0x80) this.#column++;
    }
    if (!this.#mode.opost || newlines === 0) return data;
    const out = new Uint8Array(data.length + newlines);
    let at = 0;
    for (const byte of data) {
      if (byte === LF) out[at++] = CR;
      out[at++] = byte;
    }
    return out;
  }

  /** Show what was typed. Like the kernel's, echo never waits: where the reader is behind, it is lost. */
  #echo(text: string | Uint8Array): void {
    const bytes = this.#process(typeof text === 'string' ? encoder.encode(text) : text);
    if (this.onOutput) this.onOutput(bytes);
    else if (!this.output.readClosed) this.output.tryWrite(bytes);
  }

  #pushBytes(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#readables.push({ bytes });
    this.#readable.announce();
  }

  #receive(byte: number): void {
    const { canonical } = this.#mode;
    if (this.#literalNext) {
      this.#literalNext = false;
      this.#accept([byte]);
      return;
    }
    if (this.#sequence.length > 0 && (byte & 0xc0) !== 0x80) this.#flushSequence();
    if (byte >= 0x80) {
      this.#sequence.push(byte);
      if (this.#sequence.length >= sequenceLength(this.#sequence[0] ?? 0)) this.#flushSequence();
      return;
    }
    if (this.#mode.flow && (byte === XOFF || byte === XON)) {
      this.#held = byte === XOFF;
      if (!this.#held) this.#released.announce();
      return;
    }
    if (this.#mode.signals) {
      const signal = signalOf(byte);
      if (signal) return this.#interrupt(byte, signal);
    }
    const typed = byte === CR && this.#mode.icrnl ? LF : byte;
    if (!canonical) return this.#accept([typed]);
    switch (typed) {
      case LF:
        if (this.#mode.echo) this.#echo('\n');
        this.#line.push({ bytes: [LF], cells: 0 });
        return this.#pushLine();
      case EOT:
        if (this.#line.length > 0) return this.#pushLine();
        this.#readables.push({ bytes: new Uint8Array() });
        return this.#readable.announce();
      case ERASE:
        return this.#erase(1);
      case KILL:
        return this.#erase(this.#line.length);
      case WORD_ERASE:
        return this.#erase(this.#wordLength());
      case LITERAL:
        this.#literalNext = true;
        if (this.#mode.echo) this.#echo('^\b');
        return;
      case REPRINT:
        if (this.#mode.echo) this.#reprint();
        return;
      default:
        return this.#accept([typed]);
    }
  }

  /** Hand on a multi-byte character that is complete, or what there is of one that never will be. */
  #flushSequence(): void {
    const bytes = this.#sequence;
    this.#sequence = [];
    if (bytes.length > 0) this.#accept(bytes);
  }

  /** An ordinary character. */
  #accept(bytes: number[]): void {
    if (!this.#mode.canonical) {
      if (this.#mode.echo) this.#echoTyped(bytes);
      return this.#pushBytes(Uint8Array.from(bytes));
    }
    if (this.#line.length >= MAX_LINE) return this.#echo('\x07');
    if (this.#line.length === 0) this.#lineColumn = this.#column;
    const cells = this.#mode.echo ? this.#echoTyped(bytes) : 0;
    this.#line.push({ bytes, cells });
  }

  /** @returns the cells that it took */
  #echoTyped(bytes: readonly number[]): number {
    const byte = bytes[0] ?? 0;
    if (byte === LF) {
      this.#echo('\n');
      return 0;
    }
    if (byte === TAB) {
      let column = this.#lineColumn;
      for (const typed of this.#line) column += typed.cells;
      this.#echo('\t');
      return 8 - (column % 8);
    }
    if (byte < 0x20 || byte === ERASE) {
      this.#echo(`^${String.fromCharCode(byte ^ 0x40)}`);
      return 2;
    }
    this.#echo(Uint8Array.from(bytes));
    return codePointWidth(decoder.decode(Uint8Array.from(bytes)).codePointAt(0) ?? 0);
  }

  #erase(count: number): void {
    let cells = 0;
    for (let i = 0; i < count; i++) {
      // A combining mark goes with the character it stands on.
      for (let zero = true; zero;) {
        const last = this.#line.pop();
        if (!last) break;
        cells += last.cells;
        zero = last.cells === 0 && this.#mode.echo;
      }
    }
    if (this.#mode.echo && cells > 0) this.#echo('\b'.repeat(cells) + ' '.repeat(cells) + '\b'.repeat(cells));
  }

  /** How many characters ^W takes: blanks, then what is not blank. */
  #wordLength(): number {
    let at = this.#line.length;
    const byteAt = (index: number): number => this.#line[index]?.bytes[0] ?? 0;
    const blank = (index: number): boolean => byteAt(index) === 0x20 || byteAt(index) === TAB;
    while (at > 0 && blank(at - 1)) at--;
    while (at > 0 && !blank(at - 1)) at--;
    return this.#line.length - at;
  }

  #reprint(): void {
    this.#echo('^R\n');
    for (const typed of this.#line) this.#echoTyped(typed.bytes);
  }

  /** A signal key: what was typed before it is dropped, and the foreground group gets the signal. */
  #interrupt(byte: number, signal: SignalName): void {
    this.#line = [];
    this.#sequence = [];
    this.#readables = [];
    this.#held = false;
    this.#released.announce();
    if (this.#mode.echo) this.#echo(`^${String.fromCharCode(byte ^ 0x40)}`);
    this.foreground?.signal(signal);
  }

  #pushLine(): void {
    const bytes = this.#line.flatMap((typed) => [...typed.bytes]);
    this.#line = [];
    this.#pushBytes(Uint8Array.from(bytes));
  }
}

function signalOf(byte: number): SignalName | undefined {
  if (byte === ETX) return 'SIGINT';
  if (byte === SUB) return 'SIGTSTP';
  return byte === QUIT ? 'SIGQUIT' : undefined;
}
