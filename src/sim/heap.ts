/** One thing that is due: earlier `time` first, then earlier `seq`, so equal times keep the order they were asked in. */
export interface Due {
  /** Virtual milliseconds since the simulation began. */
  readonly time: number;
  readonly seq: number;
  /** Called off: stays in the heap until it surfaces, then is dropped. */
  cancelled: boolean;
  run(): void;
}

function before(a: Due, b: Due): boolean {
  return a.time < b.time || (a.time === b.time && a.seq < b.seq);
}

/** A binary min-heap of what is due. */
export class Heap {
  readonly #items: Due[] = [];

  push(item: Due): void {
    const items = this.#items;
    let i = items.length;
    items.push(item);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = items[parent] as Due;
      if (!before(item, above)) break;
      items[i] = above;
      i = parent;
    }
    items[i] = item;
  }

  /** The earliest item that has not been called off; `undefined` when there is none. */
  peek(): Due | undefined {
    while (this.#items[0]?.cancelled) this.removeFirst();
    return this.#items[0];
  }

  /** Take away what {@link peek} found. */
  removeFirst(): void {
    const items = this.#items;
    const last = items.pop();
    const size = items.length;
    if (!last || size === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      if (child + 1 < size && before(items[child + 1] as Due, items[child] as Due)) child++;
      const below = items[child] as Due;
      if (!before(below, last)) break;
      items[i] = below;
      i = child;
    }
    items[i] = last;
  }
}
