/**
 * The kubelet of one node. Entry point: {@link startKubelet}. A cluster makes one {@link NetworkFabric}
 * (runtime/network.ts) and one registry (runtime/catalog `simulatedInternet()`) and hands them to every kubelet.
 * Models pkg/kubelet.
 */
import { equalJson, type Json } from '../../api/json.ts';
import { nodes, pods, services } from '../../api/resources.ts';
import type { Node, Pod } from '../../api/types.ts';
import { FileSystem } from '../../shell/fs/file-system.ts';
import { Volume } from '../../shell/fs/volume.ts';
import type { Processor, Simulation } from '../../sim/index.ts';
import type { NodeConnectors } from '../apiserver/node-connector.ts';
import type { Client } from '../client.ts';
import { EventRecorder } from '../events.ts';
import { Informer } from '../informer.ts';
import { PRELOADED_IMAGES } from '../runtime/catalog/system.ts';
import type { NetworkFabric } from '../runtime/network.ts';
import type { Registry } from '../runtime/registry.ts';
import { ContainerRuntime } from '../runtime/runtime.ts';
import type { PodSandbox } from '../runtime/sandbox.ts';
import { admit } from './admission.ts';
import { Backoff } from './backoff.ts';
import type { ConfigSources } from './container-config.ts';
import { ImageManager } from './image-manager.ts';
import { KubeRuntime } from './kuberuntime.ts';
import { createMirrorPod, staticPod } from './mirror-pods.ts';
import { NodeSync } from './node-sync.ts';
import type { NodeSetup } from './node-status.ts';
import { PodWorker, type WorkerServices } from './pod-worker.ts';
import { HASH_ANNOTATION, isMirrorPod, isStaticPod, nameOf, namespaceOf, uidOf } from './pods.ts';
import { ProbeManager } from './prober/manager.ts';
import { podRecorder } from './recorder.ts';
import { KubeletServer } from './server.ts';
import { startServiceNetwork } from './service-network.ts';
import { StatusManager } from './status-manager.ts';
import { TokenManager } from './token.ts';
import { VolumeManager } from './volumes.ts';

export interface KubeletConfig {
  readonly sim: Simulation;
  /** Speaks to the API server as `system:node:<nodeName>`. */
  readonly client: Client;
  readonly nodeName: string;
  /** The node's processors; their number is its CPU capacity. */
  readonly processor: Processor;
  /** What images can be pulled from. */
  readonly registry: Registry;
  readonly network: NetworkFabric;
  /** Where it makes itself reachable for logs, exec and attach. */
  readonly connectors?: NodeConnectors;
  readonly options?: KubeletOptions;
}

export interface KubeletOptions {
  /** The node's address; minikube's first one otherwise. */
  readonly nodeIP?: string;
  /** Memory capacity in KiB. */
  readonly memoryKi?: number;
  /** More labels for the node object. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Pods that it runs from files, shown in the API by mirror pods. */
  readonly staticPods?: readonly Pod[];
}

export interface Kubelet {
  readonly nodeName: string;
  /** The node's containers and images. */
  readonly runtime: ContainerRuntime;
  /** The node's own disk, which hostPath volumes show. */
  readonly files: FileSystem;
}

/** CrashLoopBackOff and image back-off: 10 s, doubled to 5 min; a container that ran 10 min starts anew. */
const BACKOFF_INITIAL = 10_000;
const BACKOFF_MAX = 300_000;
const CRASH_LOOP_RESET = 600_000;
const SECOND = 1000;
/** Where in its second the kubelet lists the runtime's containers. */
const RELIST_PHASE = 500;

/** Start a node's kubelet: it registers the node and runs what is scheduled there, for as long as the simulation goes on. */
export function startKubelet(config: KubeletConfig): Kubelet {
  return new NodeAgent(config);
}

class NodeAgent implements Kubelet {
  readonly nodeName: string;
  readonly runtime: ContainerRuntime;
  readonly files: FileSystem;
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

