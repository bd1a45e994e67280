import { pods } from '../../../api/resources.ts';
import { groupResourceOf, type RequestScope } from '../context.ts';
import { newMethodNotSupported, newNotImplemented } from '../errors.ts';
import type { HandlerOptions } from '../handlers.ts';
import type { ApiResponse } from '../request.ts';
import { bodyObject } from '../codec.ts';
import { bindPod } from './binding.ts';
import { podLog, podStream } from './connect.ts';
import { evictPod } from './eviction.ts';
import { scaleResource } from './scale.ts';
import { requestToken } from './token.ts';

/** Subresources that are no part of their object; `undefined` for those that are (`status` and the like), and for none. */
export function handleSubresource(scope: RequestScope, options: HandlerOptions): ApiResponse | undefined {
  const { resource, subresource, request } = scope;
  if (resource.name === 'bindings' && request.method === 'POST') return bindByName(scope, options);
  const served = subresource === undefined ? undefined : SERVED[subresource];
  if (subresource === undefined || !served) return undefined;
  if (!served.methods.includes(request.method))
    throw newMethodNotSupported(groupResourceOf(resource), request.method);
  return served.handle(scope, options);
}

interface Served {
  readonly methods: readonly string[];
  handle(scope: RequestScope, options: HandlerOptions): ApiResponse;
}

const leftOut = (what: string): Served => ({
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  handle: () => {
    throw newNotImplemented(`${what} is not simulated`);
  },
});

const SERVED: Readonly<Record<string, Served>> = {
  binding: { methods: ['POST'], handle: bindPod },
  eviction: { methods: ['POST'], handle: evictPod },
  log: { methods: ['GET'], handle: podLog },
  exec: { methods: ['GET', 'POST'], handle: (scope) => podStream(scope, 'exec') },
  attach: { methods: ['GET', 'POST'], handle: (scope) => podStream(scope, 'attach') },
  scale: { methods: ['GET', 'PUT', 'PATCH'], handle: scaleResource },
  portforward: leftOut('port-forward'),
  proxy: leftOut('the proxy'),
  token: { methods: ['POST'], handle: requestToken },
};

/** POST to `bindings`, the older way: the pod's name is the binding's. */
function bindByName(scope: RequestScope, options: HandlerOptions): ApiResponse {
  const { metadata } = bodyObject(scope.request) as { metadata?: { name?: string } };
  return bindPod({ ...scope, resource: pods, name: metadata?.name ?? '' }, options);
}
