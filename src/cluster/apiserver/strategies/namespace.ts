import { formatTime } from '../../../api/time.ts';
import type { Namespace } from '../../../api/types.ts';
import { withFields, withMeta, type ApiObject } from '../objects.ts';
import type { Strategy } from '../strategy.ts';

const asNamespace = (object: ApiObject): Namespace => object as unknown as Namespace;

/** Set by the server on every namespace, so that it can be selected by its name. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/**
 * A namespace goes in two steps: it is marked, and stays until its finalizers, which stand in its spec, are gone: the namespace
 * controller takes them away once it is empty. Models pkg/registry/core/namespace.
 */
export const namespaceStrategy: Strategy = {
  prepareForCreate(object) {
    const { metadata } = object;
    const labelled = withMeta(object, { labels: { ...metadata.labels, [NAME_LABEL]: metadata.name } });
    return withFields(labelled, { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } });
  },
  prepareForUpdate: (object, old) => withFields(object, { spec: old.spec, status: old.status }),
  prepareForStatusUpdate(object, old) {
    const phase = old.metadata.deletionTimestamp === undefined ? 'Active' : 'Terminating';
    return withFields(object, { status: { ...asNamespace(object).status, phase } });
  },
  beforeDelete(object, scope) {
    const namespace = asNamespace(object);
    const marked = withMeta(object, {
      deletionTimestamp: object.metadata.deletionTimestamp ?? formatTime(scope.server.sim.time),
    });
    if ((namespace.spec?.finalizers ?? []).length === 0) return undefined;
    return withFields(marked, { status: { ...namespace.status, phase: 'Terminating' } });
  },
  fields: { 'status.phase': (object) => asNamespace(object).status?.phase ?? '' },
};
