/** A whole cluster: API server, controllers, scheduler and nodes, put together and brought up. Entry point: {@link createCluster}. */
import { findResourceByKind, nodes as nodeResource } from '../api/resources.ts';
import type { KubernetesObject } from '../api/types.ts';
import type { Simulation } from '../sim/index.ts';
import type { ApiHandler } from './apiserver/request.ts';
import { createApiServer } from './apiserver/server.ts';
import type { Store } from './apiserver/store.ts';
import { Client } from './client.ts';
import { ControlPlane } from './control-plane.ts';
import { NodeHost, type ClusterNode } from './node-host.ts';
import { createBareNode } from './presets/bare-node.ts';
import { findPreset, type NodePreset, type Preset } from './presets/index.ts';
import { storageProvisioner } from './addons/storage-provisioner.ts';
import { simulatedInternet } from './runtime/catalog/index.ts';
import { storageProvisionerImage } from './runtime/catalog/system.ts';
import { NetworkFabric } from './runtime/network.ts';
import type { Registry } from './runtime/registry.ts';

/**
 * Virtual milliseconds that a cluster is given to come up before the learner arrives: a simulation whose learner arrives at time T
 * begins at T − BOOT_DURATION.
 */
export const BOOT_DURATION = 180_000;

export interface ClusterOptions {
  readonly sim: Simulation;
  /** `three-nodes` by default. */
  readonly preset?: string;
  /** Without kubelets nothing runs: clients create nodes and write statuses themselves, and no node is judged. On by default. */
  readonly kubelets?: boolean;
  /** Without nodes there is the control plane alone. On by default. */
  readonly nodes?: boolean;
}

export type { ClusterNode };

export interface Cluster {
  readonly sim: Simulation;
  /** The API server itself, for who looks on from outside: it answers whatever becomes of its machine. */
  readonly api: ApiHandler;
  /** The API server over the network; throws `Unreachable` while its machine is down. */
  readonly endpoint: ApiHandler;
  /** What it holds. For tests and tools; everything else asks the API server. */
  readonly store: Store;
  /** Its machines, and what can be done to them from outside. */
  readonly host: NodeHost;
  readonly preset: Preset;
  /** Where images are pulled from. */
  readonly registry: Registry;
  readonly network: NetworkFabric;
  /** Bring it up by advancing the simulation by {@link BOOT_DURATION}. */
  boot(): void;
}

/** Make a cluster. Its parts are started; they come up as the simulation advances. @throws {Error} for an unknown preset */
export function createCluster(options: ClusterOptions): Cluster {
  const { sim, kubelets = true, nodes: withNodes = true } = options;
  const preset = findPreset(options.preset ?? 'three-nodes');
  const server = createApiServer({ sim });
  const controlPlane = new ControlPlane({
    ...{ sim, api: server.handle, certificate: preset.certificate, kubelets },
  });
  const endpoint = controlPlane.front.handle;
  const client = (user: string): Client => new Client(endpoint, user);
  const registry = simulatedInternet([storageProvisionerImage(storageProvisioner(endpoint))]);
  const network = new NetworkFabric(sim);
  controlPlane.start();
  const admin = client('kubernetes-admin');
  const host = new NodeHost({
    ...{ sim, client, connectors: server.connectors, registry, network, controlPlane },
  });
  const create = (objects: readonly KubernetesObject[]): void => {
    for (const object of objects) createObject(admin, object);
  };
  for (const step of preset.system) sim.at(sim.now + step.at, () => create(step.objects));
  if (withNodes) {
    for (const node of preset.nodes) {
      const joins = sim.now + node.joins;
      if (kubelets) {
        sim.at(joins - PROVISION_TIME, () => host.create(node));
        sim.at(joins, () => host.startKubelet(node.name));
      } else sim.at(joins, () => createBareNode(sim, admin, node));
      sim.at(sim.now + node.joins + LABEL_DELAY, () => labelNode(sim, admin, preset, node));
    }
    if (kubelets) for (const step of preset.workloads) sim.at(sim.now + step.at, () => create(step.objects));
  }
  return {
    sim,
    api: server.handle,
    endpoint,
    store: server.store,
    host,
    preset,
    registry,
    network,
    boot: () => sim.advance(BOOT_DURATION),
  };
}

/** How long before its kubelet starts a node's machine is made. */
const PROVISION_TIME = 8_000;
/** How long after a node's start the installer labels it. */
const LABEL_DELAY = 3_000;

function labelNode(sim: Simulation, client: Client, preset: Preset, node: NodePreset): void {
  if (!client.find(nodeResource, node.name)) return;
  const labels = preset.nodeLabels(node, sim.time);
  client.patch(nodeResource, node.name, undefined, 'strategic', { metadata: { labels } });
}

function createObject(client: Client, object: KubernetesObject): void {
  const resource = findResourceByKind(object.apiVersion, object.kind);
  if (!resource) throw new Error(`no resource for ${object.apiVersion} ${object.kind}`);
  client.create(resource, object);
}
