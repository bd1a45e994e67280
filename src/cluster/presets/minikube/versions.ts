import { COREDNS_TAG, ETCD_TAG, KINDNET_TAG, KUBERNETES_VERSION } from '../../runtime/catalog/system.ts';

const component = (name: string): string => `registry.k8s.io/${name}:${KUBERNETES_VERSION}`;

/** The images of minikube's system pods, as kubeadm and minikube name them. */
export const IMAGES = {
  kubeApiserver: component('kube-apiserver'),
  kubeControllerManager: component('kube-controller-manager'),
  kubeScheduler: component('kube-scheduler'),
  kubeProxy: component('kube-proxy'),
  etcd: `registry.k8s.io/etcd:${ETCD_TAG}`,
  coredns: `registry.k8s.io/coredns/coredns:${COREDNS_TAG}`,
  kindnet: `docker.io/kindest/kindnetd:${KINDNET_TAG}`,
  storageProvisioner: 'gcr.io/k8s-minikube/storage-provisioner:v5',
} as const;

/** minikube's networks and names. */
export const SERVICE_CIDR = '10.96.0.0/12';
export const POD_CIDR = '10.244.0.0/16';
export const DNS_SERVICE_IP = '10.96.0.10';
export const CLUSTER_DOMAIN = 'cluster.local';
export const CONTROL_PLANE_HOST = 'control-plane.minikube.internal';
export const API_PORT = 8443;
export { KUBERNETES_VERSION };

export const MINIKUBE_VERSION = 'v1.38.0';
export const MINIKUBE_COMMIT = 'de81223c61ab1bd97dcfcfa6d9d5c59e5da4a0eb';
/** The image that a node's machine is made from. */
export const KICBASE_VERSION = 'v0.0.49';
/** MB of memory that minikube asks for each node of a cluster of several. */
export const NODE_MEMORY_MB = 2200;
