import type { Image } from './image.ts';
import { canonicalName, type ImageReference } from './reference.ts';

/** A failed call to the runtime, as gRPC has it. */
export class RuntimeError extends Error {
  /** gRPC's name for what went wrong. */
  readonly code: 'Unknown' | 'NotFound' | 'FailedPrecondition' | 'InvalidArgument';
  constructor(code: RuntimeError['code'], message: string) {
    super(message);
    this.code = code;
  }

  /** As the kubelet prints it: it strips the code `Unknown`. Models pkg/kubelet/cri remote_image.go. */
  get text(): string {
    return this.code === 'Unknown' ? this.message : `rpc error: code = ${this.code} desc = ${this.message}`;
  }
}

export interface RegistryCredentials {
  readonly username: string;
  readonly password: string;
}

/** How a registry answers for a repository that it does not have. */
export type MissingAnswer = 'denied' | 'not-found' | 'unauthorized' | 'forbidden-token';

/** One registry host: repositories by path, their images by tag and digest. */
export class RegistryHost {
  readonly name: string;
  /** Virtual milliseconds for resolving a name here. */
  readonly latency: number;
  readonly missing: MissingAnswer;
  /** Set where it gives nothing to those who do not log in. */
  readonly credentials: RegistryCredentials | undefined;
  readonly #repositories = new Map<string, Map<string, Image>>();

  constructor(
    name: string,
    options: { latency?: number; missing?: MissingAnswer; credentials?: RegistryCredentials } = {},
  ) {
    this.name = name;
    this.latency = options.latency ?? 900;
    this.missing = options.missing ?? 'not-found';
    this.credentials = options.credentials;
  }

  /** Let `tag` of the repository at `path` name this image. */
  put(path: string, tag: string, image: Image): void {
    let tags = this.#repositories.get(path);
    if (!tags) this.#repositories.set(path, (tags = new Map<string, Image>()));
    tags.set(tag, image);
  }

  /** @returns the image, or which part of its name is not here */
  find(reference: ImageReference): Image | 'no-repository' | 'no-tag' {
    const tags = this.#repositories.get(reference.path);
    if (!tags) return 'no-repository';
    const { digest } = reference;
    if (digest !== undefined) return [...tags.values()].find((image) => image.digest === digest) ?? 'no-tag';
    return tags.get(reference.tag ?? 'latest') ?? 'no-tag';
  }
}

/** Every registry that the simulated internet has. */
export class Registry {
  readonly #hosts = new Map<string, RegistryHost>();

  add(host: RegistryHost): RegistryHost {
    this.#hosts.set(host.name, host);
    return host;
  }

  host(name: string): RegistryHost | undefined {
    return this.#hosts.get(name);
  }

  /** Virtual milliseconds until the registry has answered whether it has the image. */
  latency(reference: ImageReference): number {
    return this.#hosts.get(reference.domain)?.latency ?? 60;
  }

  /**
   * Ask for an image by name.
   * @throws {RuntimeError} in containerd's words
   */
  resolve(reference: ImageReference, credentials?: RegistryCredentials): Image {
    const name = canonicalName(reference);
    const fail = (code: RuntimeError['code'], why: string): RuntimeError =>
      new RuntimeError(
        code,
        `failed to pull and unpack image "${name}": failed to resolve reference "${name}": ${why}`,
      );
    const host = this.#hosts.get(reference.domain);
    const server = reference.domain === 'docker.io' ? 'registry-1.docker.io' : reference.domain;
    const url = `https://${server}/v2/${reference.path}/manifests/${reference.digest ?? reference.tag ?? 'latest'}`;
    if (!host) {
      const lookup = reference.domain.replace(/:\d+$/, '');
      throw fail(
        'Unknown',
        `failed to do request: Head "${url}": dial tcp: lookup ${lookup} on 192.168.49.1:53: no such host`,
      );
    }
    const wanted = host.credentials;
    if (wanted) {
      const denied =
        'pull access denied, repository does not exist or may require authorization: authorization failed';
      if (!credentials) throw fail('Unknown', `${denied}: no basic auth credentials`);
      if (credentials.username !== wanted.username || credentials.password !== wanted.password) {
        throw fail('Unknown', `unexpected status from HEAD request to ${url}: 401 Unauthorized`);
      }
    }
    const found = host.find(reference);
    if (found === 'no-tag') throw fail('NotFound', `${name}: not found`);
    if (found !== 'no-repository') return found;
    if (host.missing === 'denied') {
      throw fail(
        'Unknown',
        'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
      );
    }
    if (host.missing === 'unauthorized') {
      throw fail('Unknown', `unexpected status from HEAD request to ${url}: 401 UNAUTHORIZED`);
    }
    if (host.missing === 'forbidden-token') {
      const scope = `repository%3A${reference.path.replaceAll('/', '%2F')}%3Apull`;
      throw fail(
        'Unknown',
        `failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://${reference.domain}/token?scope=${scope}&service=${reference.domain}: 403 Forbidden`,
      );
    }
    throw fail('NotFound', `${name}: not found`);
  }
}
