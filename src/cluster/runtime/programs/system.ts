import type { Program } from '../../../shell/types.ts';
import { sleep } from '../../../sim/index.ts';
import { serveInBackground, times, tryListen, waitForSignal } from './server.ts';
import { civilTime } from '../../../api/time.ts';

const two = (n: number): string => String(n).padStart(2, '0');

/** A time as klog writes it: `I1124 22:47:01.000000`. */
export function klog(ms: number): string {
  const t = civilTime(ms);
  const micros = String(Math.round(t.millisecond * 1000)).padStart(6, '0');
  return `I${two(t.month)}${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${micros}`;
}

export interface SystemProgram {
  /** Lines at the start, without the klog head. `[file:line] text` */
  readonly lines: readonly string[];
  /** Logged as they are, without a head. */
  readonly plain?: boolean;
  readonly json?: boolean;
  /** Ports that it holds and answers health checks on. */
  readonly healthPorts?: readonly number[];
  /** Files that it writes once it is up, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Whether SIGTERM ends it at once with 0, or with an error code of its own. */
  readonly exitCode?: number;
}

/**
 * A cluster component's container. The component's work itself is done by the cluster's own parts (API server, scheduler,
 * controllers, network); the program says what it started with, answers its health ports and stays until it is told to end.
 */
export function systemProgram(options: SystemProgram): Program {
  return function* (context) {
    const listeners = [];
    for (const port of options.healthPorts ?? []) {
      const listener = tryListen(context, port);
      if (listener) listeners.push(listener);
    }
    const { sim } = context;
    try {
      for (const listener of listeners) {
        serveInBackground(context, listener, function* () {
          return { status: 200, headers: [['Content-Type', 'text/plain; charset=utf-8']], body: 'OK' };
        });
      }
      for (const line of options.lines) {
        if (options.plain) yield* context.stdout.write(`${line}\n`);
        else if (options.json) {
          yield* context.stderr.write(`{"level":"info","ts":"${times(sim.time).isoMs}",${line}}\n`);
        } else yield* context.stderr.write(`${klog(sim.time)}       1 ${line}\n`);
        yield* sleep(2);
      }
      for (const [path, text] of Object.entries(options.files ?? {})) context.fs.writeFile(path, text);
      yield* waitForSignal(context, ['SIGTERM', 'SIGINT']);
      return options.exitCode ?? 0;
    } finally {
      for (const listener of listeners) listener.close();
    }
  };
}
