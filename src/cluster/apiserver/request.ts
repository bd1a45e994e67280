import type { Json, JsonObject } from '../../api/json.ts';
import type { Channel, Pipe } from '../../sim/index.ts';

export type { Json, JsonObject };

/** One request, as Kubernetes' HTTP API has it. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Without the query, e.g. `/api/v1/namespaces/default/pods`. */
  readonly path: string;
  /** Repeated keys are allowed (`command=ls&command=-l`). */
  readonly query?: readonly (readonly [key: string, value: string])[];
  /** Lower-case names: `accept`, `content-type`, `user-agent`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes as they came over a wire, or a JSON value from a client in the same page, which spares encoding it. */
  readonly body?: Uint8Array | JsonObject;
  /** The client does not look at `metadata.managedFields`: answers leave it out, which spares working it out. */
  readonly omitManagedFields?: boolean;
  /** Who asks; `system:admin`-like by default. */
  readonly user?: string;
  /** The items of a list keep their kind, which no list has on the wire: spares a client in the page putting it back. */
  readonly typedItems?: boolean;
  /** The request asks for a streaming upgrade (exec, attach, port-forward). */
  readonly upgrade?: boolean;
}

/** One event of a watch, its object already in the form (plain or Table) that was asked for. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: JsonObject;
}

/** A watch that is open. Closing it from either side ends `events`. */
export interface Watch {
  readonly events: Channel<WatchEvent>;
  stop(): void;
}

/** The named streams of exec and attach. The server closes stdout, stderr and error; the client closes stdin. */
export interface UpgradeStreams {
  readonly stdin?: Pipe;
  readonly stdout?: Pipe;
  readonly stderr?: Pipe;
  /** Carries one JSON `Status` when the command has ended. */
  readonly error: Pipe;
  /** Terminal sizes. */
  readonly resize: Channel<{ readonly width: number; readonly height: number }>;
  /** The client has gone: end the remote process as a lost connection would. */
  abort(): void;
}

export type ApiResponse =
  /** A JSON document: an object, a list, a Table, a Status, discovery, OpenAPI. `warnings` go out as Warning headers. */
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly body: JsonObject;
      readonly contentType?: string;
      readonly warnings?: readonly string[];
    }
  /** Text that ends, e.g. `/healthz`. */
  | { readonly kind: 'text'; readonly status: number; readonly body: string }
  /** Bytes that may go on, e.g. `log?follow=true`; the write end closes at the end of it. */
  | { readonly kind: 'stream'; readonly status: number; readonly body: Pipe }
  | { readonly kind: 'watch'; readonly status: 200; readonly watch: Watch }
  | { readonly kind: 'upgrade'; readonly status: 101; readonly streams: UpgradeStreams };

/** The whole API server: a request is answered at the instant it is asked, and the clock stays (what is due at that instant has run). */
export type ApiHandler = (request: ApiRequest) => ApiResponse;
