import type { ObjectMeta } from './generated/types.ts';

/** Kubernetes' kinds and their parts, as `npm run generate` writes them. */
export type * from './generated/types.ts';

/** What every stored object has. */
export type KubernetesObject = {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
};
