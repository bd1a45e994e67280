import { delay, first, Pipe, type Process, type Task } from '../../sim/index.ts';
import { ConnectError, type Connection, type ProgramContext } from '../types.ts';
import { latin1 } from './lines.ts';

export interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** Read a URL; `http://` may be left out. `undefined` when it is none. */
export function parseUrl(text: string): Url | undefined {
  const match = /^(?:([a-z]+):\/\/)?(?:[^@/]*@)?(\[[^\]]+\]|[^:/?#]+)(?::(\d+))?([/?][^#]*)?/i.exec(text);
  if (!match) return undefined;
  const [, scheme = 'http', host = '', port, path = '/'] = match;
  const known = scheme.toLowerCase() === 'https' ? 443 : 80;
  return {
    scheme: scheme.toLowerCase(),
    host: host.replace(/^\[|\]$/g, ''),
    port: port === undefined ? known : Number(port),
    path: path.startsWith('/') ? path : `/${path}`,
  };
}

/** Why a network tool failed. */
export class NetworkFailure extends Error {
  readonly kind: 'resolve' | 'connect' | 'timeout' | 'empty';
  readonly code: ConnectError['code'] | undefined;
  constructor(kind: NetworkFailure['kind'], code?: ConnectError['code']) {
    super(kind);
    this.kind = kind;
    this.code = code;
  }
}

/** The words that strerror has for a failed connection. */
export const CONNECT_WORDS: Readonly<Record<ConnectError['code'], string>> = {
  ECONNREFUSED: 'Connection refused',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
  EADDRINUSE: 'Address already in use',
  ENETUNREACH: 'Network is unreachable',
};

/** The addresses of a name; an address is its own. @throws {NetworkFailure} */
export function* resolveHost(context: ProgramContext, host: string): Task<string> {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host) || host.includes(':')) return host;
  const addresses = context.machine.network ? yield* context.machine.network.resolve(host) : [];
  const [address] = addresses;
  if (address === undefined) throw new NetworkFailure('resolve');
  return address;
}

/** Connect. @throws {NetworkFailure} */
export function* connect(context: ProgramContext, address: string, port: number): Task<Connection> {
  const { network } = context.machine;
  if (!network) throw new NetworkFailure('connect', 'ENETUNREACH');
  try {
    return yield* network.connect(address, port);
  } catch (error) {
    if (error instanceof ConnectError) throw new NetworkFailure('connect', error.code);
    throw error;
  }
}

/** Run a task as a process beside this one, for at most `ms` milliseconds. @throws {NetworkFailure} `timeout` */
export function* within<T>(context: ProgramContext, ms: number, task: Task<T>): Task<T> {
  if (ms === Infinity) return yield* task;
  const done = new Pipe();
  let result: { value: T } | { error: unknown } | undefined;
  const runner: Process = context.sim.spawn(
    (function* (): Task {
      try {
        result = { value: yield* task };
      } catch (error) {
        result = { error };
      } finally {
        done.closeWrite();
      }
    })(),
    { parent: context.process, name: context.process.name },
  );
  try {
    yield* first([done.readable(), delay(ms)]);
  } finally {
    if (!runner.ended) runner.signal('SIGKILL');
  }
  if (!result) throw new NetworkFailure('timeout');
  if ('error' in result) throw result.error;
  return result.value;
}

export interface HttpResponse {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  /** The status line and headers as they came, with the empty line. */
  readonly head: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

export interface HttpRequest {
  readonly method: string;
  readonly url: Url;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array;
}

/** The text of a request's head. */
export function requestHead(request: HttpRequest): string {
  const lines = request.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${request.method} ${request.url.path} HTTP/1.1\r\n${lines}\r\n`;
}

/** Send a request over a connection and read the whole answer, HTTP/1.1. @throws {NetworkFailure} */
export function* exchange(connection: Connection, request: HttpRequest): Task<HttpResponse> {
  yield* connection.output.write(requestHead(request));
  if (request.body && request.body.length > 0) yield* connection.output.write(request.body);
  let text = '';
  const more = function* (): Task<boolean> {
    const bytes = yield* connection.input.read();
    if (!bytes) return false;
    text += latin1(bytes);
    return true;
  };
  while (!text.includes('\r\n\r\n')) if (!(yield* more())) throw new NetworkFailure('empty');
  const end = text.indexOf('\r\n\r\n') + 4;
  const head = text.slice(0, end);
  const [statusLine = '', ...rest] = head.trimEnd().split('\r\n');
  const [, version = '', status = '0', reason = ''] = /^(HTTP\/[\d.]+) (\d+) ?(.*)$/.exec(statusLine) ?? [];
  const headers = new Map(
    rest.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  text = text.slice(end);
  const length = headers.get('content-length');
  let body: string;
  if (request.method === 'HEAD' || status === '204' || status === '304') body = '';
  else if (/chunked/i.test(headers.get('transfer-encoding') ?? '')) {
    body = '';
    for (;;) {
      while (!text.includes('\r\n')) if (!(yield* more())) break;
      const line = text.indexOf('\r\n');
      const size = parseInt(text.slice(0, line), 16);
      while (text.length < line + 4 + size) if (!(yield* more())) break;
      if (!(size > 0)) break;
      body += text.slice(line + 2, line + 2 + size);
      text = text.slice(line + 4 + size);
    }
  } else if (length !== undefined) {
    while (text.length < Number(length)) if (!(yield* more())) break;
    body = text.slice(0, Number(length));
  } else {
    while (yield* more());
    body = text;
  }
  const bytes = Uint8Array.from(body, (c) => c.charCodeAt(0));
  return { version, status: Number(status), reason, head, headers, body: bytes };
}
