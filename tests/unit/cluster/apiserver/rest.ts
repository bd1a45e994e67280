/** An API server asked in raw requests, as a client on the wire asks it. */
import { serviceaccounts } from '../../../../src/api/resources.ts';
import type { Pod } from '../../../../src/api/types.ts';
import type { ApiRequest, ApiResponse, JsonObject } from '../../../../src/cluster/apiserver/request.ts';
import { createApiServer } from '../../../../src/cluster/apiserver/server.ts';
import { Client } from '../../../../src/cluster/client.ts';
import { Simulation } from '../../../../src/sim/index.ts';

/** What of an answer the tests look at: any object, list or Status. */
export interface Body {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly code?: number;
  readonly message?: string;
  readonly reason?: string;
  readonly metadata: {
    readonly [key: string]: unknown;
    readonly name?: string;
    readonly resourceVersion?: string;
  };
  readonly items?: readonly Body[];
  readonly [key: string]: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: Body;
  readonly warnings: readonly string[];
}

const encoder = new TextEncoder();

export class Rest {
  readonly sim = new Simulation({ seed: 'rest', epoch: 1_767_225_600_000 });
  readonly server = createApiServer({ sim: this.sim });
  readonly client = new Client(this.server.handle, 'kubernetes-admin');

  constructor() {
    this.client.create(serviceaccounts, { metadata: { name: 'default', namespace: 'default' } });
  }

  raw(method: ApiRequest['method'], target: string, body?: unknown, type = 'application/json'): ApiResponse {
    const [path = '', query = ''] = target.split('?');
    return this.server.handle({
      method,
      path,
      query: [...new URLSearchParams(query)],
      headers: { 'content-type': type },
      ...(body !== undefined && {
        body: encoder.encode(typeof body === 'string' ? body : JSON.stringify(body)),
      }),
    });
  }

  /** One request whose answer is a JSON document. */
  ask(method: ApiRequest['method'], target: string, body?: unknown, type?: string): Answer {
    const answer = this.raw(method, target, body, type);
    if (answer.kind !== 'json') throw new Error(`${method} ${target} answered with a ${answer.kind}`);
    return { status: answer.status, body: answer.body as unknown as Body, warnings: answer.warnings ?? [] };
  }

  /** The types and names of what a watch has seen so far. */
  watch(target: string): () => string[] {
    const answer = this.raw('GET', target);
    if (answer.kind !== 'watch') throw new Error(JSON.stringify(answer));
    const { events } = answer.watch;
    return () => {
      const seen: string[] = [];
      for (let event = events.tryTake(); event; event = events.tryTake())
        seen.push(`${event.type} ${(event.object as unknown as Body).metadata.name ?? ''}`);
      return seen;
    };
  }
}

export const PODS = '/api/v1/namespaces/default/pods';

export const pod = (name: string, meta: JsonObject = {}, more: Partial<Pod['spec']> = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...meta },
  spec: { containers: [{ name: 'c', image: 'nginx' }], ...more },
});
