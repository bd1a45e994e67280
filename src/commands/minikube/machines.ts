import { nodes } from '../../api/resources.ts';
import { ApiError } from '../../cluster/client.ts';
import type { ClusterNode } from '../../cluster/node-host.ts';
import { RUNTIME_NAME, RUNTIME_VERSION } from '../../cluster/runtime/runtime.ts';
import {
  KICBASE_VERSION,
  KUBERNETES_VERSION,
  NODE_MEMORY_MB,
} from '../../cluster/presets/minikube/versions.ts';
import { sleep, type Task } from '../../sim/index.ts';
import { EXIT, Exit, type Run } from './run.ts';

const DRIVER = { driver_name: 'docker', machine_type: 'container' } as const;
/** Milliseconds between two looks at a thing that is waited for, and after a machine's end before the first one. */
const POLL = 500;
const AFTER_SHUTDOWN = 1000;
/** How long minikube waits for a node. */
const NODE_TIMEOUT = 360_000;

/** Shut a machine down. Models pkg/minikube/machine StopHost with the docker driver. */
export function* stopHost(run: Run, node: ClusterNode): Task {
  const { name, machine } = node;
  yield* run.take(120);
  yield* run.step('stopping', 'Stopping node "{{.name}}"  ...', { name });
  if (machine.state === 'stopped') return;
  yield* run.take(80);
  yield* run.step('shutdown', 'Powering off "{{.profile_name}}" via SSH ...', { profile_name: name });
  yield* run.take(200);
  yield* run.cluster.host.stop(name);
  yield* run.take(AFTER_SHUTDOWN);
}

/** What is printed, and takes place, before a machine is there. Models node.Provision. */
export function* provision(run: Run, node: ClusterNode | undefined, name: string, role: string): Task {
  yield* run.step('thumbsUp', 'Starting "{{.node}}" {{.role}} node in "{{.cluster}}" cluster', {
    ...{ node: name, role, cluster: 'minikube' },
  });
  yield* run.take(40);
  yield* run.step('pulling', 'Pulling base image {{.kicVersion}} ...', { kicVersion: KICBASE_VERSION });
  yield* run.take(500);
  if (!node) {
    yield* run.step(
      'startingVM',
      'Creating {{.driver_name}} {{.machine_type}} (CPUs={{.number_of_cpus}}, Memory={{.memory_size}}MB) ...',
      { ...DRIVER, number_of_cpus: 2, memory_size: NODE_MEMORY_MB },
    );
    yield* run.take(7000);
  } else if (node.machine.state === 'running') {
    yield* run.step('running', 'Updating the running {{.driver_name}} "{{.cluster}}" {{.machine_type}} ...', {
      ...DRIVER,
      cluster: name,
    });
    yield* run.take(1500);
  } else {
    yield* run.step(
      'restarting',
      'Restarting existing {{.driver_name}} {{.machine_type}} for "{{.cluster}}" ...',
      { ...DRIVER, cluster: name },
    );
    while (node.machine.state === 'stopping') yield* node.machine.changed.wait();
    yield* run.take(900);
    run.cluster.host.start(name);
    yield* run.take(3500);
  }
}

/** The container runtime is set up on a machine that runs. */
export function* prepare(run: Run): Task {
  yield* run.step(
    'containerd',
    'Preparing Kubernetes {{.k8sVersion}} on {{.runtime}} {{.runtimeVersion}} ...',
    { k8sVersion: KUBERNETES_VERSION, runtime: RUNTIME_NAME, runtimeVersion: RUNTIME_VERSION },
  );
  yield* run.take(2500);
}

/** Wait until the API server says that a node is ready. Models bs.WaitForNode. */
export function* verify(run: Run, name: string): Task<boolean> {
  yield* run.step('verifying', 'Verifying Kubernetes components...');
  const { sim } = run.context;
  const deadline = sim.now + NODE_TIMEOUT;
  while (!isReady(run, name)) {
    if (sim.now >= deadline) return false;
    yield* sleep(POLL);
  }
  return true;
}

/** A node did not come up in time. */
export function startFailed(): Exit {
  const why =
    'failed to start node: wait 6m0s for node: waiting for node to be ready: context deadline exceeded';
  return new Exit(EXIT.guestError, 'GUEST_START', why);
}

function isReady(run: Run, name: string): boolean {
  try {
    const ready = run.client.find(nodes, name)?.status?.conditions?.find(({ type }) => type === 'Ready');
    return ready?.status === 'True' && run.cluster.host.nodes.get(name)?.kubelet !== undefined;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}
