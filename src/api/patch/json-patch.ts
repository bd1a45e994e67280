import type { Json, MutableJson } from '../json.ts';
import { cloneJson, equalJson, isArray, isObject } from '../json.ts';

/** A JSON patch that cannot be applied; the message is that of evanphx/json-patch, which the API server uses. */
export class JsonPatchError extends Error {}

type Container = MutableJson | Json[];

/** Applies a JSON patch (RFC 6902). @throws {JsonPatchError} */
export function applyJsonPatch(target: Json, patch: Json): Json {
  if (!isArray(patch))
    throw new JsonPatchError('cannot unmarshal object into Go value of type jsonpatch.Patch');
  const root: MutableJson = { '': cloneJson(target) };
  for (const operation of patch) {
    if (!isObject(operation)) throw new JsonPatchError('Invalid operation');
    const { op, path, from, value } = operation;
    if (typeof path !== 'string') throw new JsonPatchError('missing path');
    switch (op) {
      case 'add':
        put(root, path, value ?? null, true, 'add');
        break;
      case 'replace':
        if (lookUp(root, path) === undefined) throw missing('replace', path);
        put(root, path, value ?? null, false, 'replace');
        break;
      case 'remove':
        take(root, path, 'remove');
        break;
      case 'move':
      case 'copy': {
        const source = typeof from === 'string' ? from : '';
        const moved = lookUp(root, source);
        if (moved === undefined) throw missing(op, source);
        if (op === 'move') take(root, source, op);
        put(root, path, cloneJson(moved), true, op);
        break;
      }
      case 'test':
        if (!equalJson(lookUp(root, path), value ?? null))
          throw new JsonPatchError(`testing value ${path} failed: test failed`);
        break;
      default:
        throw new JsonPatchError(`Unexpected kind: ${String(op)}`);
    }
  }
  return root[''] ?? null;
}

const missing = (op: string, path: string): JsonPatchError =>
  new JsonPatchError(`${op} operation does not apply: doc is missing path: "${path}": missing value`);

/** `/a~1b/0` as its parts; the first one is the document itself. */
const parts = (path: string): string[] =>
  path.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

function child(container: Json | undefined, key: string): Json | undefined {
  if (isArray(container)) return /^\d+$/.test(key) ? container[Number(key)] : undefined;
  return isObject(container) && Object.hasOwn(container, key) ? container[key] : undefined;
}

const lookUp = (root: Json, path: string): Json | undefined =>
  parts(path).reduce<Json | undefined>((value, part) => child(value, part), root);

function parent(root: MutableJson, path: string, op: string): { container: Container; key: string } {
  const keys = parts(path);
  const key = keys.pop() ?? '';
  const container = keys.reduce<Json | undefined>((value, part) => child(value, part), root);
  if (!isArray(container) && !isObject(container)) throw missing(op, path);
  return { container: container as Container, key };
}

function put(root: MutableJson, path: string, value: Json, insert: boolean, op: string): void {
  const { container, key } = path === '' ? { container: root, key: '' } : parent(root, path, op);
  if (!Array.isArray(container)) {
    container[key] = value;
    return;
  }
  const index = key === '-' ? container.length : Number(key);
  if (!Number.isInteger(index) || index < 0 || index > container.length)
    throw new JsonPatchError(
      `${op} operation does not apply: doc is missing path: "${path}": invalid array index`,
    );
  container.splice(index, insert ? 0 : 1, value);
}

function take(root: MutableJson, path: string, op: string): void {
  if (lookUp(root, path) === undefined) throw missing(op, path);
  const { container, key } = parent(root, path, op);
  if (Array.isArray(container)) container.splice(Number(key), 1);
  else delete container[key];
}
