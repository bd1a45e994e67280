import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** JSON with its keys in the order of their bytes, so that equal content has equal text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}

/** The digest of what a lesson or an exercise gives a world, by which a recording names it: 16 hexadecimal digits. */
export function contentDigest(content: {
  readonly files: Readonly<Record<string, string>> | undefined;
  readonly exercise: unknown;
}): string {
  const { files = {}, exercise = null } = content;
  return bytesToHex(sha256(utf8ToBytes(canonical({ files, exercise })))).slice(0, 16);
}
