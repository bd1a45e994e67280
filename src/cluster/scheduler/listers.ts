import {
  csinodes,
  namespaces,
  nodes,
  persistentvolumeclaims,
  persistentvolumes,
  replicasets,
  replicationcontrollers,
  services,
  statefulsets,
  storageclasses,
} from '../../api/resources.ts';
import type {
  CSINode,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  ReplicaSet,
  ReplicationController,
  Service,
  StatefulSet,
  StorageClass,
} from '../../api/types.ts';
import type { InformerFactory } from '../informer.ts';

/** Reads one resource from a cache. Models a client-go lister. */
export interface Lister<T> {
  get(name: string, namespace?: string): T | undefined;
  list(namespace?: string): readonly T[];
}

/** What plugins look at besides nodes and pods. */
export interface Listers {
  readonly namespaces: Lister<Namespace>;
  readonly services: Lister<Service>;
  readonly replicationControllers: Lister<ReplicationController>;
  readonly replicaSets: Lister<ReplicaSet>;
  readonly statefulSets: Lister<StatefulSet>;
  readonly claims: Lister<PersistentVolumeClaim>;
  readonly volumes: Lister<PersistentVolume>;
  readonly storageClasses: Lister<StorageClass>;
  readonly nodes: Lister<Node>;
  readonly csiNodes: Lister<CSINode>;
}

/** The listers of shared informers, which the caller starts. */
export function listersOf(informers: InformerFactory): Listers {
  return {
    namespaces: informers.informer(namespaces),
    services: informers.informer(services),
    replicationControllers: informers.informer(replicationcontrollers),
    replicaSets: informers.informer(replicasets),
    statefulSets: informers.informer(statefulsets),
    claims: informers.informer(persistentvolumeclaims),
    volumes: informers.informer(persistentvolumes),
    storageClasses: informers.informer(storageclasses),
    nodes: informers.informer(nodes),
    csiNodes: informers.informer(csinodes),
  };
}
