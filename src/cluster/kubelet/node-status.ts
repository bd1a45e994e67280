import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { equalJson, type JsonObject } from '../../api/json.ts';
import { canonicalQuantity } from '../../api/quantity.ts';
import { formatTime } from '../../api/time.ts';
import type { Node, NodeCondition, NodeStatus } from '../../api/types.ts';
import { KERNEL_RELEASE } from '../../shell/fs/proc.ts';
import type { Simulation } from '../../sim/index.ts';
import { KUBERNETES_VERSION } from '../runtime/catalog/system.ts';
import { RUNTIME_NAME, RUNTIME_VERSION, type ContainerRuntime } from '../runtime/runtime.ts';
import { NETWORK_NOT_READY } from './pod-worker.ts';

/** How many images a node's status names (nodeStatusMaxImages). */
const MAX_IMAGES = 50;
const MAX_IMAGE_NAMES = 5;

export interface NodeSetup {
  readonly sim: Simulation;
  readonly nodeName: string;
  readonly nodeIP: string;
  readonly cpus: number;
  readonly memoryKi: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly runtime: ContainerRuntime;
}

const encoder = new TextEncoder();

/** An id that a node keeps, out of its name. */
function machineId(setup: NodeSetup, what: string): string {
  return bytesToHex(sha256(encoder.encode(`${setup.sim.seed} ${what} ${setup.nodeName}`))).slice(0, 32);
}

const asUuid = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** The node object that a kubelet registers. Models kubelet_node_status.go initialNode. */
export function initialNode(setup: NodeSetup, machine: NodeStatus): Node {
  const { nodeName, labels } = setup;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: nodeName,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': nodeName,
        'kubernetes.io/os': 'linux',
        ...labels,
      },
      annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: {},
    status: nodeStatus(setup, machine, undefined),
  };
}

/** What of a node's status stays as long as its kubelet runs. */
export function machineStatus(setup: NodeSetup): NodeStatus {
  const { nodeName, nodeIP, cpus, memoryKi } = setup;
  // minikube reserves nothing and never evicts for disk, so all of it is allocatable.
  const resources = {
    cpu: String(cpus),
    'ephemeral-storage': '61255492Ki',
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory: canonicalQuantity(`${memoryKi}Ki`),
    pods: '110',
  };
  return {
    capacity: { ...resources },
    allocatable: { ...resources },
    addresses: [
      { type: 'InternalIP', address: nodeIP },
      { type: 'Hostname', address: nodeName },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      machineID: machineId(setup, 'machine'),
      systemUUID: asUuid(machineId(setup, 'system')),
      bootID: asUuid(machineId({ ...setup, nodeName: '' }, 'boot')), // the nodes are containers of one host
      kernelVersion: KERNEL_RELEASE,
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      containerRuntimeVersion: `${RUNTIME_NAME}://${RUNTIME_VERSION}`,
      kubeletVersion: KUBERNETES_VERSION,
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
      swap: { capacity: 1_073_737_728 },
    },
    runtimeHandlers: [
      { features: { recursiveReadOnlyMounts: true, userNamespaces: true } },
      { name: 'runc', features: { recursiveReadOnlyMounts: true, userNamespaces: true } },
    ],
    features: { supplementalGroupsPolicy: true },
  };
}

/**
 * A node's status now; transition times are kept from `old` where nothing changed.
 * @param machine its {@link machineStatus}
 */
export function nodeStatus(setup: NodeSetup, machine: NodeStatus, old: NodeStatus | undefined): NodeStatus {
  return {
    ...machine,
    conditions: nodeConditions(setup, old?.conditions),
    images: setup.runtime.images
      .list()
      .slice(0, MAX_IMAGES)
      .map(({ image, digests, tags }) => ({
        names: [...digests, ...tags].slice(0, MAX_IMAGE_NAMES),
        sizeBytes: image.size,
      })),
  };
}

/** Models pkg/kubelet/nodestatus setters. */
function nodeConditions(setup: NodeSetup, old: readonly NodeCondition[] | undefined): NodeCondition[] {
  const now = formatTime(setup.sim.time);
  const make = (type: string, status: string, reason: string, message: string): NodeCondition => {
    const before = old?.find((condition) => condition.type === type);
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : now;
    return { type, status, lastHeartbeatTime: now, lastTransitionTime, reason, message };
  };
  const ready = setup.runtime.networkReady
    ? make('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status')
    : make('Ready', 'False', 'KubeletNotReady', NETWORK_NOT_READY);
  const own = [
    make('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
    make('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
    make('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
    ready,
  ];
  const others = (old ?? []).filter(({ type }) => !own.some((condition) => condition.type === type));
  return [...others, ...own];
}

/**
 * Whether a status tells anything new but the times of its heartbeats. Models kubelet_node_status.go nodeStatusHasChanged.
 * @param before as the API server has it
 */
export function hasNews(before: NodeStatus, status: NodeStatus): boolean {
  const still = ({ conditions, ...rest }: NodeStatus): JsonObject =>
    ({
      ...rest,
      conditions: conditions?.map((condition) => ({ ...condition, lastHeartbeatTime: '' })),
    }) as JsonObject;
  return !equalJson(still(before), still(status));
}
