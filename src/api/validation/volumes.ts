/** Volumes of a Pod. Models ValidateVolumes and validateVolumeSource. */
import type { Volume } from '../types.ts';
import { isDns1123Label, isDns1123Subdomain } from '../names.ts';
import type { FieldError } from './field.ts';
import { duplicate, forbidden, invalid, invalids, required } from './field.ts';

/** One source of a volume, of a Pod or a PersistentVolume. @param name of the source, `hostPath` */
export function validateVolumeSource(volume: Volume, name: string, path: string): FieldError[] {
  switch (name) {
    case 'hostPath':
      return volume.hostPath?.path
        ? backsteps(volume.hostPath.path, `${path}.path`)
        : [required(`${path}.path`)];
    case 'secret':
      return volume.secret?.secretName
        ? keys(volume.secret.items, `${path}.items`)
        : [required(`${path}.secretName`)];
    case 'configMap':
      return volume.configMap?.name
        ? keys(volume.configMap.items, `${path}.items`)
        : [required(`${path}.name`)];
    case 'persistentVolumeClaim':
      return volume.persistentVolumeClaim?.claimName ? [] : [required(`${path}.claimName`)];
    case 'nfs': {
      const { server, path: exported } = volume.nfs ?? {};
      return [
        ...(server ? [] : [required(`${path}.server`)]),
        ...(exported ? [] : [required(`${path}.path`)]),
        ...(exported && !exported.startsWith('/')
          ? [invalid(`${path}.path`, exported, 'must be an absolute path')]
          : []),
      ];
    }
    case 'csi':
      return volume.csi?.driver
        ? invalids(`${path}.driver`, volume.csi.driver, isDns1123Subdomain(volume.csi.driver))
        : [required(`${path}.driver`)];
    default:
      return [];
  }
}

const backsteps = (value: string, path: string): FieldError[] =>
  value.split('/').includes('..') ? [invalid(path, value, "must not contain '..'")] : [];

function keys(items: readonly { key: string; path: string }[] | undefined, path: string): FieldError[] {
  return (items ?? []).flatMap((item, i) => [
    ...(item.key ? [] : [required(`${path}[${i}].key`)]),
    ...(item.path ? [] : [required(`${path}[${i}].path`)]),
    ...(item.path?.startsWith('/')
      ? [invalid(`${path}[${i}].path`, item.path, 'must be a relative path')]
      : []),
    ...backsteps(item.path ?? '', `${path}[${i}].path`),
  ]);
}

export function validateVolumes(volumes: readonly Volume[], path: string): FieldError[] {
  const names = new Set<string>();
  return volumes.flatMap((volume, i) => {
    const at = `${path}[${i}]`;
    const sources = Object.entries(volume)
      .filter(([name, value]) => name !== 'name' && value !== undefined)
      .map(([name]) => name);
    const errors = sources.flatMap((name, j) =>
      j === 0
        ? validateVolumeSource(volume, name, `${at}.${name}`)
        : [forbidden(`${at}.${name}`, 'may not specify more than 1 volume type')],
    );
    if (sources.length === 0) errors.push(required(at, 'must specify a volume type'));
    if (!volume.name) errors.push(required(`${at}.name`));
    else {
      const messages = isDns1123Label(volume.name);
      errors.push(...invalids(`${at}.name`, volume.name, messages));
      if (names.has(volume.name)) errors.push(duplicate(`${at}.name`, volume.name));
      names.add(volume.name);
    }
    return errors;
  });
}
