import { pause } from '../programs/pause.ts';
import type { Program } from '../../../shell/types.ts';
import { systemProgram, type SystemProgram } from '../programs/system.ts';
import type { ImageSource } from '../image.ts';
import { writeAccounts } from './linux.ts';
import { installBusybox } from './systems.ts';

/** The Kubernetes version that the nodes run. */
export const KUBERNETES_VERSION = 'v1.35.2';
export const ETCD_TAG = '3.6.6-0';
export const COREDNS_TAG = 'v1.13.1';
export const PAUSE_TAG = '3.10.1';
export const KINDNET_TAG = 'v20251212-v0.29.0-alpha-105-g20ccfc88';

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function component(
  repository: string,
  tag: string,
  size: number,
  command: string,
  program: SystemProgram,
  config: Partial<ImageSource['config']> = {},
): ImageSource {
  return {
    repository,
    tags: [tag],
    size,
    config: { env: [PATH], entrypoint: [command.slice(command.lastIndexOf('/') + 1)], ...config },
    build: (fs) => {
      writeAccounts(fs, '/sbin/nologin', [{ name: 'nonroot', id: 65532, home: '/home/nonroot' }]);
      fs.addProgram(command, systemProgram(program));
    },
  };
}

/**
 * What kindnetd puts on a node's disk, by which its runtime knows that pods can have a network. kindnetd writes the node's range of
 * addresses into it; here the runtime has that from the kubelet (`ipRanges`).
 */
const KINDNET_CONFLIST = `${JSON.stringify(
  {
    cniVersion: '0.3.1',
    name: 'kindnet',
    plugins: [
      {
        type: 'ptp',
        ipMasq: false,
        ipam: { type: 'host-local', dataDir: '/run/cni-ipam-state', routes: [{ dst: '0.0.0.0/0' }] },
        mtu: 1500,
        capabilities: { ipRanges: true },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  },
  null,
  '\t',
)}\n`;

