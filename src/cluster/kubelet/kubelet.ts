/**
 * The kubelet of one node. Entry point: {@link startKubelet}, on a {@link NodeMachine} (runtime/node-machine.ts) that has what outlives
 * a kubelet: disk, images, containers. Models pkg/kubelet.
 */
import { applyDefaults } from '../../api/defaults.ts';
import { equalJson, type Json, type JsonObject } from '../../api/json.ts';
import { quantityValue } from '../../api/quantity.ts';
import { nodes, pods, services } from '../../api/resources.ts';
import type { Node, Pod } from '../../api/types.ts';
import { sleep, type Simulation, type Task } from '../../sim/index.ts';
import type { NodeConnectors } from '../apiserver/node-connector.ts';
import type { Client } from '../client.ts';
import { EventRecorder } from '../events.ts';
import { Informer } from '../informer.ts';
import type { NetworkFabric } from '../runtime/network.ts';
import type { NodeMachine } from '../runtime/node-machine.ts';
import type { ContainerRuntime } from '../runtime/runtime.ts';
import type { PodSandbox } from '../runtime/sandbox.ts';
import { admit } from './admission.ts';
import { Backoff } from './backoff.ts';
import type { ConfigSources } from './container-config.ts';
import { ImageManager } from './image-manager.ts';
import { KubeRuntime, type ImageVolumes } from './kuberuntime.ts';
import { createMirrorPod, staticPod } from './mirror-pods.ts';
import { NodeSync } from './node-sync.ts';
import type { NodeSetup } from './node-status.ts';
import { PodWorker, type WorkerServices } from './pod-worker.ts';
import { HASH_ANNOTATION, isMirrorPod, isStaticPod, nameOf, namespaceOf, uidOf } from './pods.ts';
import { ProbeManager } from './prober/manager.ts';
import { podRecorder } from './recorder.ts';
import { KubeletServer } from './server.ts';
import { startServiceNetwork } from './service-network.ts';
import type { Spawn } from './spawn.ts';
import { StatusManager } from './status-manager.ts';
import { TokenManager } from './token.ts';
import { VolumeManager } from './volumes.ts';

export interface KubeletConfig {
  readonly sim: Simulation;
  /** Speaks to the API server as `system:node:<nodeName>`. */
  readonly client: Client;
  /** What it runs on; the node has its name, its address and its capacity. */
  readonly machine: NodeMachine;
  readonly network: NetworkFabric;
  /** Where it makes itself reachable for logs, exec and attach. */
  readonly connectors?: NodeConnectors;
  readonly options?: KubeletOptions;
}

export interface KubeletOptions {
  /** More labels for the node object. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Pods that it runs from files, shown in the API by mirror pods. */
  readonly staticPods?: readonly Pod[];
}

export interface Kubelet {
  readonly nodeName: string;
  /** End it here and now, as SIGKILL does: what it was doing is left as it stands, and its containers run on. */
  stop(): void;
}

/** CrashLoopBackOff and image back-off: 10 s, doubled to 5 min; a container that ran 10 min starts anew. */
const BACKOFF_INITIAL = 10_000;
const BACKOFF_MAX = 300_000;
const CRASH_LOOP_RESET = 600_000;
const SECOND = 1000;
/** Where in its second the kubelet lists the runtime's containers. */
const RELIST_PHASE = 500;

/** How long after its start it first looks for containers of pods that are gone (housekeepingPeriod). */
const HOUSEKEEPING = 2000;

/** Start a node's kubelet: it registers the node and runs what is scheduled there, until it is stopped or its machine is. */
export function startKubelet(config: KubeletConfig): Kubelet {
  return new NodeAgent(config);
}

class NodeAgent implements Kubelet {
  readonly nodeName: string;
  readonly #runtime: ContainerRuntime;
  readonly #config: KubeletConfig;
  readonly #nodeIP: string;
  readonly #started: number;
  readonly #workers = new Map<string, PodWorker>();
  /** Static pods by UID. */
  readonly #static = new Map<string, Pod>();
  /** Pods that were not admitted, by UID. */
  readonly #rejected = new Set<string>();
  readonly #pods: Informer<Pod>;
  readonly #services;
  readonly #kubeRuntime: KubeRuntime;
  readonly #statuses: StatusManager;
  readonly #volumes: VolumeManager;
  readonly #tokens: TokenManager;
  readonly #images: ImageManager;
  readonly #backoff: Backoff;
  readonly #probes: ProbeManager;
  readonly #worker: WorkerServices;
  #node: Node | undefined;
  readonly #spawn: Spawn;
  #unregister: (() => void) | undefined;