  constructor(config: KubeletConfig) {
    const { sim, client, nodeName, processor, registry, network, options = {} } = config;
    this.#config = config;
    this.nodeName = nodeName;
    this.#nodeIP = options.nodeIP ?? '192.168.49.2';
    this.#started = sim.now;
    this.files = nodeFiles(sim, nodeName);
    this.runtime = new ContainerRuntime({
      sim,
      nodeName,
      nodeIP: this.#nodeIP,
      processor,
      registry,
      network,
    });
    for (const image of PRELOADED_IMAGES) this.runtime.images.preload(image);
    this.runtime.onEvent = (uid) => this.#relist(uid);
    startServiceNetwork(sim, client, network);
    const recorder = podRecorder(new EventRecorder(sim, client, 'kubelet', nodeName));
    this.#services = new Informer(sim, client, services);
    this.#pods = new Informer(sim, client, pods, { fieldSelector: `spec.nodeName=${nodeName}` });
    this.#backoff = new Backoff(sim, BACKOFF_INITIAL, BACKOFF_MAX, CRASH_LOOP_RESET);
    const imageBackoff = new Backoff(sim, BACKOFF_INITIAL, BACKOFF_MAX);
    this.#images = new ImageManager(sim, client, this.runtime.images, recorder, imageBackoff);
    this.#statuses = new StatusManager(sim, client, (pod) => this.#apiPodOf(pod));
    this.#tokens = new TokenManager(sim);
    this.#volumes = new VolumeManager({
      sim,
      recorder,
      nodeFiles: this.files,
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
      runtime: this.runtime,
      recorder,
      podOf: (uid) => this.#workers.get(uid)?.pod,
      statusOf: (uid) => this.#statuses.get(uid),
      onChange: (uid) => this.#workers.get(uid)?.requeue(sim.now),
    });
    this.#kubeRuntime = new KubeRuntime({
      sim,
      runtime: this.runtime,
      images: this.#images,
      recorder,
      backoff: this.#backoff,
      probes: this.#probes,
      configSources: (pod, sandbox) => this.#configSources(pod, sandbox),
    });
    this.#worker = {
      sim,
      random: sim.random(`kubelet/${nodeName}`),
      hostIP: this.#nodeIP,
      recorder,
      statuses: this.#statuses,
      kubeRuntime: this.#kubeRuntime,
      volumes: this.#volumes,
      probeView: this.#probes,
      networkReady: () => this.runtime.networkReady,
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
    const { sim, client, nodeName, processor, connectors, options = {} } = this.#config;
    const setup: NodeSetup = {
      sim,
      nodeName,
      nodeIP: this.#nodeIP,
      cpus: processor.cores,
      memoryKi: options.memoryKi ?? 8_128_468,
      labels: options.labels ?? {},
      runtime: this.runtime,
    };
    const node = new NodeSync(sim, client, setup, (object) => {
      this.#node = object;
      const cidr = object.spec?.podCIDR;
      if (cidr) this.runtime.configureNetwork(cidr);
    });
    node.register();
    sim.spawn(node.statusLoop(), { name: 'kubelet node status' });
    sim.spawn(node.leaseLoop(), { name: 'kubelet lease' });
    this.#node ??= client.find(nodes, nodeName);
    for (const manifest of options.staticPods ?? []) {
      const pod = staticPod(sim, manifest, nodeName);
      this.#static.set(uidOf(pod), pod);
      createMirrorPod(client, pod, this.#node);
    }
    this.#services.start();
    this.#pods.addEventHandler({
      onAdd: (pod) => this.#onPod(undefined, pod),
      onUpdate: (old, pod) => this.#onPod(old, pod),
      onDelete: (pod) => this.#onPodGone(pod),
    });
    this.#pods.start();
    connectors?.register(
      nodeName,
      new KubeletServer({
        sim,
        runtime: this.runtime,
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
    const { client, nodeName } = this.#config;
    const rejection = admit(
      client.find(nodes, nodeName),
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

  #configSources(pod: Pod, sandbox: PodSandbox): ConfigSources {
    return {
      env: {
        client: this.#config.client,
        services: this.#services.list(),
        hostIP: this.#nodeIP,
        podIP: sandbox.ip || this.#nodeIP,
        allocatable: this.#allocatable(),
      },
      volume: (name) => this.#volumes.get(uidOf(pod), name),
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

/** A node's disk with the directories that host paths in manifests usually name. */
function nodeFiles(sim: Simulation, nodeName: string): FileSystem {
  const fs = new FileSystem({ clock: sim, root: new Volume({ name: '/dev/vda1', type: 'ext4' }) });
  const directories = [
    ...[
      '/data',
      '/dev',
      '/etc/kubernetes/manifests',
      '/home/docker',
      '/lib/modules',
      '/mnt',
      '/opt',
      '/proc',
      '/root',
      '/run',
      '/sys',
    ],
    ...[
      '/tmp',
      '/tmp/hostpath_pv',
      '/tmp/hostpath-provisioner',
      '/usr/share/ca-certificates',
      '/usr/local/share/ca-certificates',
    ],
    ...[
      '/etc/ssl/certs',
      '/etc/ca-certificates',
      '/var/lib/kubelet/pods',
      '/var/lib/minikube/certs',
      '/var/log/containers',
      '/var/log/pods',
    ],
  ];
  for (const directory of directories) fs.mkdir(directory, { recursive: true });
  fs.chmod('/tmp', 0o1777);
  fs.writeFile('/etc/hostname', `${nodeName}\n`);
  return fs;
}
