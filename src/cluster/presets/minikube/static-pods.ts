import type { Container, Pod } from '../../../api/types.ts';
import { API_PORT, IMAGES, SERVICE_CIDR, POD_CIDR } from './versions.ts';

/** A control-plane component as kubeadm writes its manifest into /etc/kubernetes/manifests. */
interface Component {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly cpu: string;
  readonly memory?: string;
  /** Host paths by volume name. */
  readonly mounts: Readonly<
    Record<string, { readonly path: string; readonly file?: true; readonly write?: true }>
  >;
}

const CERTS = '/var/lib/minikube/certs';
const CA_MOUNTS = {
  'ca-certs': { path: '/etc/ssl/certs' },
  'etc-ca-certificates': { path: '/etc/ca-certificates' },
  'k8s-certs': { path: CERTS },
  'usr-local-share-ca-certificates': { path: '/usr/local/share/ca-certificates' },
  'usr-share-ca-certificates': { path: '/usr/share/ca-certificates' },
} as const;

function components(nodeIP: string): Component[] {
  return [
    {
      name: 'etcd',
      image: IMAGES.etcd,
      command: [
        'etcd',
        `--advertise-client-urls=https://${nodeIP}:2379`,
        `--cert-file=${CERTS}/etcd/server.crt`,
        '--client-cert-auth=true',
        '--data-dir=/var/lib/minikube/etcd',
        '--feature-gates=InitialCorruptCheck=true',
        `--initial-advertise-peer-urls=https://${nodeIP}:2380`,
        `--initial-cluster=minikube=https://${nodeIP}:2380`,
        `--key-file=${CERTS}/etcd/server.key`,
        `--listen-client-urls=https://127.0.0.1:2379,https://${nodeIP}:2379`,
        '--listen-metrics-urls=http://127.0.0.1:2381',
        `--listen-peer-urls=https://${nodeIP}:2380`,
        '--name=minikube',
        `--peer-cert-file=${CERTS}/etcd/peer.crt`,
        '--peer-client-cert-auth=true',
        `--peer-key-file=${CERTS}/etcd/peer.key`,
        `--peer-trusted-ca-file=${CERTS}/etcd/ca.crt`,
        '--proxy-refresh-interval=70000',
        '--snapshot-count=10000',
        `--trusted-ca-file=${CERTS}/etcd/ca.crt`,
        '--watch-progress-notify-interval=5s',
      ],
      cpu: '100m',
      memory: '100Mi',
      mounts: {
        'etcd-data': { path: '/var/lib/minikube/etcd', write: true },
        'etcd-certs': { path: `${CERTS}/etcd`, write: true },
      },
    },
    {
      name: 'kube-apiserver',
      image: IMAGES.kubeApiserver,
      command: [
        'kube-apiserver',
        `--advertise-address=${nodeIP}`,
        '--allow-privileged=true',
        '--authorization-mode=Node,RBAC',
        `--client-ca-file=${CERTS}/ca.crt`,
        '--enable-admission-plugins=NamespaceLifecycle,LimitRanger,ServiceAccount,DefaultStorageClass,DefaultTolerationSeconds,NodeRestriction,MutatingAdmissionWebhook,ValidatingAdmissionWebhook,ResourceQuota',
        '--enable-bootstrap-token-auth=true',
        `--etcd-cafile=${CERTS}/etcd/ca.crt`,
        `--etcd-certfile=${CERTS}/apiserver-etcd-client.crt`,
        `--etcd-keyfile=${CERTS}/apiserver-etcd-client.key`,
        '--etcd-servers=https://127.0.0.1:2379',
        `--kubelet-client-certificate=${CERTS}/apiserver-kubelet-client.crt`,
        `--kubelet-client-key=${CERTS}/apiserver-kubelet-client.key`,
        '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
        `--proxy-client-cert-file=${CERTS}/front-proxy-client.crt`,
        `--proxy-client-key-file=${CERTS}/front-proxy-client.key`,
        '--requestheader-allowed-names=front-proxy-client',
        `--requestheader-client-ca-file=${CERTS}/front-proxy-ca.crt`,
        '--requestheader-extra-headers-prefix=X-Remote-Extra-',
        '--requestheader-group-headers=X-Remote-Group',
        '--requestheader-username-headers=X-Remote-User',
        `--secure-port=${API_PORT}`,
        '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
        `--service-account-key-file=${CERTS}/sa.pub`,
        `--service-account-signing-key-file=${CERTS}/sa.key`,
        `--service-cluster-ip-range=${SERVICE_CIDR}`,
        `--tls-cert-file=${CERTS}/apiserver.crt`,
        `--tls-private-key-file=${CERTS}/apiserver.key`,
      ],
      cpu: '250m',
      mounts: CA_MOUNTS,
    },
    {
      name: 'kube-controller-manager',
      image: IMAGES.kubeControllerManager,
      command: [
        'kube-controller-manager',
        '--allocate-node-cidrs=true',
        '--authentication-kubeconfig=/etc/kubernetes/controller-manager.conf',
        '--authorization-kubeconfig=/etc/kubernetes/controller-manager.conf',
        '--bind-address=127.0.0.1',
        `--client-ca-file=${CERTS}/ca.crt`,
        `--cluster-cidr=${POD_CIDR}`,
        '--cluster-name=mk',
        `--cluster-signing-cert-file=${CERTS}/ca.crt`,
        `--cluster-signing-key-file=${CERTS}/ca.key`,
        '--controllers=*,bootstrapsigner,tokencleaner',
        '--kubeconfig=/etc/kubernetes/controller-manager.conf',
        '--leader-elect=false',
        `--requestheader-client-ca-file=${CERTS}/front-proxy-ca.crt`,
        `--root-ca-file=${CERTS}/ca.crt`,
        `--service-account-private-key-file=${CERTS}/sa.key`,
        `--service-cluster-ip-range=${SERVICE_CIDR}`,
        '--use-service-account-credentials=true',
      ],
      cpu: '200m',
      mounts: {
        ...CA_MOUNTS,
        'flexvolume-dir': { path: '/usr/libexec/kubernetes/kubelet-plugins/volume/exec', write: true },
        kubeconfig: { path: '/etc/kubernetes/controller-manager.conf', file: true },
      },
    },
    {
      name: 'kube-scheduler',
      image: IMAGES.kubeScheduler,
      command: [
        'kube-scheduler',
        '--authentication-kubeconfig=/etc/kubernetes/scheduler.conf',
        '--authorization-kubeconfig=/etc/kubernetes/scheduler.conf',
        '--bind-address=127.0.0.1',
        '--kubeconfig=/etc/kubernetes/scheduler.conf',
        '--leader-elect=false',
      ],
      cpu: '100m',
      mounts: { kubeconfig: { path: '/etc/kubernetes/scheduler.conf', file: true } },
    },
  ];
}

