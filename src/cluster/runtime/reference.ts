/** An image reference, split as Docker's reference grammar splits it. Models github.com/distribution/reference. */
export interface ImageReference {
  /** The registry's host, e.g. `docker.io`, `registry.k8s.io`, `mydomain:5000`. */
  readonly domain: string;
  /** The repository in it, e.g. `library/busybox`. */
  readonly path: string;
  readonly tag?: string;
  /** `sha256:…` */
  readonly digest?: string;
}

/** The text is no image reference; `message` is the reference grammar's own. */
export class InvalidReference extends Error {}

const ALNUM = '[a-z0-9]+';
const SEPARATOR = '(?:[._]|__|[-]+)';
const COMPONENT = `${ALNUM}(?:${SEPARATOR}${ALNUM})*`;
const PATH = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`);
const HOST = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = new RegExp(`^(?:${HOST}(?:\\.${HOST})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const TAG = /^[\w][\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const INVALID = 'invalid reference format';

/**
 * Read a reference as people write it: `busybox` is `docker.io/library/busybox`.
 * @throws {InvalidReference}
 */
export function parseReference(text: string): ImageReference {
  if (/^[a-f0-9]{64}$/.test(text)) {
    throw new InvalidReference(
      `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`,
    );
  }
  const slash = text.indexOf('/');
  const first = slash < 0 ? '' : text.slice(0, slash);
  let domain = 'docker.io';
  let rest = text;
  if (slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first)) {
    domain = first === 'index.docker.io' ? 'docker.io' : first;
    rest = text.slice(slash + 1);
  }
  if (domain === 'docker.io' && !rest.includes('/')) rest = `library/${rest}`;
  const at = rest.indexOf('@');
  const digest = at < 0 ? undefined : rest.slice(at + 1);
  const named = at < 0 ? rest : rest.slice(0, at);
  const colon = named.indexOf(':');
  const path = colon < 0 ? named : named.slice(0, colon);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  if (path.toLowerCase() !== path) {
    throw new InvalidReference(`${INVALID}: repository name (${path}) must be lowercase`);
  }
  const fits = PATH.test(path) && DOMAIN.test(domain) && (tag === undefined || TAG.test(tag));
  if (!fits || (digest !== undefined && !DIGEST.test(digest))) throw new InvalidReference(INVALID);
  return { domain, path, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** The full name, with `latest` where neither tag nor digest is given: `docker.io/library/busybox:latest`. */
export function canonicalName(reference: ImageReference): string {
  const { domain, path, tag, digest } = reference;
  const name = `${domain}/${path}`;
  if (digest !== undefined) return `${name}${tag === undefined ? '' : `:${tag}`}@${digest}`;
  return `${name}:${tag ?? 'latest'}`;
}

/**
 * The name the kubelet hands to the runtime: as written, with `:latest` where there is neither tag nor digest.
 * Models pkg/kubelet/images applyDefaultImageTag.
 * @throws {InvalidReference} in the kubelet's words
 */
export function applyDefaultImageTag(image: string): string {
  let reference: ImageReference;
  try {
    reference = parseReference(image);
  } catch (error) {
    if (!(error instanceof InvalidReference)) throw error;
    throw new InvalidReference(`couldn't parse image name "${image}": ${error.message}`);
  }
  return reference.tag === undefined && reference.digest === undefined ? `${image}:latest` : image;
}
