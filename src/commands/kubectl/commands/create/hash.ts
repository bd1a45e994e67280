import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Cli } from '../../cli.ts';
import { goJson, nameOf, object, text, type JsonObject } from '../../json.ts';

/** Digits that would make bad words, and what stands for them. */
const SAFE: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

/** With --append-hash: a hash of the content at the end of the name. Models kubectl's pkg/util/hash. */
export function hashed(cli: Cli, made: JsonObject): JsonObject {
  if (!cli.flags.bool('append-hash')) return made;
  const content = {
    kind: made.kind,
    name: nameOf(made),
    data: made.data ?? {},
    ...(made.kind === 'Secret' ? { type: text(made.type) } : {}),
    ...(made.binaryData === undefined ? {} : { binaryData: made.binaryData }),
  };
  const hex = bytesToHex(sha256(new TextEncoder().encode(goJson(content))));
  const suffix = [...hex.slice(0, 10)].map((digit) => SAFE[digit] ?? digit).join('');
  return { ...made, metadata: { ...object(made.metadata), name: `${nameOf(made)}-${suffix}` } };
}
