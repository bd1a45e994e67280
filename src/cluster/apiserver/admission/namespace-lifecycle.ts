import { namespaces } from '../../../api/resources.ts';
import { groupResourceOf, stored } from '../context.ts';
import { newForbidden, newNotFound } from '../errors.ts';
import type { AdmissionPlugin } from './plugin.ts';

const IMMORTAL = ['default', 'kube-system', 'kube-public'];

/** Nothing is created in a namespace that is not there or on its way out. Models plugin/pkg/admission/namespace/lifecycle. */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  admit({ operation, scope, object }) {
    const { resource, namespace, name } = scope;
    if (operation === 'DELETE' && resource === namespaces && name !== undefined && IMMORTAL.includes(name))
      throw newForbidden(groupResourceOf(resource), name, 'this namespace may not be deleted');
    if (operation !== 'CREATE' || !resource.namespaced || namespace === undefined) return object;
    // An access review asks about a namespace, it does not go into it.
    if (resource.name === 'localsubjectaccessreviews') return object;
    const found = stored(scope.server, namespaces, namespace);
    if (!found) throw newNotFound({ group: '', resource: 'namespaces' }, namespace);
    if (found.metadata.deletionTimestamp === undefined && found.status?.phase !== 'Terminating')
      return object;
    throw newForbidden(
      groupResourceOf(resource),
      object?.metadata.name ?? '',
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    );
  },
};