/** What a minikube node runs itself. Sizes are the compressed sizes of linux/amd64. */
export const systemImages: readonly ImageSource[] = [
  {
    repository: 'registry.k8s.io/pause',
    tags: [PAUSE_TAG, '3.10', '3.9', '3.8', 'latest'],
    size: 319_630,
    config: { env: [PATH], entrypoint: ['/pause'], user: '65535:65535', workingDir: '/' },
    build: (fs) => fs.addProgram('/pause', pause),
  },
  component(
    'registry.k8s.io/kube-apiserver',
    KUBERNETES_VERSION,
    27_671_920,
    '/usr/local/bin/kube-apiserver',
    {
      lines: [
        'options.go:263] external host was not specified, using 192.168.49.2',
        `server.go:150] Version: ${KUBERNETES_VERSION}`,
        'server.go:152] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
        'secure_serving.go:211] Serving securely on [::]:8443',
      ],
      healthPorts: [8443],
    },
  ),
  component(
    'registry.k8s.io/kube-controller-manager',
    KUBERNETES_VERSION,
    23_121_143,
    '/usr/local/bin/kube-controller-manager',
    {
      lines: [
        `controllermanager.go:189] "Starting" version="${KUBERNETES_VERSION}"`,
        'controllermanager.go:191] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
        'secure_serving.go:211] Serving securely on 127.0.0.1:10257',
        'leaderelection.go:257] attempting to acquire leader lease kube-system/kube-controller-manager...',
        'leaderelection.go:271] successfully acquired lease kube-system/kube-controller-manager',
      ],
      healthPorts: [10257],
    },
  ),
  component(
    'registry.k8s.io/kube-scheduler',
    KUBERNETES_VERSION,
    17_228_488,
    '/usr/local/bin/kube-scheduler',
    {
      lines: [
        `server.go:175] "Starting Kubernetes Scheduler" version="${KUBERNETES_VERSION}"`,
        'server.go:177] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
        'secure_serving.go:211] Serving securely on 127.0.0.1:10259',
        'leaderelection.go:271] successfully acquired lease kube-system/kube-scheduler',
      ],
      healthPorts: [10259],
    },
  ),
  component('registry.k8s.io/kube-proxy', KUBERNETES_VERSION, 25_788_149, '/usr/local/bin/kube-proxy', {
    lines: [
      'server_linux.go:53] "Using iptables proxy"',
      `server.go:497] "Version info" version="${KUBERNETES_VERSION}"`,
      'config.go:200] "Starting service config controller"',
      'config.go:106] "Starting endpoint slice config controller"',
    ],
    healthPorts: [10256],
  }),
  component('registry.k8s.io/etcd', ETCD_TAG, 23_641_797, '/usr/local/bin/etcd', {
    json: true,
    lines: [
      '"caller":"etcdmain/etcd.go:64","msg":"Running: "',
      '"caller":"embed/etcd.go:138","msg":"configuring peer listeners","listen-peer-urls":["https://192.168.49.2:2380"]',
      '"caller":"embed/serve.go:283","msg":"serving client traffic securely","traffic":"grpc+http","address":"127.0.0.1:2379"',
    ],
    healthPorts: [2379, 2380, 2381],
  }),
  component(
    'registry.k8s.io/coredns/coredns',
    COREDNS_TAG,
    23_553_139,
    '/coredns',
    {
      plain: true,
      lines: [
        '.:53',
        '[INFO] plugin/reload: Running configuration SHA512 = 591cf328cccc12bc490481273e738df59329c62c0b729d94e8b61db9961c2fa5',
        `CoreDNS-${COREDNS_TAG.slice(1)}`,
        'linux/amd64, go1.25.2, 1db4568',
      ],
      healthPorts: [53, 8080, 8181, 9153],
    },
    { entrypoint: ['/coredns'], user: 'nonroot:nonroot', workingDir: '/' },
  ),
  component('docker.io/kindest/kindnetd', KINDNET_TAG, 41_370_164, '/bin/kindnetd', {
    lines: [
      'main.go:110] "starting kindnetd"',
      'main.go:140] hostIP = 192.168.49.2\npodIP = 192.168.49.2',
      'main.go:178] kindnetd IP family: "ipv4"',
    ],
    files: { '/etc/cni/net.d/10-kindnet.conflist': KINDNET_CONFLIST },
  }),
  {
    repository: 'gcr.io/k8s-minikube/busybox',
    tags: ['latest', '1.28.4-glibc'],
    size: 2_395_207,
    config: { cmd: ['sh'], env: [PATH] },
    build: installBusybox,
  },
];

/** minikube's addon that makes directories for claims; its program is a client of the cluster that it runs in. */
export function storageProvisionerImage(program: Program): ImageSource {
  return {
    repository: 'gcr.io/k8s-minikube/storage-provisioner',
    tags: ['v5'],
    size: 9_058_936,
    config: { env: [PATH], entrypoint: ['/storage-provisioner'] },
    build: (fs) => fs.addProgram('/storage-provisioner', program),
  };
}

/** What minikube has loaded into every node beforehand. */
export const PRELOADED_IMAGES: readonly string[] = [
  `registry.k8s.io/kube-apiserver:${KUBERNETES_VERSION}`,
  `registry.k8s.io/kube-controller-manager:${KUBERNETES_VERSION}`,
  `registry.k8s.io/kube-scheduler:${KUBERNETES_VERSION}`,
  `registry.k8s.io/kube-proxy:${KUBERNETES_VERSION}`,
  `registry.k8s.io/etcd:${ETCD_TAG}`,
  `registry.k8s.io/coredns/coredns:${COREDNS_TAG}`,
  `registry.k8s.io/pause:${PAUSE_TAG}`,
  `docker.io/kindest/kindnetd:${KINDNET_TAG}`,
  'gcr.io/k8s-minikube/storage-provisioner:v5',
];
