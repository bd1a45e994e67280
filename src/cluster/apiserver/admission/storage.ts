import { persistentvolumeclaims, persistentvolumes, storageclasses } from '../../../api/resources.ts';
import { compareQuantities } from '../../../api/quantity.ts';
import type { PersistentVolumeClaim, StorageClass } from '../../../api/types.ts';
import {
  BETA_CLASS,
  defaultClass,
  hasAnnotation,
  PV_PROTECTION,
  PVC_PROTECTION,
  requestedStorage,
  storageClassOf,
} from '../../persistent-volumes.ts';
import { stored, storageOf } from '../context.ts';
import { newForbidden } from '../errors.ts';
import { withFields, withMeta } from '../objects.ts';
import type { AdmissionPlugin } from './plugin.ts';

/** Gives claims that name no class the default one. Models plugin/pkg/admission/storage/storageclass/setdefault. */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  admit({ operation, scope, object }) {
    if (operation !== 'CREATE' || scope.resource !== persistentvolumeclaims || !object) return object;
    const claim = object as unknown as PersistentVolumeClaim;
    const { spec } = claim;
    if (spec.storageClassName !== undefined || hasAnnotation(claim, BETA_CLASS)) return object;
    const found = defaultClass(
      scope.server.store.list(storageOf(storageclasses)) as unknown as readonly StorageClass[],
    );
    return found ? withFields(object, { spec: { ...spec, storageClassName: found.metadata.name } }) : object;
  },
};

/** Claims and volumes are not to go while they are in use. Models plugin/pkg/admission/storage/storageobjectinuseprotection. */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  admit({ operation, scope, object }) {
    if (operation !== 'CREATE' || !object || scope.subresource !== undefined) return object;
    const finalizer =
      scope.resource === persistentvolumeclaims
        ? PVC_PROTECTION
        : scope.resource === persistentvolumes
          ? PV_PROTECTION
          : undefined;
    const { finalizers = [] } = object.metadata;
    if (finalizer === undefined || finalizers.includes(finalizer)) return object;
    return withMeta(object, { finalizers: [...finalizers, finalizer] });
  },
};

/** A claim grows only where its class lets it. Models plugin/pkg/admission/storage/persistentvolume/resize. */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  validate({ operation, scope, object, old }) {
    if (
      operation !== 'UPDATE' ||
      scope.resource !== persistentvolumeclaims ||
      scope.subresource !== undefined
    )
      return;
    if (!object || !old) return;
    const claim = object as unknown as PersistentVolumeClaim;
    const before = old as unknown as PersistentVolumeClaim;
    if (compareQuantities(requestedStorage(claim), requestedStorage(before)) <= 0) return;
    const refuse = (why: string): never => {
      throw newForbidden({ group: '', resource: 'persistentvolumeclaims' }, claim.metadata.name, why);
    };
    if (before.status?.phase !== 'Bound') refuse('Only bound persistent volume claims can be expanded');
    const found = stored(scope.server, storageclasses, storageClassOf(claim));
    if (found?.allowVolumeExpansion) return;
    refuse(
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
  },
};
