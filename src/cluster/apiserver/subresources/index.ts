import type { RequestScope } from '../context.ts';
import type { HandlerOptions } from '../handlers.ts';
import type { ApiResponse } from '../request.ts';
import { bindPod } from './binding.ts';

/** Subresources that are not the object itself in another part; `undefined` for those that are, and for none. */
export function handleSubresource(
  scope: RequestScope,
  options: HandlerOptions,
  _rest: readonly string[],
): ApiResponse | undefined {
  const { resource, subresource } = scope;
  if (resource.group !== '' || resource.name !== 'pods') return undefined;
  switch (subresource) {
    case 'binding':
      return bindPod(scope, options);
    default:
      return undefined;
  }
}