  constructor(config: KubeletConfig) {
    const { sim, client, machine, network } = config;
    const nodeName = machine.name;
    this.#config = config;
    this.nodeName = nodeName;
    this.#nodeIP = machine.ip;
    this.#started = sim.now;
    this.#runtime = machine.runtime;
    const spawn: Spawn = (task, name) => sim.spawn(task, { name, namespace: machine.processes });
    this.#spawn = spawn;
    this.#runtime.onEvent = (uid) => this.#relist(uid);
    startServiceNetwork(sim, client, network);
    const recorder = podRecorder(new EventRecorder(sim, client, 'kubelet', nodeName));
    this.#services = new Informer(sim, client, services);
    this.#pods = new Informer(sim, client, pods, { fieldSelector: `spec.nodeName=${nodeName}` });
    this.#backoff = new Backoff(sim, BACKOFF_INITIAL, BACKOFF_MAX, CRASH_LOOP_RESET);
    const imageBackoff = new Backoff(sim, BACKOFF_INITIAL, BACKOFF_MAX);
    this.#images = new ImageManager(sim, client, this.#runtime.images, recorder, imageBackoff);
    this.#statuses = new StatusManager(sim, spawn, client, (pod) => this.#apiPodOf(pod));
    this.#tokens = new TokenManager(sim, client);
    this.#volumes = new VolumeManager({
      ...{ sim, client, nodeName, recorder },
      allocatableMemory: () => quantityValue(this.#allocatable()['memory'] ?? `${machine.memoryKi}Ki`),
      nodeFiles: machine.files,
      emptyDirs: machine.emptyDirs,
      sourcesFor: (pod) => ({
        client,
        hostIP: this.#nodeIP,
        podIP: this.#statuses.get(uidOf(pod))?.podIP ?? '',
        allocatable: this.#allocatable(),
        serviceAccountToken: (of, audience, seconds) => this.#tokens.get(of, audience, seconds),
      }),
    });
    this.#probes = new ProbeManager({
      sim,
      spawn,
      runtime: this.#runtime,
      recorder,
      podOf: (uid) => this.#workers.get(uid)?.pod,
      statusOf: (uid) => this.#statuses.get(uid),
      onChange: (uid) => this.#workers.get(uid)?.requeue(sim.now),
    });
    this.#kubeRuntime = new KubeRuntime({
      sim,
      spawn,
      runtime: this.#runtime,
      images: this.#images,
      recorder,
      backoff: this.#backoff,
      probes: this.#probes,
      configSources: (pod, sandbox, images) => this.#configSources(pod, sandbox, images),
    });
    this.#worker = {
      sim,
      spawn,
      random: sim.random(`kubelet/${nodeName}`),
      hostIP: this.#nodeIP,
      recorder,
      statuses: this.#statuses,
      kubeRuntime: this.#kubeRuntime,
      volumes: this.#volumes,
      probeView: this.#probes,
      networkReady: () => this.#runtime.networkReady,
      startProbes: (pod) => this.#probes.addPod(pod),
      updateProbes: (pod, status) => this.#probes.update(pod, status),
      stopLivenessAndStartup: (pod) => this.#probes.stopLivenessAndStartup(uidOf(pod)),
      stopProbes: (pod) => this.#probes.removePod(uidOf(pod)),
      nextLoop: (from) => this.#tick(from, 0),
      nextRelist: (from) => this.#tick(from, RELIST_PHASE),
      finished: (pod) => this.#finished(pod),
    };
    this.#run();
  }

  #run(): void {
    const { sim, client, machine, connectors, options = {} } = this.#config;
    const { nodeName } = this;
    const spawn = this.#spawn;
    const setup: NodeSetup = {
      sim,
      nodeName,
      nodeIP: this.#nodeIP,
      cpus: machine.processor.cores,
      memoryKi: machine.memoryKi,
      labels: options.labels ?? {},
      runtime: this.#runtime,
    };
    const node = new NodeSync(sim, client, setup, (object) => {
      this.#node = object;
      const cidr = object.spec?.podCIDR;
      if (cidr) this.#runtime.configureNetwork(cidr);
    });
    if (!node.register()) spawn(node.keepRegistering(), 'kubelet registration');
    spawn(node.statusLoop(), 'kubelet node status');
    spawn(node.leaseLoop(), 'kubelet lease');
    spawn(this.#cleanUp(), 'kubelet housekeeping');
    this.#node ??= node.current();
    for (const manifest of options.staticPods ?? []) {
      const pod = staticPod(sim, manifest, nodeName);
      this.#static.set(uidOf(pod), pod);
      if (createMirrorPod(client, pod, this.#node)) continue;
      // No API server to fill in the defaults that a manifest leaves out: this pod may be it.
      const whole = applyDefaults(pod as unknown as JsonObject) as unknown as Pod;
      this.#workers.set(uidOf(pod), new PodWorker(whole, this.#worker));
    }
    this.#services.start();
    this.#pods.addEventHandler({
      onAdd: (pod) => this.#onPod(undefined, pod),
      onUpdate: (old, pod) => this.#onPod(old, pod),
      onDelete: (pod) => this.#onPodGone(pod),
    });
    this.#pods.start();
    this.#unregister = connectors?.register(
      nodeName,
      new KubeletServer({
        sim,
        spawn,
        runtime: this.#runtime,
        find: ({ namespace, name }) => {
          for (const [uid, { pod }] of this.#workers) {
            if (nameOf(pod) === name && namespaceOf(pod) === namespace)
              return { pod, uid, status: this.#statuses.get(uid) };
          }
          return undefined;
        },
      }),
    );
  }

  stop(): void {
    this.#unregister?.();
    this.#pods.stop();
    this.#services.stop();
    this.#runtime.onEvent = undefined;
    this.#config.machine.processes.kill();
  }

  /** Take away what an earlier kubelet left of pods that are gone by now. Models kubelet_pods.go HandlePodCleanups. */
  *#cleanUp(): Task {
    // Not before it knows which pods there are.
    do yield* sleep(HOUSEKEEPING);
    while (!this.#pods.hasSynced);
    for (const sandbox of [...this.#runtime.sandboxes.values()]) {
      if (this.#workers.has(sandbox.config.uid)) continue;
      yield* this.#runtime.stopPodSandbox(sandbox);
      this.#runtime.removePodSandbox(sandbox);
    }
    for (const uid of [...this.#config.machine.emptyDirs.keys()])
      if (!this.#workers.has(uid)) this.#volumes.unmount(uid);
  }

  /** The kubelet's once-a-second work comes at moments of its own: `phase` milliseconds after its seconds begin. */
  #tick(from: number, phase: number): number {
    const base = this.#started + phase;
    return base + Math.ceil(Math.max(0, from - base) / SECOND) * SECOND;
  }

  /** The runtime's news reaches the kubelet when it next lists the containers. Models pleg/generic.go. */
  #relist(podUid: string): void {
    const { sim } = this.#config;
    this.#workers.get(podUid)?.requeue(this.#tick(sim.now + 1, RELIST_PHASE));
  }

  #onPod(old: Pod | undefined, pod: Pod): void {
    if (isMirrorPod(pod)) return this.#onMirrorPod(pod);
    const worker = this.#workers.get(uidOf(pod));
    if (!worker) {
      if (pod.metadata.deletionTimestamp !== undefined && !pod.status?.startTime) {
        // Never begun here: nothing to stop.
        this.#statuses.finishDeletion(pod);
        return;
      }
      if (this.#reject(pod)) return;
      this.#workers.set(uidOf(pod), new PodWorker(pod, this.#worker));
      if (pod.metadata.deletionTimestamp !== undefined) this.#workers.get(uidOf(pod))?.terminate();
      return;
    }
    if (old && !isNews(old, pod)) worker.pod = pod;
    else worker.update(pod);
  }

  /** A pod that the node cannot take fails at once. Models kubelet.go rejectPod. @returns whether it was, now or before */
  #reject(pod: Pod): boolean {
    if (pod.metadata.deletionTimestamp !== undefined) return false;
    if (this.#rejected.has(uidOf(pod))) return true;
    if (pod.status?.phase !== 'Pending' || pod.status.startTime !== undefined) return false;
    // The node as it is now: its labels may have made the scheduler send the pod.
    const { client } = this.#config;
    const rejection = admit(
      client.find(nodes, this.nodeName) ?? this.#node,
      pod,
      [...this.#workers.values()].map((worker) => ({
        ...worker.pod,
        status: this.#statuses.get(uidOf(worker.pod)),
      })),
    );
    if (!rejection) return false;
    this.#rejected.add(uidOf(pod));
    this.#worker.recorder.event(pod, undefined, 'Warning', rejection.reason, rejection.message);
    const { generation } = pod.metadata;
    this.#statuses.set(pod, {
      ...(generation !== undefined && { observedGeneration: generation }),
      phase: 'Failed',
      reason: rejection.reason,
      message: `Pod was rejected: ${rejection.message}`,
      conditions: (pod.status.conditions ?? []).filter(({ type }) => type === 'PodScheduled'),
    });
    return true;
  }

  #onPodGone(pod: Pod): void {
    this.#rejected.delete(uidOf(pod));
    const { client } = this.#config;
    if (isMirrorPod(pod)) {
      const own = this.#static.get(pod.metadata.annotations?.[HASH_ANNOTATION] ?? '');
      if (own) createMirrorPod(client, own, this.#node);
      return;
    }
    const worker = this.#workers.get(uidOf(pod));
    if (!worker) return;
    // Removed by force: its containers are stopped as its grace says, then all trace of it goes.
    worker.done = true;
    worker.terminate();
    worker.requeue(this.#config.sim.now);
  }

  #onMirrorPod(mirror: Pod): void {
    const own = this.#static.get(mirror.metadata.annotations?.[HASH_ANNOTATION] ?? '');
    if (!own || mirror.metadata.deletionTimestamp !== undefined) {
      this.#statuses.finishDeletion(mirror);
      return;
    }
    const uid = uidOf(own);
    // The API server has filled in the defaults that a manifest leaves out.
    const pod: Pod = { ...own, spec: mirror.spec, status: mirror.status };
    const worker = this.#workers.get(uid);
    if (worker) {
      worker.pod = pod;
      this.#statuses.reconcile(pod);
    } else this.#workers.set(uid, new PodWorker(pod, this.#worker));
  }

  #apiPodOf(pod: Pod): Pod | undefined {
    if (!isStaticPod(pod)) return pod;
    return this.#pods.get(nameOf(pod), namespaceOf(pod));
  }

  #finished(pod: Pod): void {
    const uid = uidOf(pod);
    this.#statuses.finishDeletion(pod);
    this.#kubeRuntime.removePod(uid);
    this.#statuses.forget(uid);
    this.#images.forget(uid);
    this.#tokens.forget(uid);
    this.#backoff.deletePrefix(`${uid}_`);
    this.#workers.delete(uid);
  }

  #allocatable(): Readonly<Record<string, string>> {
    return this.#node?.status?.allocatable ?? {};
  }

  #configSources(pod: Pod, sandbox: PodSandbox, images: ImageVolumes): ConfigSources {
    const volumes = this.#volumes;
    return {
      env: {
        client: this.#config.client,
        services: this.#services.list(),
        hostIP: this.#nodeIP,
        podIP: sandbox.ip || this.#nodeIP,
        allocatable: this.#allocatable(),
      },
      clock: this.#config.sim,
      volume(name) {
        const image = images.get(name);
        if (image && 'files' in image) return { volume: image.files(), readOnly: true };
        return volumes.get(uidOf(pod), name);
      },
    };
  }
}

/** Whether a change of a pod's object is for its worker, rather than the echo of a status. Models config.go podsDifferSemantically. */
function isNews(old: Pod, pod: Pod): boolean {
  const seen = ({ metadata, spec }: Pod): Json =>
    [
      spec,
      metadata.labels,
      metadata.annotations,
      metadata.deletionTimestamp,
      metadata.deletionGracePeriodSeconds,
    ] as unknown as Json;
  if (!equalJson(seen(old), seen(pod))) return true;
  const gates = (each: Pod): string =>
    JSON.stringify(
      (each.spec.readinessGates ?? []).map(
        ({ conditionType }) => each.status?.conditions?.find(({ type }) => type === conditionType)?.status,
      ),
    );
  return gates(old) !== gates(pod);
}
