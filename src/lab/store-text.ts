import { resources } from '../api/resources.ts';
import { storageOf } from '../cluster/apiserver/context.ts';
import type { Store } from '../cluster/apiserver/store.ts';

/** Everything that a cluster has stored, as text: for comparing whole stores byte for byte. */
export function storeText(store: Store): string {
  return [
    `revision ${store.revision}`,
    ...resources.flatMap((resource) =>
      store.list(storageOf(resource)).map((object) => JSON.stringify(object)),
    ),
  ].join('\n');
}