/** kubeadm's probes are left out: the simulated components do not answer HTTP, and three of them would be asked every second. */
function container(component: Component): Container {
  return {
    name: component.name,
    image: component.image,
    imagePullPolicy: 'IfNotPresent',
    command: [...component.command],
    resources: { requests: { cpu: component.cpu, ...(component.memory && { memory: component.memory }) } },
    volumeMounts: Object.entries(component.mounts).map(([name, mount]) => ({
      name,
      mountPath: mount.path,
      ...(!mount.write && { readOnly: true }),
    })),
  };
}

/** Where the component is reached, as kubeadm notes it for those that join later. */
function annotations(name: string, nodeIP: string): Record<string, string> {
  if (name === 'kube-apiserver')
    return { 'kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint': `${nodeIP}:${API_PORT}` };
  if (name === 'etcd')
    return { 'kubeadm.kubernetes.io/etcd.advertise-client-urls': `https://${nodeIP}:2379` };
  return {};
}

/** The pods that the control plane's kubelet runs from files. */
export function staticPods(nodeIP: string): Pod[] {
  return components(nodeIP).map((component) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: component.name,
      namespace: 'kube-system',
      labels: { component: component.name, tier: 'control-plane' },
      annotations: annotations(component.name, nodeIP),
    },
    spec: {
      containers: [container(component)],
      hostNetwork: true,
      priority: 2_000_001_000,
      priorityClassName: 'system-node-critical',
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      volumes: Object.entries(component.mounts).map(([name, mount]) => ({
        name,
        hostPath: { path: mount.path, type: mount.file ? 'FileOrCreate' : 'DirectoryOrCreate' },
      })),
    },
  }));
}
