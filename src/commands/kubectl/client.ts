import type {
  ApiHandler,
  ApiRequest,
  ApiResponse,
  Json,
  JsonObject,
  Watch,
} from '../../cluster/apiserver/request.ts';
import { Unreachable } from '../../cluster/apiserver/unreachable.ts';
import { CliError, ExitError, refusedMessage, StatusError } from './errors.ts';
import { isObject } from './json.ts';

export type Query = readonly (readonly [string, string])[];

export const JSON_TYPE = 'application/json';
export const TABLE_TYPE =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
export const DISCOVERY_TYPE =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';
export const MERGE_PATCH = 'application/merge-patch+json';
export const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';
export const JSON_PATCH = 'application/json-patch+json';
export const APPLY_PATCH = 'application/apply-patch+yaml';

const USER_AGENT = 'kubectl/v1.35.2 (linux/amd64) kubernetes/fdc9d74';

export interface RequestOptions {
  readonly query?: Query;
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: JsonObject | Uint8Array;
  readonly upgrade?: boolean;
}

const decoder = new TextDecoder();

/** Asks the API server, turns its refusals into {@link StatusError} and passes its warnings on. Requests take no virtual time. */
export class Client {
  readonly #handle: ApiHandler;
  readonly #warn: (message: string) => void;
  readonly #user: string | undefined;
  readonly #warned = new Set<string>();

  constructor(handle: ApiHandler, warn: (message: string) => void, user?: string) {
    this.#handle = handle;
    this.#warn = warn;
    this.#user = user;
  }

  /** @throws {StatusError} for a status of 400 and above */
  request(method: ApiRequest['method'], path: string, options: RequestOptions = {}): ApiResponse {
    const response = this.#ask({
      method,
      path,
      query: options.query ?? [],
      headers: {
        accept: options.accept ?? JSON_TYPE,
        'user-agent': USER_AGENT,
        ...(options.body === undefined ? {} : { 'content-type': options.contentType ?? JSON_TYPE }),
      },
      body: options.body,
      upgrade: options.upgrade,
      ...(this.#user === undefined ? {} : { user: this.#user }),
    });
    if (response.kind === 'json') for (const warning of response.warnings ?? []) this.#warnOnce(warning);
    if (response.status >= 400) throw new StatusError(statusOf(response));
    return response;
  }

  #ask(request: ApiRequest): ApiResponse {
    try {
      return this.#handle(request);
    } catch (error) {
      if (error instanceof Unreachable) throw new ExitError(1, connectionMessage(error));
      throw error;
    }
  }

  #warnOnce(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#warn(message);
  }

  /** A request whose answer is one JSON document. */
  json(method: ApiRequest['method'], path: string, options: RequestOptions = {}): JsonObject {
    const response = this.request(method, path, options);
    if (response.kind === 'json') return response.body;
    if (response.kind === 'text') {
      const value = JSON.parse(response.body) as Json;
      if (isObject(value)) return value;
    }
    throw new CliError('the server answered something else than a JSON object');
  }

  get(path: string, query: Query = [], accept = JSON_TYPE): JsonObject {
    return this.json('GET', path, { query, accept });
  }

  watch(path: string, query: Query, accept = JSON_TYPE): Watch {
    const response = this.request('GET', path, { query: [...query, ['watch', 'true']], accept });
    if (response.kind !== 'watch') throw new CliError('the server does not support watching this resource');
    return response.watch;
  }

  /** What the server says at `path`, as text. */
  raw(path: string, query: Query = []): string {
    const response = this.request('GET', path, { query });
    if (response.kind === 'text') return response.body;
    if (response.kind === 'json') return `${JSON.stringify(response.body)}\n`;
    if (response.kind === 'stream') {
      let out = '';
      for (;;) {
        const bytes = response.body.tryRead();
        if (!bytes) return out;
        out += decoder.decode(bytes);
      }
    }
    throw new CliError('the server answered with a stream');
  }
}

/** Models cmdutil.StandardErrorMessage for a connection that was not made. */
function connectionMessage({ why, address, message }: Unreachable): string {
  if (why === 'connection refused') return refusedMessage(address);
  return `Unable to connect to the server: ${message}`;
}

function statusOf(response: ApiResponse): JsonObject {
  if (response.kind === 'json' && response.body.kind === 'Status') return response.body;
  let message = `the server responded with the status code ${response.status}`;
  if (response.kind === 'text') {
    try {
      const value = JSON.parse(response.body) as Json;
      if (isObject(value) && value.kind === 'Status') return value;
    } catch {
      message = response.body;
    }
  }
  if (response.status === 404) {
    return {
      kind: 'Status',
      status: 'Failure',
      code: 404,
      reason: 'NotFound',
      message: 'the server could not find the requested resource',
    };
  }
  return { kind: 'Status', status: 'Failure', code: response.status, message };
}
