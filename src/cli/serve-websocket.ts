import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { ApiHandler, ApiRequest, UpgradeStreams } from '../cluster/apiserver/request.ts';
import { BrokenPipe, type Pipe } from '../sim/index.ts';
import type { ClockDriver } from './serve-clock.ts';
import { encode } from './serve-encode.ts';
import { requestUrl } from './serve-request.ts';

/** The first byte of a frame. Models apimachinery pkg/util/remotecommand. */
const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const ERROR = 3;
const RESIZE = 4;
/** Version 5: the next byte names a channel that is over. */
const CLOSE = 255;

const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

type ToApiRequest = (request: IncomingMessage, url: URL, body: Uint8Array) => ApiRequest | undefined;

/** Serve exec and attach over WebSocket. */
export function acceptUpgrades(
  server: Server,
  ask: ApiHandler,
  toApiRequest: ToApiRequest,
  clock: ClockDriver,
): void {
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => PROTOCOLS.find((protocol) => offered.has(protocol)) ?? false,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const url = requestUrl(request);
    if (!url) return refuse(socket, 400, {}, '400 Bad Request');
    const asked = toApiRequest(request, url, new Uint8Array());
    if (!asked) return refuse(socket, 405, {}, '');
    const answer = ask({ ...asked, upgrade: true });
    if (answer.kind === 'json' || answer.kind === 'text') {
      const { headers, body } = encode(answer);
      return refuse(socket, answer.status < 400 ? 400 : answer.status, headers, body);
    }
    if (answer.kind !== 'upgrade') return refuse(socket, 400, {}, 'not a streaming request\n');
    const { streams } = answer;
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      streams.abort();
      return refuse(
        socket,
        400,
        {},
        `unable to upgrade: only WebSocket is served (${PROTOCOLS.join(', ')})\n`,
      );
    }
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim());
    if (!offered.some((protocol) => PROTOCOLS.includes(protocol))) {
      streams.abort();
      return refuse(socket, 400, {}, `unable to upgrade: want one of ${PROTOCOLS.join(', ')}\n`);
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('close', clock.hold());
      connect(client, streams);
    });
  });
}

function refuse(
  socket: Duplex,
  status: number,
  headers: Record<string, string | string[]>,
  body: string,
): void {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`];
  for (const [key, value] of Object.entries(headers)) lines.push(`${key}: ${[value].flat().join(', ')}`);
  lines.push(`content-length: ${Buffer.byteLength(body)}`, 'connection: close');
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** Join a client's frames to the streams of a running command. */
function connect(client: WebSocket, streams: UpgradeStreams): void {
  const outputs: [number, Pipe | undefined][] = [
    [STDOUT, streams.stdout],
    [STDERR, streams.stderr],
    [ERROR, streams.error],
  ];
  const flush = (): void => {
    for (const [channel, pipe] of outputs) {
      for (let bytes = pipe?.tryRead(); bytes; bytes = pipe?.tryRead())
        client.send(Buffer.concat([Buffer.of(channel), bytes]));
    }
    if (outputs.every(([, pipe]) => !pipe || pipe.ended)) client.close(1000);
  };
  for (const [, pipe] of outputs) if (pipe) pipe.onReadable = flush;
  const input = streams.stdin && new Input(streams.stdin);
  client.on('message', (data: Buffer) => {
    const channel = data[0];
    const rest = new Uint8Array(data.subarray(1));
    if (channel === STDIN) input?.write(rest);
    else if (channel === CLOSE && rest[0] === STDIN) input?.end();
    else if (channel === RESIZE) {
      const size = terminalSize(Buffer.from(rest).toString());
      if (size) streams.resize.put(size);
    }
  });
  client.on('close', () => {
    input?.end();
    streams.abort();
  });
  client.on('error', () => client.terminate());
  // What the command says when it starts comes in a later turn; what is there already goes now.
  flush();
}

/** A terminal's size as a client writes it; `undefined` for what is none. */
function terminalSize(text: string): { width: number; height: number } | undefined {
  try {
    const { Width: width, Height: height } = JSON.parse(text) as { Width?: unknown; Height?: unknown };
    const whole = (value: unknown): value is number =>
      Number.isInteger(value) && Number(value) >= 0 && Number(value) < 65_536;
    return whole(width) && whole(height) ? { width, height } : undefined;
  } catch {
    return undefined;
  }
}

/** Feeds a pipe from outside the simulation: what does not fit waits. */
class Input {
  readonly #pipe: Pipe;
  readonly #waiting: Uint8Array[] = [];
  #ending = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(pipe: Pipe) {
    this.#pipe = pipe;
  }

  write(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#flush();
  }

  end(): void {
    this.#ending = true;
    this.#flush();
  }

  #flush(): void {
    try {
      for (let bytes = this.#waiting[0]; bytes; bytes = this.#waiting[0]) {
        const rest = bytes.subarray(this.#pipe.tryWrite(bytes));
        if (rest.length > 0) {
          this.#waiting[0] = rest;
          break;
        }
        this.#waiting.shift();
      }
    } catch (error) {
      if (!(error instanceof BrokenPipe)) throw error;
      this.#waiting.length = 0;
    }
    clearInterval(this.#timer);
    if (this.#waiting.length > 0) this.#timer = setInterval(() => this.#flush(), 20);
    else if (this.#ending) this.#pipe.closeWrite();
  }
}
