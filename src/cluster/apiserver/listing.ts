import { resourceApiVersion } from '../../api/resources.ts';
import { storageOf, type RequestScope } from './context.ts';
import { newBadRequest, newExpired, newTooLargeResourceVersion } from './errors.ts';
import { checkListOptions, numericVersion } from './list-options.ts';
import type { ApiObject } from './objects.ts';
import type { JsonObject } from './request.ts';
import { queryNumber, queryValue } from './query.ts';
import { selectionOf } from './selection.ts';
import { objectKey, TooOld } from './store.ts';
import type { Strategy } from './strategy.ts';
import { toServed } from './versions.ts';

/** One page of a collection. */
export interface Listing {
  readonly items: readonly ApiObject[];
  readonly resourceVersion: string;
  /** Where the next page goes on; absent on the last one. */
  readonly continueToken?: string;
  readonly remaining?: number;
}

/** A continue token: the list's revision and the last key that was given. Opaque to clients. */
interface Continue {
  readonly revision: number;
  readonly after: string;
}

const encodeToken = ({ revision, after }: Continue): string => base64(`${revision} ${after}`);

function decodeToken(token: string): Continue {
  const match = /^(-1|\d+) (.+)$/.exec(unbase64(token) ?? '');
  if (!match) throw newBadRequest('continue key is not valid: illegal base64 data');
  return { revision: Number(match[1]), after: match[2] ?? '' };
}

const INCONSISTENT =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

/**
 * The revision that a list shows, and where it begins. Without a version, or with one that may be newer, it is the newest. Models
 * storage.ValidateListOptions and etcd3's getList.
 * @throws {ApiError} 400, 422, 504 for a version that is not there yet
 */
function startOf(scope: RequestScope): Continue {
  const { request, server } = scope;
  const current = server.store.revision;
  checkListOptions(request);
  const version = queryValue(request, 'resourceVersion') ?? '';
  const token = queryValue(request, 'continue');
  if (token) {
    if (version !== '' && version !== '0')
      throw newBadRequest('specifying resource version is not allowed when using continue');
    const from = decodeToken(token);
    // A token that was given for an expired one goes on with what there is now.
    return from.revision < 0 ? { ...from, revision: current } : from;
  }
  const asked = numericVersion(scope, version);
  if (asked > current) throw newTooLargeResourceVersion(asked, current);
  const match = queryValue(request, 'resourceVersionMatch') ?? '';
  const limited = (queryNumber(request, 'limit') ?? 0) > 0;
  // The old rule for a limited list: the version that is asked for.
  const exact = match === 'Exact' || (match === '' && limited && asked > 0);
  return { revision: exact ? asked : current, after: '' };
}

/** What a list request lists. Models etcd3 store.GetList and its paging. @throws {ApiError} 400, 410, 422, 504 */
export function listObjects(scope: RequestScope, strategy: Strategy): Listing {
  const { store } = scope.server;
  const selection = selectionOf(scope, strategy, scope.name);
  const limit = queryNumber(scope.request, 'limit') ?? 0;
  const from = startOf(scope);
  let objects: ApiObject[];
  try {
    objects = store.listAt(storageOf(scope.resource), from.revision, scope.namespace);
  } catch (error) {
    if (!(error instanceof TooOld)) throw error;
    if (from.after === '') throw newExpired('The resourceVersion for the provided list is too old.');
    throw newExpired(INCONSISTENT, encodeToken({ revision: -1, after: from.after }));
  }
  const key = ({ metadata }: ApiObject): string => objectKey(metadata.namespace, metadata.name);
  const items: ApiObject[] = [];
  let left = 0;
  for (const object of objects) {
    if (from.after !== '' && key(object) <= from.after) continue;
    if (!selection.matches(object)) continue;
    if (limit > 0 && items.length === limit) left++;
    else items.push(object);
  }
  const last = items.at(-1);
  const more = left > 0 && last !== undefined;
  return {
    items,
    resourceVersion: String(from.revision),
    ...(more && { continueToken: encodeToken({ revision: from.revision, after: key(last) }) }),
    // How many are left is only known where nothing is selected.
    ...(more && selection.all && { remaining: left }),
  };
}

/** A list's metadata. */
export function listMeta({ resourceVersion, continueToken, remaining }: Listing): JsonObject {
  return {
    resourceVersion,
    ...(continueToken !== undefined && { continue: continueToken }),
    ...(remaining !== undefined && { remainingItemCount: remaining }),
  };
}

/** The listing as a `PodList` and the like. Items carry no kind of their own, as Kubernetes' typed lists do not. */
export function listBody(scope: RequestScope, listing: Listing): JsonObject {
  return {
    kind: `${scope.resource.kind}List`,
    apiVersion: resourceApiVersion(scope.resource),
    metadata: listMeta(listing),
    items: listing.items.map((item) => {
      if (scope.request.typedItems) return toServed(scope, item);
      const { apiVersion: _version, kind: _kind, ...rest } = toServed(scope, item);
      return rest as JsonObject;
    }),
  };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** base64url of ASCII text, without padding. */
function base64(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i += 3) {
    const bytes = [0, 1, 2].map((j) => text.charCodeAt(i + j) || 0) as [number, number, number];
    const bits = (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
    const length = Math.min(4, text.length - i + 1);
    for (let j = 0; j < length; j++) out += ALPHABET[(bits >> (18 - 6 * j)) & 63];
  }
  return out;
}

function unbase64(text: string): string | undefined {
  let bits = 0;
  let count = 0;
  let out = '';
  for (const char of text.replace(/=+$/, '')) {
    const value = ALPHABET.indexOf(char);
    if (value < 0) return undefined;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += String.fromCharCode((bits >> count) & 0xff);
    }
  }
  return out;
}
