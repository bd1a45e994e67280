import type { Pod } from '../../api/types.ts';
import type { EventRecorder } from '../events.ts';
import { fieldPathOf } from './pods.ts';

/** Records events on pods: `container` names the one they are about; without or with an empty one they are about the pod. */
export interface PodRecorder {
  event(
    pod: Pod,
    container: string | undefined,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): void;
}

/** The kubelet's recorder. Models container.GenerateContainerRef and record.EventRecorder. */
export function podRecorder(recorder: EventRecorder): PodRecorder {
  return {
    event(pod, container, type, reason, message) {
      recorder.event(pod, type, reason, message, !container ? undefined : fieldPathOf(pod, container));
    },
  };
}
