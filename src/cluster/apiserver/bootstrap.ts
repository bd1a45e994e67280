import { endpoints, endpointslices, namespaces, priorityclasses, services } from '../../api/resources.ts';
import { isAlreadyExists, type Client } from '../client.ts';

const SYSTEM_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Where the API server says it is (--advertise-address, --secure-port), as minikube starts it. */
const ADVERTISED = { ip: '192.168.49.2', port: 8443 };

const create = (action: () => unknown): void => {
  try {
    action();
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
};

/**
 * Put in what an API server makes for itself when it starts: the system namespaces, the priority classes of system pods and
 * the service that clients in the cluster reach it by. Models pkg/controlplane's system namespaces and kubernetesservice
 * controllers and the scheduling hook.
 */
export function bootstrap(client: Client): void {
  for (const name of SYSTEM_NAMESPACES) create(() => client.create(namespaces, { metadata: { name } }));
  const systemClasses: [string, number, string][] = [
    [
      'system-cluster-critical',
      2000000000,
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
    ],
    [
      'system-node-critical',
      2000001000,
      'Used for system critical pods that must not be moved from their current node.',
    ],
  ];
  for (const [name, value, description] of systemClasses)
    create(() =>
      client.create(priorityclasses, {
        metadata: { name },
        value,
        description,
        preemptionPolicy: 'PreemptLowerPriority',
      }),
    );
  create(() =>
    client.create(services, {
      metadata: {
        name: 'kubernetes',
        namespace: 'default',
        labels: { component: 'apiserver', provider: 'kubernetes' },
      },
      spec: {
        type: 'ClusterIP',
        clusterIP: '10.96.0.1',
        clusterIPs: ['10.96.0.1'],
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        internalTrafficPolicy: 'Cluster',
        sessionAffinity: 'None',
        ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: ADVERTISED.port }],
      },
    }),
  );
  const port = { name: 'https', port: ADVERTISED.port, protocol: 'TCP' };
  create(() =>
    client.create(endpoints, {
      metadata: {
        name: 'kubernetes',
        namespace: 'default',
        labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
      },
      subsets: [{ addresses: [{ ip: ADVERTISED.ip }], ports: [port] }],
    }),
  );
  create(() =>
    client.create(endpointslices, {
      metadata: {
        name: 'kubernetes',
        namespace: 'default',
        labels: { 'kubernetes.io/service-name': 'kubernetes' },
      },
      addressType: 'IPv4',
      endpoints: [{ addresses: [ADVERTISED.ip], conditions: { ready: true } }],
      ports: [port],
    }),
  );
}
