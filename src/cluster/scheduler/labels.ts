import type { Node } from '../../api/types.ts';

export type Labels = Readonly<Record<string, string>>;

/** A label's value; `undefined` when it is not there. Names that every JavaScript object has are no labels. */
export function labelOf(labels: Labels | undefined, key: string): string | undefined {
  return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/** The domain of a topology that a node is in. */
export const topologyValue = (node: Node, key: string): string | undefined =>
  labelOf(node.metadata.labels, key);
