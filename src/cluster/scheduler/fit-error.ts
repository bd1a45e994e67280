import { type NodeToStatus } from './framework.ts';

/** What one attempt found out about a pod that fits nowhere. Models framework.Diagnosis. */
export interface Diagnosis {
  readonly nodeCount: number;
  readonly statuses: NodeToStatus;
  readonly unschedulablePlugins: Set<string>;
  preFilterMessage: string;
  postFilterMessage: string;
}

export const NO_NODES = 'no nodes available to schedule pods';

/** The message of PodScheduled=False and of the FailedScheduling event. Models FitError.Error in pkg/scheduler/framework/types.go. */
export function fitErrorMessage(
  diagnosis: Pick<Diagnosis, 'nodeCount' | 'statuses'> &
    Partial<Pick<Diagnosis, 'preFilterMessage' | 'postFilterMessage'>>,
): string {
  let message = `0/${diagnosis.nodeCount} nodes are available:`;
  if (diagnosis.preFilterMessage) message += ` ${diagnosis.preFilterMessage}.`;
  else {
    const histogram = reasonsHistogram(diagnosis.statuses, diagnosis.nodeCount);
    if (histogram.length > 0) message += ` ${histogram.join(', ')}.`;
  }
  if (diagnosis.postFilterMessage) message += ` ${diagnosis.postFilterMessage}`;
  return message;
}

/** `<count> <reason>` of every reason, in text order (so `10 …` comes before `2 …`). */
function reasonsHistogram(statuses: NodeToStatus, nodeCount: number): string[] {
  const counts = new Map<string, number>();
  const count = (reason: string, nodes: number): void => {
    counts.set(reason, (counts.get(reason) ?? 0) + nodes);
  };
  for (const status of statuses.explicit()) for (const reason of status.reasons) count(reason, 1);
  const absent = nodeCount - statuses.size;
  if (absent > 0) for (const reason of statuses.absent.reasons) count(reason, absent);
  return [...counts]
    .map(([reason, nodes]) => `${nodes} ${reason}`)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
