import { resources } from '../../../src/api/resources.ts';
import { storageOf } from '../../../src/cluster/apiserver/context.ts';
import type { World } from '../../../src/lab/world.ts';

/** Everything that a world's cluster has stored, as text: for comparing whole stores byte for byte. */
export function storeText(world: World): string {
  const { store } = world.cluster;
  return [
    `revision ${store.revision}`,
    ...resources.flatMap((resource) =>
      store.list(storageOf(resource)).map((object) => JSON.stringify(object)),
    ),
  ].join('\n');
}
