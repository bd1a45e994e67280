import { sleep, type Random, type Task } from '../../sim/index.ts';
import type { Image } from './image.ts';
import { canonicalName, parseReference } from './reference.ts';
import type { Registry, RegistryCredentials } from './registry.ts';

/** Bytes a millisecond that a node's connection brings in. */
const BANDWIDTH = 14_000;

/** A stored image with the names it has on this node. */
export interface StoredImage {
  readonly image: Image;
  /** `docker.io/library/busybox:latest` */
  readonly tags: readonly string[];
  /** `docker.io/library/busybox@sha256:…` */
  readonly digests: readonly string[];
}

/** The images on one node. Models containerd's image service. */
export class ImageStore {
  readonly #registry: Registry;
  readonly #random: Random;
  readonly #byName = new Map<string, Image>();
  /** What {@link ImageStore.list} gives, until another image comes. */
  #listed: readonly StoredImage[] | undefined;

  constructor(registry: Registry, random: Random) {
    this.#registry = registry;
    this.#random = random;
  }

  /** The image a name means here; `undefined` when it is not present. @throws {InvalidReference} */
  find(name: string): Image | undefined {
    return this.#byName.get(canonicalName(parseReference(name)));
  }

  /** Put an image here under a name without a pull (preloaded, built, loaded). */
  put(name: string, image: Image): void {
    this.#listed = undefined;
    this.#byName.set(canonicalName(parseReference(name)), image);
    this.#byName.set(`${image.repository}@${image.digest}`, image);
  }

  /** Take a preloaded image out of the registries of the simulated internet. */
  preload(name: string): void {
    this.put(name, this.#registry.resolve(parseReference(name)));
  }

  /**
   * Fetch an image; its time is the registry's latency and the size over the node's bandwidth.
   * @throws {RuntimeError}
   */
  *pull(name: string, credentials?: RegistryCredentials): Task<Image> {
    const reference = parseReference(name);
    yield* sleep(this.#registry.latency(reference) * (0.8 + 0.4 * this.#random.next()));
    const image = this.#registry.resolve(reference, credentials);
    const present = this.#byName.get(`${image.repository}@${image.digest}`) !== undefined;
    if (!present) {
      yield* sleep(300 + (image.size / BANDWIDTH) * (0.85 + 0.3 * this.#random.next()));
    }
    this.put(name, image);
    return image;
  }

  /** Everything here, biggest first, as the node's status lists it. */
  list(): readonly StoredImage[] {
    return (this.#listed ??= this.#list());
  }

  #list(): readonly StoredImage[] {
    const names = new Map<Image, { tags: string[]; digests: string[] }>();
    for (const [name, image] of this.#byName) {
      let entry = names.get(image);
      if (!entry) names.set(image, (entry = { tags: [], digests: [] }));
      (name.includes('@') ? entry.digests : entry.tags).push(name);
    }
    return [...names]
      .map(([image, entry]) => ({ image, ...entry }))
      .sort((a, b) => b.image.size - a.image.size || (a.image.id < b.image.id ? -1 : 1));
  }
}
