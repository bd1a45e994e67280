/** What a resource path asks for. Models apiserver pkg/endpoints/request RequestInfo. */
export interface RequestInfo {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly namespace: string | undefined;
  /** '' when the path ends at the group version. */
  readonly resource: string;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** What follows the subresource: a proxy's path. */
  readonly rest: readonly string[];
  /** The old `/watch/` prefix was there. */
  readonly watch: boolean;
}

/** What follows a namespace's name and is not a resource in it. */
const NAMESPACE_SUBRESOURCES = ['status', 'finalize'];

/** What was found out about paths: the same few are asked for again and again. */
const known = new Map<string, RequestInfo>();
const MAX_KNOWN = 10_000;

/** Take a path under `/api` or `/apis` apart; `undefined` when it is not one of a group version. */
export function parsePath(path: string): RequestInfo | undefined {
  let info = known.get(path);
  if (info) return info;
  info = takeApart(path);
  if (known.size >= MAX_KNOWN) known.clear();
  if (info) known.set(path, info);
  return info;
}

function takeApart(path: string): RequestInfo | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  const root = parts.shift();
  let group = '';
  if (root === 'apis') group = parts.shift() ?? '';
  else if (root !== 'api') return undefined;
  const version = parts.shift();
  if (version === undefined || (root === 'apis' && group === '')) return undefined;
  const watch = parts[0] === 'watch';
  if (watch) parts.shift();
  let namespace: string | undefined;
  const [first, second, third] = parts;
  if (first === 'namespaces' && second !== undefined) {
    namespace = decodeURIComponent(second);
    if (third !== undefined && !NAMESPACE_SUBRESOURCES.includes(third)) parts.splice(0, 2);
  }
  const [resource = '', name, subresource, ...rest] = parts.map(decodeURIComponent);
  // A namespace is its own namespace to admission, but not to its registry: it is cluster-scoped.
  if (resource === 'namespaces') namespace = undefined;
  return { group, version, namespace, resource, name, subresource, rest, watch };
}
