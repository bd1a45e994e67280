import type { Container, Pod, VolumeMount } from '../../api/types.ts';
import { Errno } from '../../shell/fs/errno.ts';
import { FileSystem } from '../../shell/fs/file-system.ts';
import type { ContainerMount } from '../runtime/container.ts';
import type { ConfigSources } from './container-config.ts';
import { expand } from './expansion.ts';
import { uidOf } from './pods.ts';
import { StartError } from './sync-result.ts';
import type { MountedVolume } from './volumes.ts';

const configError = (message: string): StartError => new StartError('CreateContainerConfigError', message);

/**
 * What of the pod's volumes a container sees, and where. Models pkg/kubelet kubelet_pods.go makeMounts.
 * @throws {StartError} CreateContainerConfigError
 */
export function makeMounts(
  pod: Pod,
  container: Container,
  env: ReadonlyMap<string, string>,
  sources: ConfigSources,
): ContainerMount[] {
  const mounts: ContainerMount[] = [];
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    const mounted = sources.volume(mount.name);
    if (!mounted)
      throw configError(`cannot find volume "${mount.name}" to mount into container "${container.name}"`);
    const asked = subPathOf(mount, env);
    if (asked !== '') prepareSubPath(mounted, asked, mount, container, sources);
    const subPath = [mounted.subPath, asked].filter(Boolean).join('/');
    const source =
      asked === ''
        ? mounted.source
        : `/var/lib/kubelet/pods/${uidOf(pod)}/volume-subpaths/${mount.name}/${container.name}/${index}`;
    mounts.push({
      path: mount.mountPath.startsWith('/') ? mount.mountPath : `/${mount.mountPath}`,
      volume: mounted.volume,
      ...(subPath !== '' && { subPath }),
      ...(source !== undefined && { source }),
      readOnly: mounted.readOnly || (mount.readOnly ?? false),
    });
  }
  return mounts;
}

/** The part of the volume that is asked for; empty for all of it. */
function subPathOf({ subPath = '', subPathExpr }: VolumeMount, env: ReadonlyMap<string, string>): string {
  let path = subPath;
  if (subPathExpr) {
    const missing = new Set<string>();
    path = expand(subPathExpr, (name) => {
      const value = env.get(name);
      if (!value) missing.add(name);
      return value ?? '';
    });
    if (missing.size > 0) throw configError(`missing value for ${[...missing].sort().join(', ')}`);
  }
  if (path.startsWith('/')) throw configError(`error SubPath \`${path}\` must not be an absolute path`);
  if (path.split('/').includes('..'))
    throw configError(`unable to provision SubPath \`${path}\`: must not contain '..'`);
  return path;
}

/**
 * The part must be in the volume, whatever links lead to; a directory that is not there is made with the mode of the volume. Models
 * pkg/volume/util/subpath SafeMakeDir and PrepareSafeSubpath.
 */
function prepareSubPath(
  { volume, subPath: base = '' }: MountedVolume,
  asked: string,
  mount: VolumeMount,
  container: Container,
  { clock }: ConfigSources,
): void {
  const files = new FileSystem({ clock, root: volume });
  const root = base === '' ? '/' : `/${base}`;
  const path = `${base === '' ? '' : root}/${asked}`;
  const where = `for volumeMount "${mount.name}" of container "${container.name}"`;
  try {
    if (!files.exists(path)) {
      const { mode } = files.stat(root);
      let at = base === '' ? '' : root;
      for (const part of asked.split('/').filter((each) => each !== '')) {
        at += `/${part}`;
        if (files.exists(at)) continue;
        files.mkdir(at);
        files.chmod(at, mode);
      }
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw configError(`failed to create subPath directory ${where}`);
  }
  const real = files.realpath(path);
  if (root !== '/' && real !== root && !real.startsWith(`${root}/`))
    throw configError(`failed to prepare subPath ${where}`);
}
