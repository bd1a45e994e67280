import { nodes } from '../../api/resources.ts';
import { formatTime } from '../../api/time.ts';
import type { Node, Taint } from '../../api/types.ts';
import type { ControllerContext } from './controller.ts';

export const NOT_READY = 'node.kubernetes.io/not-ready';
export const UNREACHABLE = 'node.kubernetes.io/unreachable';

const same = (a: Taint, b: Taint): boolean => a.key === b.key && a.effect === b.effect;

export function hasTaint(node: Node, taint: Taint): boolean {
  return (node.spec.taints ?? []).some((other) => same(other, taint));
}

/** Put taints on a node and take others off, in one write. Models SwapNodeControllerTaint. */
export function swapTaints(
  context: ControllerContext,
  name: string,
  added: readonly Taint[],
  removed: readonly Taint[],
): void {
  const node = context.client.find(nodes, name);
  if (!node) return;
  const before = node.spec.taints ?? [];
  const timeAdded = formatTime(context.sim.time);
  const kept = before.filter((taint) => !removed.some((other) => same(taint, other)));
  const fresh = added.filter((taint) => !kept.some((other) => same(taint, other)));
  if (kept.length === before.length && fresh.length === 0) return;
  const { taints: _old, ...spec } = node.spec;
  const taints = [...kept, ...fresh.map((taint) => ({ ...taint, timeAdded }))];
  context.client.update(nodes, { ...node, spec: { ...spec, ...(taints.length > 0 && { taints }) } });
}
