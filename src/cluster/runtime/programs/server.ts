import { ConnectError, type Listener, type ProgramContext } from '../../../shell/types.ts';
import { Notice, type SignalName, type Task } from '../../../sim/index.ts';
import { serveHttp, type HttpRequest, type HttpResponse } from '../http.ts';
import { civilTime } from '../../../api/time.ts';

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
const two = (n: number): string => String(n).padStart(2, '0');

/** The forms of a time that servers log; `ms` since 1970. */
export function times(ms: number): {
  readonly iso: string;
  readonly isoMs: string;
  readonly common: string;
  readonly httpDate: string;
  readonly go: string;
  readonly nginx: string;
  readonly redis: string;
} {
  const t = civilTime(ms);
  const month = MONTHS[t.month - 1] ?? '';
  const clock = `${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
  const date = `${t.year}-${two(t.month)}-${two(t.day)}`;
  const millis = String(Math.floor(t.millisecond)).padStart(3, '0');
  return {
    iso: `${date}T${clock}Z`,
    isoMs: `${date}T${clock}.${millis}Z`,
    common: `${two(t.day)}/${month}/${t.year}:${clock} +0000`,
    httpDate: `${DAYS[t.weekday] ?? ''}, ${two(t.day)} ${month} ${t.year} ${clock} GMT`,
    go: `${date.replaceAll('-', '/')} ${clock}`,
    nginx: `${date.replaceAll('-', '/')} ${clock}`,
    redis: `${two(t.day)} ${month} ${t.year} ${clock}.${millis}`,
  };
}
