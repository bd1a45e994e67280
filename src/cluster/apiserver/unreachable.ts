import { ApiError } from './errors.ts';

/** Why a connection could not be made, in Go's words. */
export type DialFailure = 'connection refused' | 'no route to host';

/** Where the API server listens, as its clients dial it. */
const ADDRESS = '192.168.49.2:8443';

/** The API server itself cannot be reached: no answer of it, but what its client makes of the failed connection. */
export class Unreachable extends ApiError {
  readonly why: DialFailure;
  readonly address = ADDRESS;

  constructor(why: DialFailure) {
    super({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: `dial tcp ${ADDRESS}: connect: ${why}`,
      code: 0,
    });
    this.name = 'Unreachable';
    this.why = why;
  }
}
