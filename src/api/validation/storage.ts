/** Claims, volumes and storage classes. Models pkg/apis/core/validation (PersistentVolume, PersistentVolumeClaim) and pkg/apis/storage/validation. */
import type { JsonObject } from '../json.ts';
import { cloneJson, equalJson } from '../json.ts';
import { isDns1123Subdomain } from '../names.ts';
import { canonicalQuantity, compareQuantities, parseQuantity } from '../quantity.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass, Volume } from '../types.ts';
import type { FieldError } from './field.ts';
import { forbidden, invalid, invalids, notSupported, oneOf, required } from './field.ts';
import { internalJson } from './internal-json.ts';
import { validateImmutable, validateLabelSelector } from './meta.ts';
import { unifiedDiff } from './unified-diff.ts';
import { validateVolumeSource } from './volumes.ts';

const MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const VOLUME_MODES = ['Block', 'Filesystem'];
const POLICIES = ['Delete', 'Recycle', 'Retain'];

/** Sources of a volume in the order in which they are looked at. */
const SOURCES = [
  ...[
    'gcePersistentDisk',
    'awsElasticBlockStore',
    'hostPath',
    'glusterfs',
    'flocker',
    'nfs',
    'rbd',
    'quobyte',
  ],
  ...['cephfs', 'iscsi', 'cinder', 'fc', 'flexVolume', 'azureFile', 'vsphereVolume', 'azureDisk'],
  ...['portworxVolume', 'photonPersistentDisk', 'scaleIO', 'local', 'storageos', 'csi'],
];

function accessModes(modes: readonly string[], path: string, missing: string): FieldError[] {
  const errors = modes.length === 0 ? [required(path, missing)] : [];
  for (const mode of modes) if (!MODES.includes(mode)) errors.push(notSupported(path, mode, MODES));
  const known = modes.filter((mode) => MODES.includes(mode));
  if (known.includes('ReadWriteOncePod') && known.some((mode) => mode !== 'ReadWriteOncePod'))
    errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
  return errors;
}

function positive(value: string, path: string): FieldError[] {
  const { nanos } = parseQuantity(value);
  const shown = canonicalQuantity(value);
  return [
    ...(nanos < 0n ? [invalid(path, shown, 'must be greater than or equal to 0')] : []),
    ...(nanos % 1_000_000_000n !== 0n ? [invalid(path, shown, 'must be an integer')] : []),
    ...(nanos <= 0n ? [invalid(path, shown, 'must be greater than zero')] : []),
  ];
}

const className = (name: string | undefined): FieldError[] =>
  name ? invalids('spec.storageClassName', name, isDns1123Subdomain(name)) : [];

export function validateClaim({ spec }: PersistentVolumeClaim): FieldError[] {
  const at = 'spec.resources[storage]';
  const storage = spec.resources?.requests?.['storage'];
  return [
    ...accessModes(spec.accessModes ?? [], 'spec.accessModes', 'at least 1 access mode is required'),
    ...(spec.selector ? validateLabelSelector(spec.selector, 'spec.selector') : []),
    ...(storage === undefined ? [required(at)] : positive(storage, at)),
    ...className(spec.storageClassName),
    ...oneOf('spec.volumeMode', spec.volumeMode, VOLUME_MODES, false),
  ];
}

/** What may change: the volume and the class while there are none, and the size of a bound claim, upwards. */
export function validateClaimUpdate(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const errors = validateClaim(claim);
  const munged = { ...cloneJson(claim.spec as JsonObject) };
  const put = (field: 'volumeName' | 'storageClassName'): void => {
    const before = old.spec[field];
    if (before === undefined) delete munged[field];
    else munged[field] = before;
  };
  if (!old.spec.volumeName) put('volumeName');
  if (old.spec.storageClassName === undefined) put('storageClassName');
  const bound = old.status?.phase === 'Bound';
  const { resources } = claim.spec;
  const before = old.spec.resources?.requests?.['storage'];
  if (bound && resources && before !== undefined) {
    const requests = { ...resources.requests, storage: before };
    munged['resources'] = { ...resources, requests } as JsonObject;
  }
  if (!equalJson(munged, old.spec as JsonObject)) {
    const text = (spec: JsonObject): string => internalJson(spec, 'PersistentVolumeClaimSpec');
    const words =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    errors.push(forbidden('spec', `${words}\n${unifiedDiff(text(old.spec as JsonObject), text(munged))}`));
  }
  const size = resources?.requests?.['storage'];
  const capacity = old.status?.capacity?.['storage'];
  const shrinks = size !== undefined && before !== undefined && compareQuantities(size, before) < 0;
  // A growth that did not go well may be taken back, down to what there is.
  if (bound && shrinks && capacity !== undefined && compareQuantities(size, capacity) <= 0)
    errors.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  return errors;
}

