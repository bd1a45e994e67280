/** What tests of the scheduler's plugins ask again and again. */
import type { ControlPlane, PodOptions } from '../control-plane.ts';

export function messageOf(plane: ControlPlane, name: string): string | undefined {
  return plane.get(name).status?.conditions?.find(({ type }) => type === 'PodScheduled')?.message;
}

/** How a message ends when preemption finds nobody, on `helpful` nodes where it might have helped and on others. */
export function noVictims(helpful: number, others: number): string {
  const parts = [
    ...(others > 0 ? [`${others} Preemption is not helpful for scheduling`] : []),
    ...(helpful > 0 ? [`${helpful} No preemption victims found for incoming pod`] : []),
  ].sort();
  return `no new claims to deallocate, preemption: 0/${helpful + others} nodes are available: ${parts.join(', ')}.`;
}

/** Create a pod and see where it goes. */
export function place(plane: ControlPlane, name: string, options: PodOptions): string | undefined {
  plane.pod(name, options);
  plane.sim.advance(500);
  return plane.get(name).spec.nodeName;
}
