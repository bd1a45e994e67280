/** minikube's smaller commands. */
import {
  KUBERNETES_VERSION,
  MINIKUBE_COMMIT,
  MINIKUBE_VERSION,
} from '../../cluster/presets/minikube/versions.ts';
import { RUNTIME_NAME } from '../../cluster/runtime/runtime.ts';
import { exitStatus } from '../../shell/index.ts';
import { join, type Task } from '../../sim/index.ts';
import { ADDONS } from './addons.ts';
import { isCurrent } from './kubeconfig.ts';
import { EXIT, Exit, hostState, PROFILE, usage, type Run } from './run.ts';
import { drawTable } from './table.ts';

export function* version(run: Run): Task {
  if (run.flags.get('short') === 'true') return yield* run.print(`${MINIKUBE_VERSION}\n`);
  yield* run.print(`minikube version: ${MINIKUBE_VERSION}\ncommit: ${MINIKUBE_COMMIT}\n`);
}

export function* ip(run: Run): Task {
  yield* run.mustRun();
  const name = run.flags.get('node') ?? '';
  const { machine } = name === '' ? run.primary : run.retrieve(name);
  yield* run.print(`${machine.ip}\n`);
}

/** `minikube kubectl -- …`: the cluster's kubectl, which is the one on PATH. */
export function* kubectl(run: Run): Task<number> {
  const process = run.context.exec(['kubectl', ...run.args]);
  yield* join(process);
  return exitStatus(process);
}

export function* profile(run: Run): Task {
  const [name] = run.args;
  if (name === undefined) return yield* run.print(`${PROFILE}\n`);
  if (name !== PROFILE) throw new Exit(EXIT.guestNotFound, 'MK_CONFIG', `profile "${name}" not found`);
  yield* run.step('check', 'minikube profile was successfully set to {{.profile_name}}', {
    profile_name: name,
  });
}

export function* profileList(run: Run): Task {
  yield* run.take(400);
  const { machine } = run.primary;
  const running = hostState(run.primary) === 'Running';
  const row = [
    ...[PROFILE, 'docker', RUNTIME_NAME, machine.ip, KUBERNETES_VERSION, running ? 'OK' : 'Stopped'],
    ...[String(run.nodes.length), '*', isCurrent(run.context) ? '*' : ''],
  ];
  const head = [
    ...['PROFILE', 'DRIVER', 'RUNTIME', 'IP', 'VERSION', 'STATUS', 'NODES'],
    ...['ACTIVE PROFILE', 'ACTIVE KUBECONTEXT'],
  ];
  if (run.flags.get('output') === 'json')
    throw new Exit(EXIT.failure, '', '"minikube profile list -o json" is not part of this simulation');
  yield* run.print(drawTable(head, [row]));
}

/** Every image of every node, once. Models machine.ListImages. */
export function* imageList(run: Run): Task {
  yield* run.mustRun();
  yield* run.take(300);
  const running = run.nodes.filter(({ machine }) => machine.state === 'running');
  const tags = new Set(
    running.flatMap(({ machine }) => machine.runtime.images.list().flatMap((each) => each.tags)),
  );
  const format = run.flags.get('format') ?? 'short';
  if (format !== 'short')
    throw usage(`"minikube image ls --format ${format}" is not part of this simulation`);
  for (const tag of [...tags].sort((a, b) => (a > b ? -1 : 1))) yield* run.print(`${tag}\n`);
}

export function* addonsList(run: Run): Task {
  const rows = ADDONS.map(([name, maintainer, enabled]) => [
    ...[name, PROFILE, enabled ? 'enabled ✅' : 'disabled', maintainer],
  ]);
  yield* run.print(drawTable(['ADDON NAME', 'PROFILE', 'STATUS', 'MAINTAINER'], rows));
}
