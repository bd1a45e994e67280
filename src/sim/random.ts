/** A stream of random numbers that depends on nothing but its key. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [0, bound). */
  below(bound: number): number;
  /** `length` characters drawn from `alphabet`. */
  text(length: number, alphabet?: string): string;
}

/** The alphabet of generated Kubernetes names: no vowels, nothing that reads as another. Models k8s.io/apimachinery/pkg/util/rand. */
export const NAME_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** FNV-1a over UTF-16 units, with a final mix; `salt` gives independent hashes of one key. */
function hash(key: string, salt: number): number {
  let h = 0x811c9dc5 ^ salt;
  for (let i = 0; i < key.length; i++) h = Math.imul(h ^ key.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The sfc32 generator, seeded by hashing `seed` and the stream's `name`. */
export function randomStream(seed: string, name: string): Random {
  const key = `${seed}\u0000${name}`;
  let a = hash(key, 1);
  let b = hash(key, 2);
  let c = hash(key, 3);
  let counter = 1;
  const next32 = (): number => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next32();
  const next = (): number => next32() / 0x1_0000_0000;
  const below = (bound: number): number => Math.floor(next() * bound);
  const text = (length: number, alphabet = NAME_ALPHABET): string => {
    let out = '';
    for (let i = 0; i < length; i++) out += alphabet[below(alphabet.length)];
    return out;
  };
  return { next, below, text };
}
