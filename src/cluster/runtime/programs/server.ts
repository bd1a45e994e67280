import { ConnectError, type Listener, type ProgramContext } from '../../../shell/types.ts';
import { Notice, type SignalName, type Task } from '../../../sim/index.ts';
import { serveHttp, type HttpRequest, type HttpResponse } from '../http.ts';
import { civilTime, type CivilTime } from '../../../api/time.ts';

/** Wait until one of these signals comes; the program's other signals keep their default effect. */
export function* waitForSignal(context: ProgramContext, signals: readonly SignalName[]): Task<SignalName> {
  const notice = new Notice();
  let came: SignalName | undefined;
  const before = context.process.onSignal;
  context.process.onSignal = (signal) => {
    if (!signals.includes(signal)) return before?.(signal) ?? 'default';
    came = signal;
    notice.announce();
    return 'handled';
  };
  while (came === undefined) yield* notice.wait();
  return came;
}

/** Listen on all addresses. @returns undefined when the port is taken */
export function tryListen(context: ProgramContext, port: number): Listener | undefined {
  const { network } = context.machine;
  if (!network) return undefined;
  try {
    return network.listen('0.0.0.0', port);
  } catch (error) {
    if (error instanceof ConnectError && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

/** Serve HTTP in the background, as children of this program, until the listener closes. */
export function serveInBackground(
  context: ProgramContext,
  listener: Listener,
  handle: (request: HttpRequest) => Task<HttpResponse>,
): void {
  const { process, sim } = context;
  sim.spawn(serveHttp(process, listener, handle), { parent: process, name: process.name });
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

/** The forms of a time that servers log; each is made when it is asked for. */
class Times {
  readonly #t: CivilTime;

  constructor(t: CivilTime) {
    this.#t = t;
  }

  get #clock(): string {
    return `${two(this.#t.hour)}:${two(this.#t.minute)}:${two(this.#t.second)}`;
  }

  get #millis(): string {
    return String(Math.floor(this.#t.millisecond)).padStart(3, '0');
  }

  get #month(): string {
    return MONTHS[this.#t.month - 1] ?? '';
  }

  #date(separator: string): string {
    return [this.#t.year, two(this.#t.month), two(this.#t.day)].join(separator);
  }

  get iso(): string {
    return `${this.#date('-')}T${this.#clock}Z`;
  }

  get isoMs(): string {
    return `${this.#date('-')}T${this.#clock}.${this.#millis}Z`;
  }

  get common(): string {
    return `${two(this.#t.day)}/${this.#month}/${this.#t.year}:${this.#clock} +0000`;
  }

  get httpDate(): string {
    const { weekday, day, year } = this.#t;
    return `${DAYS[weekday] ?? ''}, ${two(day)} ${this.#month} ${year} ${this.#clock} GMT`;
  }

  get go(): string {
    return `${this.#date('/')} ${this.#clock}`;
  }

  get nginx(): string {
    return this.go;
  }

  get redis(): string {
    return `${two(this.#t.day)} ${this.#month} ${this.#t.year} ${this.#clock}.${this.#millis}`;
  }
}

/** @param ms since 1970 */
export const times = (ms: number): Times => new Times(civilTime(ms));
