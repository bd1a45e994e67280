/** `minikube stop` and `minikube start` of the whole cluster. Models cmd/minikube/cmd/stop.go and start.go. */
import type { ClusterNode } from '../../cluster/node-host.ts';
import { KUBERNETES_VERSION, MINIKUBE_VERSION } from '../../cluster/presets/minikube/versions.ts';
import type { Task } from '../../sim/index.ts';
import { deleteContext, updateContext } from './kubeconfig.ts';
import { prepare, provision, startFailed, stopHost, verify } from './machines.ts';
import { EXIT, Exit, PROFILE, type Run } from './run.ts';

export function* stop(run: Run): Task {
  if (run.flags.has('schedule'))
    throw new Exit(EXIT.failure, '', '"minikube stop --schedule" is not part of this simulation');
  const nodes = run.nodes;
  // Workers before the control plane.
  for (const node of [...nodes].reverse()) yield* stopHost(run, node);
  if (run.flags.get('keep-context-active') !== 'true') deleteContext(run.context);
  yield* run.step('stopped', nodes.length === 1 ? '{{.count}} node stopped.' : '{{.count}} nodes stopped.', {
    count: nodes.length,
  });
}

/** Flags of `minikube start` that this simulation cannot follow, for its cluster is there already and stays as it is. */
const FIXED: readonly (readonly [flag: string, as: string])[] = [
  ['driver', 'docker'],
  ['container-runtime', 'containerd'],
  ['kubernetes-version', KUBERNETES_VERSION],
];

export function* start(run: Run): Task {
  for (const [flag, as] of FIXED) {
    const asked = run.flags.get(flag);
    if (asked !== undefined && asked !== as && asked !== as.replace(/^v/, ''))
      throw new Exit(EXIT.failure, '', `this cluster has --${flag}=${as}, which cannot be changed`);
  }
  yield* run.step('happy', 'minikube {{.version}} on {{.platform}}', {
    version: MINIKUBE_VERSION,
    platform: 'Debian 12',
  });
  if (run.flags.has('nodes')) {
    yield* run.error(
      'warning',
      'The cluster {{.cluster}} already exists which means the --nodes parameter will be ignored. Use "minikube node add" to add nodes to an existing cluster.',
      { cluster: PROFILE },
    );
  }
  yield* run.take(300);
  yield* run.step('sparkle', 'Using the {{.driver}} driver based on existing profile', { driver: 'docker' });
  const { primary } = run;
  yield* startNode(run, primary, true);
  updateContext(run.context, `https://${primary.machine.ip}:8443`);
  for (const node of run.nodes) {
    if (node === primary) continue;
    yield* run.step('empty', '');
    yield* startNode(run, node, false);
  }
  yield* run.step(
    'ready',
    'Done! kubectl is now configured to use "{{.name}}" cluster and "{{.ns}}" namespace by default',
    { name: PROFILE, ns: 'default' },
  );
}

function* startNode(run: Run, node: ClusterNode, primary: boolean): Task {
  yield* provision(run, node, node.name, primary ? 'primary control-plane' : 'worker');
  const environment = `NO_PROXY=${run.primary.machine.ip}`;
  if (!primary) {
    yield* run.step('network', 'Found network options:');
    yield* run.step('option', '{{.option}}', { option: environment });
  }
  yield* prepare(run);
  if (!primary) yield* run.step('option', '{{.option}}', { option: `env ${environment}` });
  yield* run.take(1500);
  run.cluster.host.startKubelet(node.name);
  if (primary) {
    yield* run.step('cni', 'Configuring {{.name}} (Container Networking Interface) ...', { name: 'CNI' });
    yield* run.take(600);
  }
  if (!(yield* verify(run, node.name))) throw startFailed();
  if (!primary) return;
  yield* run.step('option', 'Using image {{.image}}', {
    image: 'gcr.io/k8s-minikube/storage-provisioner:v5',
  });
  yield* run.step('enabled', 'Enabled addons: {{.addons}}', {
    addons: 'storage-provisioner, default-storageclass',
  });
}
