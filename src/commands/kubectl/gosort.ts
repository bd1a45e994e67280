/** Something that Go's sort package can sort in place. */
class Sortable<T> {
  readonly items: T[];
  readonly #less: (a: T, b: T) => boolean;

  constructor(items: readonly T[], less: (a: T, b: T) => boolean) {
    this.items = [...items];
    this.#less = less;
  }

  less(i: number, j: number): boolean {
    return this.#less(this.items[i] as T, this.items[j] as T);
  }

  swap(i: number, j: number): void {
    const kept = this.items[i] as T;
    this.items[i] = this.items[j] as T;
    this.items[j] = kept;
  }
}

/** Below this many, insertion. */
const FEW = 12;

/**
 * Sort as Go's `sort.Sort` does. It is not stable, so what counts as equal comes out in an order of its own: events of one second,
 * for instance. Models pdqsort of Go's sort package.
 */
export function goSort<T>(items: readonly T[], less: (a: T, b: T) => boolean): T[] {
  const data = new Sortable(items, less);
  sortRange(data, 0, items.length, bitLength(items.length));
  return data.items;
}

function bitLength(value: number): number {
  return value === 0 ? 0 : 32 - Math.clz32(value);
}

function insertionSort<T>(data: Sortable<T>, a: number, b: number): void {
  for (let i = a + 1; i < b; i++) for (let j = i; j > a && data.less(j, j - 1); j--) data.swap(j, j - 1);
}

function siftDown<T>(data: Sortable<T>, low: number, high: number, first: number): void {
  let root = low;
  for (;;) {
    let child = 2 * root + 1;
    if (child >= high) return;
    if (child + 1 < high && data.less(first + child, first + child + 1)) child++;
    if (!data.less(first + root, first + child)) return;
    data.swap(first + root, first + child);
    root = child;
  }
}

function heapSort<T>(data: Sortable<T>, a: number, b: number): void {
  const high = b - a;
  for (let i = Math.floor((high - 1) / 2); i >= 0; i--) siftDown(data, i, high, a);
  for (let i = high - 1; i >= 0; i--) {
    data.swap(a, a + i);
    siftDown(data, 0, i, a);
  }
}

function sortRange<T>(data: Sortable<T>, from: number, to: number, allowed: number): void {
  let [a, b, limit] = [from, to, allowed];
  let balanced = true;
  let partitioned = true;
  for (;;) {
    const length = b - a;
    if (length <= FEW) return insertionSort(data, a, b);
    if (limit === 0) return heapSort(data, a, b);
    if (!balanced) {
      breakPatterns(data, a, b);
      limit--;
    }
    let { pivot, hint } = choosePivot(data, a, b);
    if (hint === 'decreasing') {
      for (let i = a, j = b - 1; i < j; i++, j--) data.swap(i, j);
      pivot = b - 1 - (pivot - a);
      hint = 'increasing';
    }
    if (balanced && partitioned && hint === 'increasing' && partialInsertionSort(data, a, b)) return;
    if (a > 0 && !data.less(a - 1, pivot)) {
      a = partitionEqual(data, a, b, pivot);
      continue;
    }
    const { middle, already } = partition(data, a, b, pivot);
    partitioned = already;
    const [left, right] = [middle - a, b - middle];
    const threshold = Math.floor(length / 8);
    if (left < right) {
      balanced = left >= threshold;
      sortRange(data, a, middle, limit);
      a = middle + 1;
    } else {
      balanced = right >= threshold;
      sortRange(data, middle + 1, b, limit);
      b = middle;
    }
  }
}

function partition<T>(
  data: Sortable<T>,
  a: number,
  b: number,
  pivot: number,
): { middle: number; already: boolean } {
  data.swap(a, pivot);
  let [i, j] = [a + 1, b - 1];
  const approach = (): void => {
    while (i <= j && data.less(i, a)) i++;
    while (i <= j && !data.less(j, a)) j--;
  };
  approach();
  if (i > j) {
    data.swap(j, a);
    return { middle: j, already: true };
  }
  for (;;) {
    data.swap(i++, j--);
    approach();
    if (i > j) break;
  }
  data.swap(j, a);
  return { middle: j, already: false };
}

function partitionEqual<T>(data: Sortable<T>, a: number, b: number, pivot: number): number {
  data.swap(a, pivot);
  let [i, j] = [a + 1, b - 1];
  for (;;) {
    while (i <= j && !data.less(a, i)) i++;
    while (i <= j && data.less(a, j)) j--;
    if (i > j) return i;
    data.swap(i++, j--);
  }
}

function partialInsertionSort<T>(data: Sortable<T>, a: number, b: number): boolean {
  let i = a + 1;
  for (let step = 0; step < 5; step++) {
    while (i < b && !data.less(i, i - 1)) i++;
    if (i === b) return true;
    if (b - a < 50) return false;
    data.swap(i, i - 1);
    if (i - a >= 2) for (let j = i - 1; j >= 1 && data.less(j, j - 1); j--) data.swap(j, j - 1);
    if (b - i >= 2) for (let j = i + 1; j < b && data.less(j, j - 1); j++) data.swap(j, j - 1);
  }
  return false;
}

function breakPatterns<T>(data: Sortable<T>, a: number, b: number): void {
  const length = b - a;
  if (length < 8) return;
  const mask = (1n << BigInt(bitLength(length))) - 1n;
  let random = BigInt(length);
  const at = a + Math.floor(length / 4) * 2 - 1;
  for (let i = 0; i < 3; i++) {
    random = BigInt.asUintN(64, random ^ (random << 13n));
    random ^= random >> 7n;
    random = BigInt.asUintN(64, random ^ (random << 17n));
    let other = Number(random & mask);
    if (other >= length) other -= length;
    data.swap(at - 1 + i, a + other);
  }
}

function choosePivot<T>(
  data: Sortable<T>,
  a: number,
  b: number,
): { pivot: number; hint: 'increasing' | 'decreasing' | 'unknown' } {
  const quarter = Math.floor((b - a) / 4);
  let swaps = 0;
  const median = (x: number, y: number, z: number): number => {
    const order = (p: number, q: number): [number, number] => {
      if (!data.less(q, p)) return [p, q];
      swaps++;
      return [q, p];
    };
    let [i, j, k] = [x, y, z];
    [i, j] = order(i, j);
    [j, k] = order(j, k);
    [i, j] = order(i, j);
    return j;
  };
  let [i, j, k] = [a + quarter, a + quarter * 2, a + quarter * 3];
  if (b - a >= 8) {
    if (b - a >= 50) [i, j, k] = [median(i - 1, i, i + 1), median(j - 1, j, j + 1), median(k - 1, k, k + 1)];
    j = median(i, j, k);
  }
  return { pivot: j, hint: swaps === 0 ? 'increasing' : swaps === 12 ? 'decreasing' : 'unknown' };
}
