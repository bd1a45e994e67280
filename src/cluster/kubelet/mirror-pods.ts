import { formatNanoTime } from '../../api/time.ts';
import { pods } from '../../api/resources.ts';
import type { Node, Pod } from '../../api/types.ts';
import type { Simulation } from '../../sim/index.ts';
import { Unreachable } from '../apiserver/unreachable.ts';
import { ApiError, type Client } from '../client.ts';
import { digestOf } from '../runtime/image.ts';
import {
  HASH_ANNOTATION,
  MIRROR_ANNOTATION,
  nameOf,
  namespaceOf,
  SEEN_ANNOTATION,
  SOURCE_ANNOTATION,
} from './pods.ts';

/** A pod from a manifest file as the kubelet takes it up. Models pkg/kubelet/config applyDefaults. */
export function staticPod(sim: Simulation, manifest: Pod, nodeName: string): Pod {
  const hash = digestOf(JSON.stringify([nodeName, manifest])).slice(7, 39);
  return {
    ...manifest,
    metadata: {
      ...manifest.metadata,
      name: `${nameOf(manifest)}-${nodeName}`,
      namespace: namespaceOf(manifest),
      uid: hash,
      annotations: {
        ...manifest.metadata.annotations,
        [HASH_ANNOTATION]: hash,
        [SEEN_ANNOTATION]: formatNanoTime(sim.time),
        [SOURCE_ANNOTATION]: 'file',
      },
    },
    spec: {
      ...manifest.spec,
      nodeName,
      tolerations: [...(manifest.spec.tolerations ?? []), { operator: 'Exists', effect: 'NoExecute' }],
    },
  };
}

/** Show a static pod in the API. Models pkg/kubelet/pod mirror_client.go. @returns whether the API server could be asked */
export function createMirrorPod(client: Client, pod: Pod, node: Node | undefined): boolean {
  const { uid: _uid, ...metadata } = pod.metadata;
  const hash = pod.metadata.annotations?.[HASH_ANNOTATION] ?? '';
  try {
    client.create(pods, {
      ...pod,
      metadata: {
        ...metadata,
        annotations: { ...metadata.annotations, [MIRROR_ANNOTATION]: hash },
        ...(node && {
          ownerReferences: [
            {
              apiVersion: 'v1',
              controller: true,
              kind: 'Node',
              name: nameOf(node as unknown as Pod),
              uid: node.metadata.uid ?? '',
            },
          ],
        }),
      },
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error; // tried again at the next look
    return !(error instanceof Unreachable);
  }
  return true;
}
