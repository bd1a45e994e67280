import { civilTime } from '../../api/time.ts';
import { CLUSTER_CA } from './minikube/ca.ts';
import { staticPods } from './minikube/static-pods.ts';
import { systemObjects } from './minikube/system-objects.ts';
import {
  corednsDeployment,
  kindnetDaemonSet,
  kubeProxyDaemonSet,
  storageProvisionerPod,
} from './minikube/system-workloads.ts';
import { MINIKUBE_COMMIT, MINIKUBE_VERSION } from './minikube/versions.ts';
import type { NodePreset, Preset } from './preset.ts';

const CONTROL_PLANE_IP = '192.168.49.2';
const GIB = 1024 * 1024;

function node(name: string, ip: string, joins: number, controlPlane: boolean): NodePreset {
  return {
    name,
    ip,
    cpus: 2,
    memoryKi: 8 * GIB - 252_532,
    controlPlane,
    joins,
    labels: controlPlane
      ? {
          'node-role.kubernetes.io/control-plane': '',
          'node.kubernetes.io/exclude-from-external-load-balancers': '',
        }
      : {},
    staticPods: controlPlane ? staticPods(ip) : [],
  };
}

const two = (n: number): string => String(n).padStart(2, '0');

/** What `minikube start --nodes 3` makes, the steps at the times that it takes for them. */
export function threeNodes(): Preset {
  return {
    name: 'three-nodes',
    nodes: [
      node('minikube', CONTROL_PLANE_IP, 2_000, true),
      node('minikube-m02', '192.168.49.3', 38_000, false),
      node('minikube-m03', '192.168.49.4', 62_000, false),
    ],
    system: [{ at: 4_000, objects: systemObjects(CONTROL_PLANE_IP) }],
    workloads: [
      { at: 5_000, objects: [corednsDeployment(), kubeProxyDaemonSet()] },
      { at: 8_000, objects: [kindnetDaemonSet()] },
      { at: 10_000, objects: [storageProvisionerPod()] },
    ],
    certificate: CLUSTER_CA,
    nodeLabels: ({ name, controlPlane }, time) => {
      const at = civilTime(time);
      const date = `${at.year}_${two(at.month)}_${two(at.day)}`;
      return {
        'minikube.k8s.io/commit': MINIKUBE_COMMIT,
        'minikube.k8s.io/name': 'minikube',
        'minikube.k8s.io/primary': String(controlPlane && name === 'minikube'),
        // minikube writes the zone of its date layout as it stands.
        'minikube.k8s.io/updated_at': `${date}T${two(at.hour)}_${two(at.minute)}_${two(at.second)}_0700`,
        'minikube.k8s.io/version': MINIKUBE_VERSION,
      };
    },
  };
}
