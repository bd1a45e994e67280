import { persistentvolumeclaims, pods } from '../../api/resources.ts';
import type { Pod, Volume } from '../../api/types.ts';
import { ApiError } from '../client.ts';
import { claimNameOf, isClaimForPod, notForPod } from '../persistent-volumes.ts';
import { keyOf, splitKey, startWorker, type ControllerContext } from './controller.ts';

/** Makes the claims of pods' generic ephemeral volumes, which go with their pods. Models pkg/controller/volume/ephemeral. */
export function startEphemeralVolumeController(context: ControllerContext): void {
  const { client, informers } = context;
  const recorder = context.recorder('ephemeral_volume');
  const make = (pod: Pod, volume: Volume): void => {
    const { namespace, name: podName, uid = '' } = pod.metadata;
    const name = claimNameOf(pod, volume) ?? '';
    const there = client.find(persistentvolumeclaims, name, namespace);
    if (there) {
      if (isClaimForPod(pod, there)) return;
      recorder.event(pod, 'Warning', 'FailedBinding', notForPod(pod, there));
      return;
    }
    const { metadata, spec } = volume.ephemeral?.volumeClaimTemplate ?? {};
    if (!spec) return;
    try {
      client.create(persistentvolumeclaims, {
        metadata: {
          name,
          ...(namespace !== undefined && { namespace }),
          ...(metadata?.annotations && { annotations: metadata.annotations }),
          ...(metadata?.labels && { labels: metadata.labels }),
          ownerReferences: [
            { apiVersion: 'v1', kind: 'Pod', name: podName, uid, controller: true, blockOwnerDeletion: true },
          ],
        },
        spec,
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      recorder.event(
        pod,
        'Warning',
        'FailedBinding',
        `ephemeral volume ${volume.name}: create PVC ${name}: ${error.message}`,
      );
      throw error;
    }
  };
  const queue = startWorker(context, 'ephemeral-volume-controller', (key) => {
    const { name, namespace } = splitKey(key);
    const pod = client.find(pods, name, namespace);
    if (!pod || pod.metadata.deletionTimestamp) return;
    for (const volume of pod.spec.volumes ?? []) if (volume.ephemeral) make(pod, volume);
  });
  informers.informer(pods).addEventHandler({
    onAdd: (pod) => {
      if (pod.metadata.deletionTimestamp || !pod.spec.volumes?.some(({ ephemeral }) => ephemeral)) return;
      queue.add(keyOf(pod));
    },
  });
}
