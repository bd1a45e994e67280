/** What a node has of all its pods, by id and in the order it was made, and what of it is one pod's. */
export class ByPod<T extends { readonly id: string }> extends Map<string, T> {
  readonly #uidOf: (item: T) => string;
  readonly #pods = new Map<string, Set<T>>();

  constructor(uidOf: (item: T) => string) {
    super();
    this.#uidOf = uidOf;
  }

  add(item: T): void {
    this.set(item.id, item);
    const uid = this.#uidOf(item);
    const own = this.#pods.get(uid);
    if (own) own.add(item);
    else this.#pods.set(uid, new Set([item]));
  }

  remove(item: T): void {
    this.delete(item.id);
    const uid = this.#uidOf(item);
    const own = this.#pods.get(uid);
    own?.delete(item);
    if (own?.size === 0) this.#pods.delete(uid);
  }

  /** A pod's, the newest first. */
  of(podUid: string): T[] {
    const own = this.#pods.get(podUid);
    return own ? [...own].reverse() : [];
  }
}
