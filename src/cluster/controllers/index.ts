/** The controller manager: starts every controller. Models cmd/kube-controller-manager. */
import type { Simulation } from '../../sim/index.ts';
import type { Client } from '../client.ts';
import { EventRecorder } from '../events.ts';
import { InformerFactory } from '../informer.ts';
import type { ControllerContext } from './controller.ts';
import { startDaemonSetController } from './daemonset.ts';
import { startDeploymentController } from './deployment.ts';
import { startEndpointsController } from './endpoints.ts';
import { startEndpointSliceController } from './endpointslice.ts';
import { startEphemeralVolumeController } from './ephemeral-volume.ts';
import { startGarbageCollector } from './garbage-collector.ts';
import { startJobController } from './job.ts';
import { startNamespaceController } from './namespace.ts';
import { startNodeIpamController } from './node-ipam.ts';
import { startNodeLifecycleController } from './node-lifecycle.ts';
import { startPersistentVolumeController } from './persistent-volume.ts';
import { startPodGarbageCollector } from './pod-gc.ts';
import { startReplicaSetController } from './replicaset.ts';
import { startRootCACertPublisher } from './root-ca-cert-publisher.ts';
import { startServiceAccountController } from './serviceaccounts.ts';
import { startTaintEvictionController } from './taint-eviction.ts';
import { startTtlController } from './ttl.ts';
import { startPvcProtectionController, startPvProtectionController } from './volume-protection.ts';

export interface ControllerManagerConfig {
  readonly sim: Simulation;
  /** Speaks as `system:kube-controller-manager`. */
  readonly client: Client;
  /** The cluster's root certificate, PEM. */
  readonly certificate: string;
  /** Whether kubelets send heartbeats: without them no node is judged and nothing is evicted. */
  readonly kubelets: boolean;
}

/** Start all controllers, and then their informers. */
export function startControllers({ sim, client, certificate, kubelets }: ControllerManagerConfig): void {
  const informers = new InformerFactory(sim, client);
  const context: ControllerContext = {
    sim,
    client,
    informers,
    recorder: (component) => new EventRecorder(sim, client, component),
  };
  startServiceAccountController(context);
  startRootCACertPublisher(context, certificate);
  startNamespaceController(context);
  startNodeIpamController(context);
  startTtlController(context);
  startNodeLifecycleController(context, { judgeHeartbeats: kubelets });
  if (kubelets) {
    startTaintEvictionController(context);
    startPodGarbageCollector(context);
  }
  startGarbageCollector(context);
  startReplicaSetController(context);
  startDeploymentController(context);
  startDaemonSetController(context);
  startJobController(context);
  startEndpointsController(context);
  startEndpointSliceController(context);
  startPersistentVolumeController(context);
  startPvcProtectionController(context);
  startPvProtectionController(context);
  startEphemeralVolumeController(context);
  informers.start();
}