export function validateVolume(volume: PersistentVolume): FieldError[] {
  const { spec } = volume;
  const { capacity = {} } = spec;
  const errors = accessModes(spec.accessModes ?? [], 'spec.accessModes', '');
  const sizes = Object.keys(capacity).sort();
  if (sizes.length === 0) errors.push(required('spec.capacity'));
  if (capacity['storage'] === undefined || sizes.length > 1)
    errors.push(notSupported('spec.capacity', { ...capacity }, ['storage']));
  for (const name of sizes) errors.push(...positive(capacity[name] ?? '0', `spec.capacity[${name}]`));
  const policy = spec.persistentVolumeReclaimPolicy;
  errors.push(...oneOf('spec.persistentVolumeReclaimPolicy', policy, POLICIES, false));
  const given = SOURCES.filter((name) => (spec as Record<string, unknown>)[name] !== undefined);
  for (const [i, name] of given.entries()) {
    const path = `spec.${name}`;
    if (i > 0) errors.push(forbidden(path, 'may not specify more than 1 volume type'));
    else if (name !== 'local') errors.push(...validateVolumeSource(spec as unknown as Volume, name, path));
    else if (!spec.local?.path) errors.push(required(`${path}.path`));
  }
  if (given[0] === 'local' && !spec.nodeAffinity?.required)
    errors.push(required('spec.nodeAffinity', 'Local volume requires node affinity'));
  if (given.length === 0) errors.push(required('spec', 'must specify a volume type'));
  if (policy === 'Recycle' && /^\/+$/.test(spec.hostPath?.path ?? ''))
    errors.push(
      forbidden('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'"),
    );
  errors.push(
    ...className(spec.storageClassName),
    ...oneOf('spec.volumeMode', spec.volumeMode, VOLUME_MODES, false),
  );
  return errors;
}

export function validateVolumeUpdate(volume: PersistentVolume, old: PersistentVolume): FieldError[] {
  const errors = validateVolume(volume);
  const sourceOf = ({ spec }: PersistentVolume): JsonObject =>
    Object.fromEntries(
      SOURCES.flatMap((name) => {
        const value = (spec as JsonObject)[name];
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
  if (!equalJson(sourceOf(volume), sourceOf(old)))
    errors.push(
      forbidden('spec.persistentvolumesource', 'spec.persistentvolumesource is immutable after creation'),
    );
  errors.push(...validateImmutable(volume.spec.volumeMode, old.spec.volumeMode, 'spec.volumeMode'));
  if (old.spec.nodeAffinity)
    errors.push(
      ...validateImmutable(
        volume.spec.nodeAffinity as JsonObject | undefined,
        old.spec.nodeAffinity as JsonObject,
        'spec.nodeAffinity',
      ),
    );
  return errors;
}

export const validateStorageClass = (storageClass: StorageClass): FieldError[] => [
  ...(storageClass.provisioner ? [] : [required('provisioner')]),
  ...oneOf('reclaimPolicy', storageClass.reclaimPolicy, ['Delete', 'Retain'], false),
  ...oneOf('volumeBindingMode', storageClass.volumeBindingMode, ['Immediate', 'WaitForFirstConsumer'], false),
];

export const validateStorageClassUpdate = (storageClass: StorageClass, old: StorageClass): FieldError[] => [
  ...(equalJson({ ...storageClass.parameters }, { ...old.parameters })
    ? []
    : [forbidden('parameters', 'updates to parameters are forbidden.')]),
  ...(storageClass.provisioner === old.provisioner
    ? []
    : [forbidden('provisioner', 'updates to provisioner are forbidden.')]),
  ...validateImmutable(storageClass.reclaimPolicy, old.reclaimPolicy, 'reclaimPolicy'),
  ...validateImmutable(storageClass.volumeBindingMode, old.volumeBindingMode, 'volumeBindingMode'),
];
