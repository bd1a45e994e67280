const FNV_OFFSET = 2166136261;
const FNV_PRIME = 16777619;
const BUCKETS = 1024;
const encoder = new TextEncoder();

/** FNV-1 as bash's hash tables have it. */
function bucketOf(key: string): number {
  let hash = FNV_OFFSET;
  for (const byte of encoder.encode(key)) hash = Math.imul(hash, FNV_PRIME) ^ byte;
  return (hash >>> 0) & (BUCKETS - 1);
}

/** An associative array's elements in the order in which bash lists them: by bucket, the newest first in each (models hashlib.c). */
export function inHashOrder(array: ReadonlyMap<string, string>): [string, string][] {
  return [...array]
    .map((entry, age) => ({ entry, age, bucket: bucketOf(entry[0]) }))
    .sort((a, b) => a.bucket - b.bucket || b.age - a.age)
    .map(({ entry }) => entry);
}
