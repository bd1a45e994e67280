import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { formatNanoTime, parseDuration } from '../api/time.ts';
import type { ApiHandler, ApiRequest, ApiResponse, Watch } from '../cluster/apiserver/request.ts';
import type { Pipe } from '../sim/index.ts';
import type { ClockDriver } from './serve-clock.ts';
import { encode } from './serve-encode.ts';
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
  const server = createServer((request, response) => {
    readBody(request)
      .then((body) => {
        const url = new URL(request.url ?? '/', 'http://127.0.0.1');
        if (url.pathname === '/podlab/clock')
          return answerClock(request.method ?? 'GET', body, clock, response);
        const asked = apiRequest(request, url, body);
        if (asked) return send(ask(asked), request, response);
        response.writeHead(405).end();
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

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new Uint8Array(Buffer.concat(chunks));
}

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** An HTTP request as the API server takes it; `undefined` for methods it does not know. */
export function apiRequest(request: IncomingMessage, url: URL, body: Uint8Array): ApiRequest | undefined {
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  if (!METHODS.includes(method)) return undefined;
  const headers: Record<string, string> = {};
  for (const [key, value] of Object.entries(request.headers))
    if (value !== undefined) headers[key] = Array.isArray(value) ? value.join(', ') : value;
  return {
    method: method as ApiRequest['method'],
    path: url.pathname,
    query: [...url.searchParams],
    headers,
    ...(body.length > 0 && { body }),
  };
}

/** `GET` tells the virtual time, `POST {"advance":"40s"}` moves it on first. */
function answerClock(method: string, body: Uint8Array, clock: ClockDriver, response: ServerResponse): void {
  const reply = (status: number, value: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(value)}\n`);
  };
  clock.catchUp();
  if (method === 'POST') {
    try {
      const { advance } = JSON.parse(Buffer.from(body).toString()) as { advance?: unknown };
      if (typeof advance !== 'string') throw new Error('want {"advance":"40s"}: a Go duration');
      const ms = parseDuration(advance);
      if (ms < 0) throw new Error('time runs forward only');
      clock.advance(ms);
    } catch (error) {
      return reply(400, { error: error instanceof Error ? error.message : String(error) });
    }
  } else if (method !== 'GET') return reply(405, { error: 'want GET or POST' });
  reply(200, { now: formatNanoTime(clock.sim.time) });
}

function send(answer: ApiResponse, request: IncomingMessage, response: ServerResponse): void {
  switch (answer.kind) {
    case 'json':
    case 'text': {
      const { headers, body } = encode(answer);
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
