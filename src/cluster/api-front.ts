import type { ApiHandler, ApiResponse } from './apiserver/request.ts';
import { Unreachable, type DialFailure } from './apiserver/unreachable.ts';

/** How many connections are kept before it is first looked which of them are over. */
const FIRST_SWEEP = 64;

interface Connection {
  over(): boolean;
  close(): void;
}

/**
 * The network between the API server and clients that may lose it: while its machine is down or its process gone, requests throw
 * {@link Unreachable}, and connections that were open end with it.
 */
export class ApiFront {
  readonly #handle: ApiHandler;
  readonly #failure: () => DialFailure | undefined;
  #open: Connection[] = [];
  #sweepAt = FIRST_SWEEP;

  /** @param failure why a connection cannot be made now; nothing when it can */
  constructor(handle: ApiHandler, failure: () => DialFailure | undefined) {
    this.#handle = handle;
    this.#failure = failure;
  }

  /** @throws {Unreachable} */
  readonly handle: ApiHandler = (request) => {
    const failure = this.#failure();
    if (failure) throw new Unreachable(failure);
    const response = this.#handle(request);
    const connection = connectionOf(response);
    if (connection) this.#keep(connection);
    return response;
  };

  /** Cut every connection that is open. */
  drop(): void {
    for (const connection of this.#open.splice(0)) if (!connection.over()) connection.close();
  }

  #keep(connection: Connection): void {
    this.#open.push(connection);
    if (this.#open.length < this.#sweepAt) return;
    this.#open = this.#open.filter((each) => !each.over());
    this.#sweepAt = Math.max(FIRST_SWEEP, 2 * this.#open.length);
  }
}

/** What stays open after a request was answered. */
function connectionOf(response: ApiResponse): Connection | undefined {
  switch (response.kind) {
    case 'watch': {
      const { watch } = response;
      return { over: () => watch.events.closed, close: () => watch.stop() };
    }
    case 'stream': {
      const { body } = response;
      return { over: () => body.writeClosed || body.readClosed, close: () => body.closeWrite() };
    }
    case 'upgrade': {
      const { streams } = response;
      return {
        over: () => streams.error.writeClosed || streams.error.readClosed,
        close: () => {
          streams.abort();
          streams.stdout?.closeWrite();
          streams.stderr?.closeWrite();
          streams.error.closeWrite();
        },
      };
    }
    default:
      return undefined;
  }
}
