import { pods } from '../../api/resources.ts';
import type { KubernetesObject, OwnerReference, Pod, PodTemplateSpec } from '../../api/types.ts';
import { isForbidden, isNotFound, ApiError } from '../client.ts';
import type { EventRecorder } from '../events.ts';
import type { ControllerContext } from './controller.ts';

/** Creates and deletes pods on behalf of a controller, with its events. Models RealPodControl in pkg/controller. */
export interface PodControl {
  /** Create a pod from a template. @throws {ApiError} after the FailedCreate event */
  create(
    owner: KubernetesObject,
    template: PodTemplateSpec,
    reference: OwnerReference,
    change?: (pod: Pod) => Pod,
  ): void;
  delete(owner: KubernetesObject, pod: Pod): void;
}

export function podControl(context: ControllerContext, recorder: EventRecorder): PodControl {
  const { client } = context;
  return {
    create(owner, template, reference, change = (pod) => pod) {
      const { labels, annotations, finalizers } = template.metadata ?? {};
      const pod = change({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          generateName: `${owner.metadata.name}-`,
          namespace: owner.metadata.namespace,
          ...(labels && { labels }),
          ...(annotations && { annotations }),
          ...(finalizers && { finalizers }),
          ownerReferences: [reference],
        } as Pod['metadata'],
        spec: template.spec ?? { containers: [] },
      });
      try {
        const created = client.create(pods, pod);
        recorder.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${created.metadata.name}`);
      } catch (error) {
        // A namespace that is going refuses; that is no news.
        const terminating = isForbidden(error) && error.message.includes('because it is being terminated');
        if (error instanceof ApiError && !terminating) {
          recorder.event(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
        }
        throw error;
      }
    },
    delete(owner, pod) {
      try {
        client.delete(pods, pod.metadata.name, pod.metadata.namespace);
        recorder.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}
