import type { Container, Namespace, Pod } from '../../../api/types.ts';
import { withFields, type ApiObject } from '../objects.ts';

/**
 * What a subresource that is a part of its object lets through: the old object with that part of the new one. `undefined` for
 * subresources that are something else.
 */
export function takePart(subresource: string, object: ApiObject, old: ApiObject): ApiObject | undefined {
  switch (subresource) {
    case 'ephemeralcontainers': {
      const { ephemeralContainers } = (object as unknown as Pod).spec;
      return withFields(old, { spec: withFields((old as unknown as Pod).spec, { ephemeralContainers }) });
    }
    case 'resize':
      return withFields(old, {
        spec: resized((object as unknown as Pod).spec, (old as unknown as Pod).spec),
      });
    case 'finalize': {
      const finalizers = (object as unknown as Namespace).spec?.finalizers;
      return withFields(old, { spec: finalizers && finalizers.length > 0 ? { finalizers } : {} });
    }
    case 'approval':
      return withFields(old, { status: object.status });
    default:
      return undefined;
  }
}

/** The old containers with the new ones' resources and resize policies. */
function resized(spec: Pod['spec'], old: Pod['spec']): Pod['spec'] {
  const merge = (containers: readonly Container[] = [], wanted: readonly Container[] = []): Container[] =>
    containers.map((container) => {
      const match = wanted.find(({ name }) => name === container.name);
      return match
        ? withFields(container, { resources: match.resources, resizePolicy: match.resizePolicy })
        : container;
    });
  return {
    ...old,
    containers: merge(old.containers, spec.containers),
    ...(old.initContainers && { initContainers: merge(old.initContainers, spec.initContainers) }),
  };
}
