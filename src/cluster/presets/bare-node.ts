import { nodes } from '../../api/resources.ts';
import { formatTime } from '../../api/time.ts';
import type { NodeCondition } from '../../api/types.ts';
import type { Simulation } from '../../sim/index.ts';
import type { Client } from '../client.ts';
import { KUBERNETES_VERSION } from './minikube/versions.ts';
import type { NodePreset } from './preset.ts';

/** A node object with the status of a ready node, for a cluster without kubelets. */
export function createBareNode(sim: Simulation, client: Client, node: NodePreset): void {
  const created = client.create(nodes, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        ...node.labels,
      },
    },
    spec: {},
  });
  const now = formatTime(sim.time);
  const condition = (type: string, status: string, reason: string, message: string): NodeCondition => ({
    ...{ type, status, reason, message, lastHeartbeatTime: now, lastTransitionTime: now },
  });
  const amounts = {
    cpu: String(node.cpus),
    memory: `${node.memoryKi}Ki`,
    'ephemeral-storage': '61202244Ki',
    pods: '110',
  };
  client.updateStatus(nodes, {
    ...created,
    status: {
      capacity: amounts,
      allocatable: amounts,
      addresses: [
        { type: 'InternalIP', address: node.ip },
        { type: 'Hostname', address: node.name },
      ],
      conditions: [
        condition(
          'MemoryPressure',
          'False',
          'KubeletHasSufficientMemory',
          'kubelet has sufficient memory available',
        ),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
        condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
      ],
      nodeInfo: {
        architecture: 'amd64',
        bootID: '',
        containerRuntimeVersion: 'containerd://2.2.0',
        kernelVersion: '6.8.0',
        kubeProxyVersion: '',
        kubeletVersion: KUBERNETES_VERSION,
        machineID: '',
        operatingSystem: 'linux',
        osImage: 'Debian GNU/Linux 12 (bookworm)',
        systemUUID: '',
      },
    },
  });
}
