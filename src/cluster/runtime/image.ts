import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { FileSystem } from '../../shell/fs/file-system.ts';
import { Volume } from '../../shell/fs/volume.ts';

/** What an image says about running it. Models the OCI image configuration. */
export interface ImageConfig {
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  /** `NAME=value` */
  readonly env?: readonly string[];
  readonly workingDir?: string;
  /** A user name or number, with `:group` or not; root when absent. */
  readonly user?: string;
  /** `80/tcp` */
  readonly exposedPorts?: readonly string[];
  /** SIGTERM when absent. */
  readonly stopSignal?: string;
}

/** An image as its author describes it. */
export interface ImageSource {
  /** Registry and repository, e.g. `docker.io/library/busybox`. */
  readonly repository: string;
  /** All tags that name this image. */
  readonly tags: readonly string[];
  /** Compressed bytes, as containerd reports and a pull transfers them. */
  readonly size: number;
  readonly config: ImageConfig;
  /** Put its files into an empty file system. */
  build(fs: FileSystem): void;
}

/** An image that can be run. */
export interface Image {
  readonly repository: string;
  /** `sha256:…` of its manifest: the repo digest. */
  readonly digest: string;
  /** `sha256:…` of its configuration: the image ID. */
  readonly id: string;
  readonly size: number;
  readonly config: ImageConfig;
  /** Its frozen root file system, built when first asked for. */
  files(): Volume;
}

const encoder = new TextEncoder();

/** `sha256:` and the hash of a text. */
export function digestOf(text: string): string {
  return `sha256:${bytesToHex(sha256(encoder.encode(text)))}`;
}

export function makeImage(source: ImageSource): Image {
  const key = JSON.stringify([source.repository, source.tags, source.size, source.config]);
  let volume: Volume | undefined;
  let digest: string | undefined;
  let id: string | undefined;
  return {
    repository: source.repository,
    // Few of the images that there are are ever asked for theirs.
    get digest() {
      return (digest ??= digestOf(`manifest ${key}`));
    },
    get id() {
      return (id ??= digestOf(`config ${key}`));
    },
    size: source.size,
    config: source.config,
    files() {
      if (!volume) {
        volume = new Volume({ name: 'overlay', type: 'overlay' });
        const fs = new FileSystem({ clock: { time: 0 }, root: volume });
        baseDirectories(fs);
        source.build(fs);
        volume.freeze();
      }
      return volume;
    },
  };
}

/** What every image or runtime puts there. */
function baseDirectories(fs: FileSystem): void {
  for (const path of ['/dev', '/etc', '/proc', '/sys', '/usr/bin', '/var/run'])
    fs.mkdir(path, { recursive: true });
  fs.mkdir('/root', { mode: 0o700 });
  fs.mkdir('/tmp', { mode: 0o1777 });
  fs.chmod('/tmp', 0o1777);
}
