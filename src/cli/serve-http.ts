import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { newBadRequest, newRequestEntityTooLarge } from '../cluster/apiserver/errors.ts';
import type { ApiHandler, ApiRequest, ApiResponse, JsonObject, Watch } from '../cluster/apiserver/request.ts';
import type { Pipe } from '../sim/index.ts';
import { decodeProtobuf, PROTOBUF_TYPE, ProtobufError } from './protobuf.ts';
import { answerClock, CLOCK_PATH } from './serve-clock-endpoint.ts';
import type { ClockDriver } from './serve-clock.ts';
import { encode } from './serve-encode.ts';
import { requestUrl } from './serve-request.ts';
import { acceptUpgrades } from './serve-websocket.ts';

/** The API server on HTTP: requests in, answers and streams out. No TLS and no authentication: it listens on this machine alone. */
export function createHttpServer(handle: ApiHandler, clock: ClockDriver): Server {
  /** Answer a request from outside: after what is due, and before what the request itself makes due. */
  const ask: ApiHandler = (request) => {
    clock.catchUp();
    const response = handle(request);
    setImmediate(() => clock.sim.settle());
    return response;
  };
  const answer: ApiHandler = (request) => {
    try {
      return ask(withJsonBody(request));
    } catch (error) {
      if (!(error instanceof ProtobufError)) throw error;
      const { status } = newBadRequest(error.message);
      return { kind: 'json', status: status.code, body: { ...status } as unknown as JsonObject };
    }
  };
  const server = createServer((request, response) => {
    readBody(request)
      .then((body) => {
        if (body === undefined) return send(tooLarge(), request, response);
        const url = requestUrl(request);
        if (!url)
          return void response.writeHead(400, { 'content-type': 'text/plain' }).end('400 Bad Request');
        if (url.pathname === CLOCK_PATH) return answerClock(request, body, clock, response);
        const asked = apiRequest(request, url, body);
        if (asked) return send(answer(asked), request, response);
        response.writeHead(405, { allow: METHODS.join(', '), 'content-type': 'text/plain' });
        response.end(`${request.method ?? ''} is not supported\n`);
      })
      .catch((error: unknown) => {
        console.error(error);
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
        response.end(`${error instanceof Error ? error.message : String(error)}\n`);
      });
  });
  acceptUpgrades(server, ask, apiRequest, clock);
  return server;
}

/** The most that a request's body may have, in bytes. Models kube-apiserver's MaxRequestBodyBytes. */
const MAX_BODY = 3 * 1024 * 1024;

/** The whole body; `undefined` when it is too large, in which case the rest of it is read and forgotten. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size <= MAX_BODY) chunks.push(chunk as Buffer);
    else chunks.length = 0;
  }
  return size > MAX_BODY ? undefined : new Uint8Array(Buffer.concat(chunks));
}

const tooLarge = (): ApiResponse => {
  const { status } = newRequestEntityTooLarge(`limit is ${MAX_BODY}`);
  return { kind: 'json', status: status.code, body: { ...status } as unknown as JsonObject };
};

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** An HTTP request as the API server takes it; `undefined` for methods it does not know. */
export function apiRequest(request: IncomingMessage, url: URL, body: Uint8Array): ApiRequest | undefined {
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  if (!METHODS.includes(method)) return undefined;
  const headers: Record<string, string> = {};
  for (const [key, value] of Object.entries(request.headers))
    if (value !== undefined) headers[key] = Array.isArray(value) ? value.join(', ') : value;
  // The API server itself answers in JSON.
  if (wantsYaml(headers.accept)) headers.accept = 'application/json';
  return {
    method: method as ApiRequest['method'],
    path: url.pathname,
    query: [...url.searchParams],
    headers,
    ...(body.length > 0 && { body }),
  };
}

/** Whether a client asks for YAML before all else, as a person with curl may. */
const wantsYaml = (accept: string | undefined): boolean => /^\s*application\/yaml\b/.test(accept ?? '');

/** The request with a protobuf body read: the API server takes JSON alone. @throws {ProtobufError} */
function withJsonBody(request: ApiRequest): ApiRequest {
  const type = (request.headers?.['content-type'] ?? '').split(';')[0]?.trim();
  if (type !== PROTOBUF_TYPE || !(request.body instanceof Uint8Array)) return request;
  const headers = { ...request.headers, 'content-type': 'application/json' };
  return { ...request, headers, body: decodeProtobuf(request.body) };
}

function send(answer: ApiResponse, request: IncomingMessage, response: ServerResponse): void {
  switch (answer.kind) {
    case 'json':
    case 'text': {
      const { headers, body } = encode(answer, wantsYaml(request.headers.accept));
      response.writeHead(answer.status, headers).end(request.method === 'HEAD' ? '' : body);
      return;
    }
    case 'stream':
      response.writeHead(answer.status, { 'content-type': 'text/plain' });
      return sendStream(answer.body, response);
    case 'watch':
      response.writeHead(200, { 'content-type': 'application/json' });
      return sendWatch(answer.watch, response);
    case 'upgrade':
      // Asked for over plain HTTP: there is nothing to upgrade to.
      answer.streams.abort();
      response.writeHead(400, { 'content-type': 'text/plain' }).end('Upgrade request required\n');
  }
}

/** Events as lines of JSON, each as it comes. */
function sendWatch(watch: Watch, response: ServerResponse): void {
  const { events } = watch;
  const flush = (): void => {
    for (let event = events.tryTake(); event; event = events.tryTake())
      response.write(`${JSON.stringify(event)}\n`);
    if (events.closed) response.end();
  };
  events.onChange = flush;
  response.on('close', () => watch.stop());
  response.flushHeaders();
  flush();
}

/** Bytes as they come, no faster than the client takes them. */
function sendStream(pipe: Pipe, response: ServerResponse): void {
  let full = false;
  const flush = (): void => {
    while (!full) {
      const bytes = pipe.tryRead();
      if (!bytes) break;
      full = !response.write(bytes);
    }
    if (pipe.ended) response.end();
  };
  response.on('drain', () => {
    full = false;
    flush();
  });
  pipe.onReadable = flush;
  response.on('close', () => pipe.closeRead());
  response.flushHeaders();
  flush();
}
