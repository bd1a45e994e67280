/** `minikube node list|add|start|stop|delete`. Models cmd/minikube/cmd/node_*.go. */
import { nodes } from '../../api/resources.ts';
import { ApiError, isNotFound } from '../../cluster/client.ts';
import type { MachineSpec } from '../../cluster/presets/index.ts';
import { nullOutput } from '../../shell/index.ts';
import { join, type Task } from '../../sim/index.ts';
import { prepare, provision, startFailed, stopHost, verify } from './machines.ts';
import { EXIT, Exit, hostState, PROFILE, shortName, usage, type Run } from './run.ts';

export function* nodeList(run: Run): Task {
  if (run.args.length > 0) throw usage('Usage: minikube node list');
  for (const { name, machine } of run.nodes) yield* run.print(`${name}\t${machine.ip}\n`);
}

export function* nodeStop(run: Run): Task {
  const [name] = run.args;
  if (name === undefined) throw usage('Usage: minikube node stop [name]');
  const node = run.retrieve(name);
  yield* stopHost(run, node);
  yield* run.step('stopped', 'Successfully stopped node {{.name}}', { name: node.name });
}

export function* nodeStart(run: Run): Task {
  const [name] = run.args;
  if (name === undefined) throw usage('Usage: minikube node start [name]');
  const node = run.retrieve(name);
  if (node.machine.state === 'running') {
    yield* run.step('check', '{{.name}} is already running', { name });
    return;
  }
  yield* startWorker(run, node.name);
  yield* run.step('happy', 'Successfully started node {{.name}}!', { name: node.name });
}

/** Start a node that was stopped: its kubelet takes up what it finds, and the node joins no anew. Models node.Start. */
export function* startWorker(run: Run, name: string): Task {
  const node = run.retrieve(name);
  const role = node.spec.controlPlane ? 'primary control-plane' : 'worker';
  yield* provision(run, node, name, role);
  yield* prepare(run);
  if (!node.spec.controlPlane) yield* run.mustRun();
  yield* run.take(1500);
  run.cluster.host.startKubelet(name);
  if (!(yield* verify(run, name))) throw startFailed();
}

export function* nodeAdd(run: Run): Task {
  yield* run.mustRun();
  if (run.flags.get('control-plane') === 'true')
    throw new Exit(EXIT.failure, '', 'control-plane nodes cannot be added to this simulated cluster');
  // The number after the last node's, whatever was deleted before it.
  const last = run.nodes.map((node) => Number(shortName(node).slice(1) || '1')).at(-1) ?? 0;
  const id = last + 1;
  const short = `m${String(id).padStart(2, '0')}`;
  yield* run.step('happy', 'Adding node {{.name}} to cluster {{.cluster}} as {{.roles}}', {
    ...{ name: short, cluster: PROFILE, roles: '[worker]' },
  });
  const name = `${PROFILE}-${short}`;
  yield* provision(run, undefined, name, 'worker');
  const { spec: like } = run.primary;
  const spec: MachineSpec = {
    ...{ name, ip: `192.168.49.${id + 1}`, cpus: like.cpus, memoryKi: like.memoryKi },
    ...{ controlPlane: false, labels: {}, staticPods: [] },
  };
  run.cluster.host.create(spec);
  yield* run.take(4000);
  yield* prepare(run);
  // kubeadm join, then the labels.
  yield* run.take(4500);
  run.cluster.host.startKubelet(name);
  yield* run.take(1200);
  label(run, spec);
  if (!(yield* verify(run, name)))
    throw new Exit(
      EXIT.guestError,
      'GUEST_NODE_ADD',
      'failed to add node: wait 6m0s for node: context deadline exceeded',
    );
  yield* run.step('ready', 'Successfully added {{.name}} to {{.cluster}}!', {
    name: short,
    cluster: PROFILE,
  });
}

/** Models bs.LabelAndUntaintNode. */
function label(run: Run, spec: MachineSpec): void {
  const labels = run.cluster.preset.nodeLabels(spec, run.context.sim.time);
  try {
    run.client.patch(nodes, spec.name, undefined, 'strategic', { metadata: { labels } });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

export function* nodeDelete(run: Run): Task {
  const [name] = run.args;
  if (name === undefined) throw usage('Usage: minikube node delete [name]');
  yield* run.mustRun();
  yield* run.step('deletingHost', 'Deleting node {{.name}} from cluster {{.cluster}}', {
    name,
    cluster: PROFILE,
  });
  const node = run.nodes.find((each) => each.name === name || shortName(each) === name);
  if (!node || shortName(node) === '') {
    const why = node
      ? 'the primary control-plane node cannot be deleted here'
      : `retrieve node: Could not find node ${name}`;
    throw new Exit(EXIT.guestError, 'GUEST_NODE_DELETE', `deleting node: ${why}`);
  }
  yield* drain(run, node.name);
  // kubeadm reset ends the kubelet.
  node.kubelet?.stop();
  node.kubelet = undefined;
  yield* run.take(1500);
  try {
    run.client.delete(nodes, node.name);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  if (hostState(node) === 'Running') yield* stopHost(run, node);
  yield* run.step('deletingHost', 'Deleting "{{.profile_name}}" in {{.driver_name}} ...', {
    profile_name: node.name,
    driver_name: 'docker',
  });
  yield* run.take(900);
  yield* run.cluster.host.remove(node.name);
  yield* run.step('deleted', 'Node {{.name}} was successfully deleted.', { name });
}

/** Models pkg/minikube/node teardown: pods are asked to go, without waiting for them for long. */
function* drain(run: Run, name: string): Task {
  const flags = [
    '--force',
    '--grace-period=1',
    '--skip-wait-for-delete-timeout=1',
    '--disable-eviction',
    '--ignore-daemonsets',
    '--delete-emptydir-data',
  ];
  const kubectl = run.context.exec(['kubectl', 'drain', name, ...flags], {
    stdout: nullOutput(),
    stderr: nullOutput(),
  });
  yield* join(kubectl);
}
