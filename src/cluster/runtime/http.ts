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
const NOTHING = new Uint8Array(0);
const NEWLINE = 10;
const RETURN = 13;

/** Reads a message's head and counted bytes from a stream that comes in arbitrary pieces. */
class Reader {
  readonly #input: InputStream;
  /** What has come and is not read yet. */
  #buffer: Uint8Array = NOTHING;

  constructor(input: InputStream) {
    this.#input = input;
  }

  *#more(): Task<boolean> {
    const bytes = yield* this.#input.read();
    if (!bytes) return false;
    if (this.#buffer.length === 0) {
      this.#buffer = bytes;
      return true;
    }
    const joined = new Uint8Array(this.#buffer.length + bytes.length);
    joined.set(this.#buffer);
    joined.set(bytes, this.#buffer.length);
    this.#buffer = joined;
    return true;
  }

  #take(length: number): Uint8Array {
    const buffer = this.#buffer;
    if (length >= buffer.length) {
      this.#buffer = NOTHING;
      return buffer;
    }
    this.#buffer = buffer.subarray(length);
    return buffer.subarray(0, length);
  }

  /**
   * The lines up to and with the empty one, or as far as they come; with their newlines.
   * @param fits asked of the first line as soon as it is there: where it says no, nothing more is waited for
   * @returns `undefined` when not one whole line comes
   */
  *head(fits: (line: string) => boolean): Task<string | undefined> {
    let end = 0;
    let checked = false;
    for (;;) {
      // Whole lines, one by one; `end` is behind the last.
      for (let newline = this.#buffer.indexOf(NEWLINE, end); newline >= 0;) {
        const start = end;
        end = newline + 1;
        const length = newline - start;
        if (length === 0 || (length === 1 && this.#buffer[start] === RETURN))
          return decoder.decode(this.#take(end));
        newline = this.#buffer.indexOf(NEWLINE, end);
      }
      if (end > 0 && !checked) {
        checked = true;
        const first = decoder.decode(this.#buffer.subarray(0, this.#buffer.indexOf(NEWLINE)));
        if (!fits(withoutReturn(first))) return first;
      }
      if (!(yield* this.#more())) return end > 0 ? decoder.decode(this.#take(end)) : undefined;
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

/** A message's head, taken apart. */
interface Head {
  readonly first: string;
  readonly headers: ReadonlyMap<string, string>;
}

function takeApart(text: string): Head {
  const lines = text.split('\n');
  const headers = new Map<string, string>();
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { first: withoutReturn(lines[0] ?? ''), headers };
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

/** Heads of requests that were taken apart before: a probe sends the same one again and again. */
const known = new Map<string, Head>();
const MAX_KNOWN = 256;

function requestHead(text: string): Head {
  let head = known.get(text);
  if (head) return head;
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(text, (head = takeApart(text)));
  return head;
}

function* writeResponse(output: OutputStream, request: HttpRequest, response: HttpResponse): Task {
  const body = typeof response.body === 'string' ? encoder.encode(response.body) : (response.body ?? NOTHING);
  let head = `HTTP/1.1 ${response.status} ${reasonPhrase(response.status)}\r\n`;
  for (const [name, value] of response.headers ?? []) head += `${name}: ${value}\r\n`;
  yield* output.write(`${head}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n`);
  if (request.method !== 'HEAD' && body.length > 0) yield* output.write(body);
}

const REQUEST_LINE = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/;

function* answer(connection: Connection, handle: (request: HttpRequest) => Task<HttpResponse>): Task<number> {
  try {
    const reader = new Reader(connection.input);
    const text = yield* reader.head((line) => REQUEST_LINE.test(line));
    if (text === undefined) return 0;
    const { first, headers } = requestHead(text);
    const match = REQUEST_LINE.exec(first);
    const { remoteAddress } = connection;
    if (!match) {
      const none = { method: 'GET', target: '', headers: new Map(), body: NOTHING, remoteAddress };
      yield* writeResponse(connection.output, none, { status: 400, body: 'Bad Request' });
      return 0;
    }
    const length = Number(headers.get('content-length') ?? '0');
    const body = length > 0 ? yield* reader.bytes(length) : NOTHING;
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

/** What a server answered. */
export class HttpAnswer {
  readonly status: number;
  readonly body: Uint8Array;
  readonly #head: string;
  #headers: ReadonlyMap<string, string> | undefined;

  constructor(status: number, head: string, body: Uint8Array) {
    this.status = status;
    this.#head = head;
    this.body = body;
  }

  /** By their names in lower case; taken apart when somebody looks. */
  get headers(): ReadonlyMap<string, string> {
    return (this.#headers ??= takeApart(this.#head).headers);
  }
}

/** The peer closed before a whole response head came. */
export class UnexpectedEnd extends Error {
  constructor() {
    super('EOF');
  }
}

const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})/;
const CONTENT_LENGTH = /\ncontent-length:[ \t]*(\d+)/i;

type Headers = readonly (readonly [string, string])[];

/** Headers as text, for those that send the very same again and again. */
const headerTexts = new WeakMap<Headers, string>();

function headerText(headers: Headers): string {
  let text = headerTexts.get(headers);
  if (text !== undefined) return text;
  text = '';
  for (const [name, value] of headers) text += `${name}: ${value}\r\n`;
  text += 'Connection: close\r\n\r\n';
  headerTexts.set(headers, text);
  return text;
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
    /** Not changed afterwards. */
    readonly headers: Headers;
  },
): Task<HttpAnswer> {
  const connection = yield* network.connect(options.address, options.port);
  try {
    const line = `${options.method ?? 'GET'} ${options.target} HTTP/1.1\r\n`;
    try {
      yield* connection.output.write(line + headerText(options.headers));
    } catch (error) {
      if (error instanceof BrokenPipe) throw new UnexpectedEnd();
      throw error;
    }
    const reader = new Reader(connection.input);
    const head = (yield* reader.head((line) => STATUS_LINE.test(line))) ?? '';
    const match = STATUS_LINE.exec(head);
    if (!match) throw new UnexpectedEnd();
    const length = CONTENT_LENGTH.exec(head)?.[1];
    const body = length === undefined ? yield* reader.rest() : yield* reader.bytes(Number(length));
    return new HttpAnswer(Number(match[1]), head, body);
  } finally {
    connection.close();
  }
}
