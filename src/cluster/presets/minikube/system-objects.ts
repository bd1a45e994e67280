/** What kubeadm's later phases and minikube's add-ons put into a new cluster. */
import type { KubernetesObject } from '../../../api/types.ts';
import {
  API_PORT,
  CLUSTER_DOMAIN,
  CONTROL_PLANE_HOST,
  DNS_SERVICE_IP,
  KUBERNETES_VERSION,
  POD_CIDR,
  SERVICE_CIDR,
} from './versions.ts';

const COREFILE = `.:53 {
    log
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes ${CLUSTER_DOMAIN} in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    hosts {
       192.168.49.1 host.minikube.internal
       fallthrough
    }
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success ${CLUSTER_DOMAIN}
       disable denial ${CLUSTER_DOMAIN}
    }
    loop
    reload
    loadbalance
}
`;

function kubeadmConfiguration(nodeIP: string): string {
  return `apiServer:
  certSANs:
  - 127.0.0.1
  - localhost
  - ${nodeIP}
  extraArgs:
  - name: enable-admission-plugins
    value: NamespaceLifecycle,LimitRanger,ServiceAccount,DefaultStorageClass,DefaultTolerationSeconds,NodeRestriction,MutatingAdmissionWebhook,ValidatingAdmissionWebhook,ResourceQuota
apiVersion: kubeadm.k8s.io/v1beta4
caCertificateValidityPeriod: 87600h0m0s
certificateValidityPeriod: 8760h0m0s
certificatesDir: /var/lib/minikube/certs
clusterName: mk
controlPlaneEndpoint: ${CONTROL_PLANE_HOST}:${API_PORT}
controllerManager:
  extraArgs:
  - name: allocate-node-cidrs
    value: "true"
  - name: leader-elect
    value: "false"
dns: {}
encryptionAlgorithm: RSA-2048
etcd:
  local:
    dataDir: /var/lib/minikube/etcd
imageRepository: registry.k8s.io
kind: ClusterConfiguration
kubernetesVersion: ${KUBERNETES_VERSION}
networking:
  dnsDomain: ${CLUSTER_DOMAIN}
  podSubnet: ${POD_CIDR}
  serviceSubnet: ${SERVICE_CIDR}
proxy: {}
scheduler:
  extraArgs:
  - name: leader-elect
    value: "false"
`;
}

const KUBE_PROXY_CONFIG = `apiVersion: kubeproxy.config.k8s.io/v1alpha1
bindAddress: 0.0.0.0
clientConnection:
  kubeconfig: /var/lib/kube-proxy/kubeconfig.conf
clusterCIDR: ${POD_CIDR}
conntrack:
  maxPerCore: 0
  tcpCloseWaitTimeout: 0s
  tcpEstablishedTimeout: 0s
kind: KubeProxyConfiguration
metricsBindAddress: 0.0.0.0:10249
mode: ""
`;

function kubeconfig(server: string, extra: string): string {
  return `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
    server: ${server}
  name: default
${extra}`;
}

function configMap(
  name: string,
  data: Record<string, string>,
  labels?: Record<string, string>,
  namespace = 'kube-system',
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, ...(labels && { labels }) },
    data,
  } as KubernetesObject;
}

/** The objects that have no pods, in the order in which they come to be. */
export function systemObjects(nodeIP: string): KubernetesObject[] {
  const server = `https://${CONTROL_PLANE_HOST}:${API_PORT}`;
  return [
    configMap('kubeadm-config', { ClusterConfiguration: kubeadmConfiguration(nodeIP) }),
    configMap('kubelet-config', {
      kubelet: `apiVersion: kubelet.config.k8s.io/v1beta1\nclusterDNS:\n- ${DNS_SERVICE_IP}\nclusterDomain: ${CLUSTER_DOMAIN}\nkind: KubeletConfiguration\n`,
    }),
    configMap(
      'cluster-info',
      { kubeconfig: kubeconfig(`https://${nodeIP}:${API_PORT}`, 'users: []\n') },
      undefined,
      'kube-public',
    ),
    configMap('coredns', { Corefile: COREFILE }),
    configMap(
      'kube-proxy',
      {
        'config.conf': KUBE_PROXY_CONFIG,
        'kubeconfig.conf': kubeconfig(
          server,
          'contexts:\n- context:\n    cluster: default\n    namespace: default\n    user: default\n  name: default\ncurrent-context: default\nusers:\n- name: default\n  user:\n    tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token\n',
        ),
      },
      { app: 'kube-proxy' },
    ),
    ...['coredns', 'kube-proxy', 'kindnet'].map((name) => serviceAccount(name)),
    serviceAccount('storage-provisioner', { 'addonmanager.kubernetes.io/mode': 'Reconcile' }),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'kube-dns',
        namespace: 'kube-system',
        annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
        labels: {
          'k8s-app': 'kube-dns',
          'kubernetes.io/cluster-service': 'true',
          'kubernetes.io/name': 'CoreDNS',
        },
      },
      spec: {
        clusterIP: DNS_SERVICE_IP,
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
          { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
          { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
        ],
        selector: { 'k8s-app': 'kube-dns' },
      },
    } as KubernetesObject,
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: {
        name: 'standard',
        annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
        labels: { 'addonmanager.kubernetes.io/mode': 'EnsureExists' },
      },
      provisioner: 'k8s.io/minikube-hostpath',
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'Immediate',
    } as KubernetesObject,
  ];
}

function serviceAccount(name: string, labels?: Record<string, string>): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace: 'kube-system', ...(labels && { labels }) },
  };
}
