import type { IncomingMessage, ServerResponse } from 'node:http';
import { formatNanoTime, parseDuration } from '../api/time.ts';
import type { ClockDriver } from './serve-clock.ts';

export const CLOCK_PATH = '/podlab/clock';

/** How far one request moves the clock at most, in virtual milliseconds: a day takes some seconds. */
const MOST = 24 * 3_600_000;

/** `GET` tells the virtual time, `POST {"advance":"40s"}` moves it on first. What cannot be done is told by a 4xx with `error`. */
export async function answerClock(
  request: IncomingMessage,
  body: Uint8Array,
  clock: ClockDriver,
  response: ServerResponse,
): Promise<void> {
  const reply = (status: number, value: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(value)}\n`);
  };
  clock.catchUp();
  if (request.method === 'POST') {
    let ms: number;
    try {
      ms = askedAdvance(Buffer.from(body).toString());
    } catch (error) {
      return reply(400, { error: error instanceof Error ? error.message : String(error) });
    }
    await clock.advance(ms);
  } else if (request.method !== 'GET') {
    response.setHeader('allow', 'GET, POST');
    return reply(405, { error: 'want GET or POST' });
  }
  reply(200, { now: formatNanoTime(clock.sim.time) });
}

/** The virtual milliseconds that a body asks for. @throws {Error} */
function askedAdvance(text: string): number {
  const value = JSON.parse(text) as unknown;
  const advance =
    typeof value === 'object' && value !== null && 'advance' in value ? value.advance : undefined;
  if (typeof advance !== 'string') throw new Error('want {"advance":"40s"}: a Go duration');
  const ms = parseDuration(advance);
  if (ms < 0) throw new Error('time runs forward only');
  if (!(ms <= MOST)) throw new Error('at most 24h at a time');
  return ms;
}
