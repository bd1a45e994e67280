import type { Taint, Toleration } from '../../api/types.ts';

/** Whether a toleration tolerates a taint. Models Toleration.ToleratesTaint in k8s.io/api/core/v1. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator) {
    case undefined:
    case '':
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '');
    case 'Exists':
      return true;
    default:
      return false;
  }
}

/** The first of `taints` that no toleration tolerates, among those that `considered` picks. */
export function findUntolerated(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
  considered: (taint: Taint) => boolean,
): Taint | undefined {
  return taints?.find(
    (taint) => considered(taint) && !tolerations?.some((toleration) => tolerates(toleration, taint)),
  );
}
