import type { Program, ProgramContext } from '../../../shell/types.ts';
import { sleep, type Task } from '../../../sim/index.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import { livenessServer } from './liveness.ts';
import { pause } from './pause.ts';
import { serveInBackground, times, tryListen, waitForSignal } from './server.ts';

const VERSION = '2.53';

function flag(args: readonly string[], name: string): string | undefined {
  for (const [index, arg] of args.entries()) {
    if (arg === `--${name}`) return args[index + 1];
    if (arg.startsWith(`--${name}=`)) return arg.slice(name.length + 3);
  }
  return undefined;
}

function parameters(target: string): Map<string, string> {
  const query = target.split('?')[1] ?? '';
  return new Map(
    query
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const [name = '', value = ''] = pair.split('=');
        return [name, decodeURIComponent(value.replaceAll('+', ' '))];
      }),
  );
}

function* log(context: ProgramContext, text: string): Task {
  yield* context.stderr.write(`${times(context.sim.time).go} ${text}\n`);
}

/** agnhost netexec: a server that answers about itself. */
function* netexec(context: ProgramContext, args: readonly string[]): Task<number> {
  const port = Number(flag(args, 'http-port') ?? '8080');
  const listener = tryListen(context, port);
  if (!listener) {
    yield* log(context, `listen tcp :${port}: bind: address already in use`);
    return 1;
  }
  let ready = true;
  const text = [['Content-Type', 'text/plain; charset=utf-8']] as const;
  const ok = (body: string): HttpResponse => ({ status: 200, headers: text, body });
  try {
    yield* log(context, `Started HTTP server on port ${port}`);
    yield* log(context, 'Started UDP server on port  8081');
    serveInBackground(context, listener, function* (request: HttpRequest): Task<HttpResponse> {
      const path = request.target.split('?')[0] ?? '/';
      const query = parameters(request.target);
      yield* log(context, `GET ${path}`);
      switch (path) {
        case '/':
          return ok(`NOW: ${times(context.sim.time).isoMs}`);
        case '/hostname':
        case '/hostName':
          return ok(context.machine.hostname);
        case '/healthz':
          return ready ? ok('') : { status: 412, headers: text, body: '' };
        case '/clientip':
          return ok(`${request.remoteAddress}:40000`);
        case '/echo':
          return { status: Number(query.get('code') ?? '200'), headers: text, body: query.get('msg') ?? '' };
        case '/shutdown':
        case '/exit':
          ready = false;
          context.process.signal('SIGTERM');
          return ok('');
        case '/redirect':
          return {
            status: Number(query.get('code') ?? '302'),
            headers: [['Location', query.get('location') ?? '/']],
          };
        case '/shell':
        case '/header':
          return path === '/header'
            ? ok(request.headers.get((query.get('key') ?? '').toLowerCase()) ?? '')
            : ok('');
        default:
          return { status: 404, headers: text, body: '404 page not found\n' };
      }
    });
    yield* waitForSignal(context, ['SIGTERM']);
    yield* sleep(1000 * Number(flag(args, 'delay-shutdown') ?? '0'));
    return 0;
  } finally {
    listener.close();
  }
}

/** The test image's one binary, as far as lessons use it: netexec, liveness, pause, serve-hostname, entrypoint-tester, logs-generator. */
export const agnhost: Program = function* (context) {
  const [command, ...args] = context.argv.slice(1);
  switch (command) {
    case 'pause':
      yield* context.stdout.write('Paused\n');
      return yield* pause(context);
    case 'liveness':
      return yield* livenessServer(context);
    case 'netexec':
      return yield* netexec(context, args);
    case 'serve-hostname': {
      const port = Number(flag(args, 'port') ?? '9376');
      const listener = tryListen(context, port);
      if (!listener) return 1;
      yield* log(context, 'Serving on port ' + port + '.');
      try {
        serveInBackground(context, listener, function* () {
          return { status: 200, headers: [['Content-Type', 'text/plain']], body: context.machine.hostname };
        });
        yield* waitForSignal(context, ['SIGTERM']);
        yield* sleep(60_000);
        return 0;
      } finally {
        listener.close();
      }
    }
    case 'entrypoint-tester':
      yield* context.stdout.write(`[${context.argv.join(' ')}]\n`);
      return 0;
    case 'logs-generator': {
      const total = Number(flag(args, 'log-lines-total') ?? flag(args, 't') ?? '0');
      const duration = /^(\d+)(ms|s|m)?$/.exec(flag(args, 'run-duration') ?? flag(args, 'd') ?? '0');
      const unit = { ms: 1, s: 1000, m: 60_000 }[(duration?.[2] ?? 's') as 'ms' | 's' | 'm'];
      const each = total > 0 ? (Number(duration?.[1] ?? '0') * unit) / total : 0;
      for (let line = 0; line < total; line++) {
        yield* log(context, `${line} GET /api/v1/namespaces/default/pods/${200 + (line % 400)}`);
        yield* sleep(each);
      }
      return 0;
    }
    case '--version':
      yield* context.stdout.write(`agnhost version ${VERSION}\n`);
      return 0;
    default:
      yield* context.stderr.write(
        `Error: unknown command "${command ?? ''}" for "app"\nRun 'app --help' for usage.\n(this simulation's agnhost has: entrypoint-tester, liveness, logs-generator, netexec, pause, serve-hostname)\n`,
      );
      return 1;
  }
};
