import type { Connection, InputStream, Network, OutputStream } from '../../shell/types.ts';
import { BrokenPipe, type Process, type Task } from '../../sim/index.ts';
import type { Listener } from '../../shell/types.ts';

/** One request as a simulated server sees it. */
export interface HttpRequest {
  readonly method: string;
  /** With the query. */
  readonly target: string;
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  readonly remoteAddress: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Uint8Array;
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export function reasonPhrase(status: number): string {
  return REASONS[status] ?? 'Unknown';
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Reads lines and counted bytes from a stream that comes in arbitrary pieces. */
class Reader {
  readonly #input: InputStream;
  /** What has come and is not read yet. */
  #buffer = new Uint8Array(0);

  constructor(input: InputStream) {
    this.#input = input;
  }

  *#more(): Task<boolean> {
    const bytes = yield* this.#input.read();
    if (!bytes) return false;
    const joined = new Uint8Array(this.#buffer.length + bytes.length);
    joined.set(this.#buffer);
    joined.set(bytes, this.#buffer.length);
    this.#buffer = joined;
    return true;
  }

  #take(length: number): Uint8Array {
    const taken = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length);
    return taken;
  }

  *line(): Task<string | undefined> {
    for (;;) {
      const end = this.#buffer.indexOf(10);
      if (end >= 0) {
        const line = decoder.decode(this.#take(end + 1));
        return line.slice(0, line.endsWith('\r\n') ? -2 : -1);
      }
      if (!(yield* this.#more())) return undefined;
    }
  }

  *bytes(length: number): Task<Uint8Array> {
    while (this.#buffer.length < length && (yield* this.#more()));
    return this.#take(length);
  }

  *rest(): Task<Uint8Array> {
    while (yield* this.#more());
    return this.#buffer;
  }
}

function* readHeaders(reader: Reader): Task<Map<string, string>> {
  const headers = new Map<string, string>();
  for (;;) {
    const line = yield* reader.line();
    if (line === undefined || line === '') return headers;
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
}

function* writeResponse(output: OutputStream, request: HttpRequest, response: HttpResponse): Task {
  const body =
    typeof response.body === 'string' ? encoder.encode(response.body) : (response.body ?? new Uint8Array());
  const lines = [`HTTP/1.1 ${response.status} ${reasonPhrase(response.status)}`];
  for (const [name, value] of response.headers ?? []) lines.push(`${name}: ${value}`);
  lines.push(`Content-Length: ${body.length}`, 'Connection: close', '', '');
  yield* output.write(lines.join('\r\n'));
  if (request.method !== 'HEAD' && body.length > 0) yield* output.write(body);
}

function* answer(connection: Connection, handle: (request: HttpRequest) => Task<HttpResponse>): Task<number> {
  try {
    const reader = new Reader(connection.input);
    const first = yield* reader.line();
    const match = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/.exec(first ?? '');
    const { remoteAddress } = connection;
    if (!match) {
      if (first === undefined) return 0;
      const none = { method: 'GET', target: '', headers: new Map(), body: new Uint8Array(), remoteAddress };
      yield* writeResponse(connection.output, none, { status: 400, body: 'Bad Request' });
      return 0;
    }
    const headers = yield* readHeaders(reader);
    const length = Number(headers.get('content-length') ?? '0');
    const body = length > 0 ? yield* reader.bytes(length) : new Uint8Array();
    const request = { method: match[1] as string, target: match[2] as string, headers, body, remoteAddress };
    yield* writeResponse(connection.output, request, yield* handle(request));
  } catch (error) {
    if (!(error instanceof BrokenPipe)) throw error; // the client went away
  } finally {
    connection.close();
  }
  return 0;
}

/** Serve HTTP on a listener until it closes; every connection is a process of its own, a child of `owner`. */
export function* serveHttp(
  owner: Process,
  listener: Listener,
  handle: (request: HttpRequest) => Task<HttpResponse>,
): Task {
  for (;;) {
    const connection = yield* listener.accept();
    if (!connection) return;
    owner.sim.spawn(answer(connection, handle), { parent: owner, name: owner.name });
  }
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

/** The peer closed before a whole response head came. */
export class UnexpectedEnd extends Error {
  constructor() {
    super('EOF');
  }
}

/**
 * One HTTP request over the simulated network.
 * @throws {ConnectError} when nothing answers
 * @throws {UnexpectedEnd} when the peer closes at once
 */
export function* httpRequest(
  network: Pick<Network, 'connect'>,
  options: {
    readonly method?: string;
    readonly address: string;
    readonly port: number;
    readonly target: string;
    readonly headers: readonly (readonly [string, string])[];
  },
): Task<HttpAnswer> {
  const connection = yield* network.connect(options.address, options.port);
  try {
    const lines = [`${options.method ?? 'GET'} ${options.target} HTTP/1.1`];
    for (const [name, value] of options.headers) lines.push(`${name}: ${value}`);
    try {
      yield* connection.output.write([...lines, 'Connection: close', '', ''].join('\r\n'));
    } catch (error) {
      if (error instanceof BrokenPipe) throw new UnexpectedEnd();
      throw error;
    }
    const reader = new Reader(connection.input);
    const match = /^HTTP\/1\.[01] (\d{3})/.exec((yield* reader.line()) ?? '');
    if (!match) throw new UnexpectedEnd();
    const headers = yield* readHeaders(reader);
    const length = headers.get('content-length');
    const body = length === undefined ? yield* reader.rest() : yield* reader.bytes(Number(length));
    return { status: Number(match[1]), headers, body };
  } finally {
    connection.close();
  }
}
