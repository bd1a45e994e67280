import type { Cluster } from '../../cluster/cluster.ts';
import { Client } from '../../cluster/client.ts';
import type { ClusterNode } from '../../cluster/node-host.ts';
import type { ProgramContext } from '../../shell/types.ts';
import { sleep, type Task } from '../../sim/index.ts';
import { STYLES, type StyleName } from './style.ts';
import { translate, type Values } from './translations.ts';

/** The one profile (cluster) that there is. */
export const PROFILE = 'minikube';

/** Why minikube ends early, and how that shows. Models pkg/minikube/reason. */
export class Exit extends Error {
  readonly status: number;
  /** `GUEST_NODE_RETRIEVE`; empty when all has been said. */
  readonly id: string;
  constructor(status: number, id = '', message = '') {
    super(message);
    this.status = status;
    this.id = id;
  }
}

/** Exit statuses. Models pkg/minikube/reason/exitcodes.go. */
export const EXIT = {
  failure: 1,
  usage: 14,
  guestError: 80,
  guestNotRunning: 83,
  guestNotFound: 85,
  controlPlaneNotRunning: 103,
} as const;

export const usage = (message: string): Exit => new Exit(EXIT.usage, 'MK_USAGE', message);

/** One run of minikube: its words and flags, the machines that it drives, and what it prints as it goes. */
export class Run {
  readonly context: ProgramContext;
  readonly cluster: Cluster;
  /** Without flags and without the command itself. */
  readonly args: readonly string[];
  readonly flags: ReadonlyMap<string, string>;

  constructor(
    context: ProgramContext,
    cluster: Cluster,
    args: readonly string[],
    flags: ReadonlyMap<string, string>,
  ) {
    this.context = context;
    this.cluster = cluster;
    this.args = args;
    this.flags = flags;
  }

  /** The API server, as kubectl's user. */
  get client(): Client {
    return new Client(this.cluster.endpoint, 'minikube-user');
  }

  /** Print a line with its mark. Models out.Step. */
  *step(style: StyleName, format: string, values: Values = {}): Task {
    yield* this.context.stdout.write(this.#line('stdout', style, format, values));
  }

  /** The same on stderr. Models out.ErrT. */
  *error(style: StyleName, format: string, values: Values = {}): Task {
    yield* this.context.stderr.write(this.#line('stderr', style, format, values));
  }

  *print(text: string): Task {
    yield* this.context.stdout.write(text);
  }

  #line(stream: 'stdout' | 'stderr', name: StyleName, format: string, values: Values): string {
    const { env } = this.context;
    const inStyle = env.get('MINIKUBE_IN_STYLE');
    const colour =
      inStyle === undefined || inStyle === ''
        ? this.context[stream].tty !== undefined && (env.get('TERM') ?? '').includes('color')
        : /^(1|t|true)$/i.test(inStyle);
    const { emoji, plain } = STYLES[name];
    return `${colour ? emoji : plain}${translate(env, format, values)}\n`;
  }

  /** Wait as long as the thing before takes: about `ms`, a little more or less each time. */
  *take(ms: number): Task {
    yield* sleep(ms * (0.85 + 0.3 * this.context.sim.random('minikube').next()));
  }

  /** The machines in the order of the profile. */
  get nodes(): ClusterNode[] {
    return [...this.cluster.host.nodes.values()];
  }

  get primary(): ClusterNode {
    const primary = this.nodes.find(({ spec }) => spec.controlPlane);
    if (!primary) throw new Exit(EXIT.guestNotFound, '', '');
    return primary;
  }

  /** The node of that name (`m02`) or machine name (`minikube-m02`). Models node.Retrieve. @throws {Exit} */
  retrieve(name: string): ClusterNode {
    const node = this.nodes.find((each) => each.name === name || shortName(each) === name);
    if (node && name !== '') return node;
    throw new Exit(EXIT.guestError, 'GUEST_NODE_RETRIEVE', `retrieving node: Could not find node ${name}`);
  }

  /** Go on only when the control plane's machine runs. Models mustload.Running. @throws {Exit} */
  *mustRun(): Task {
    const { name, machine } = this.primary;
    if (machine.state === 'running') return;
    yield* this.step('shrug', 'The control-plane node {{.name}} host is not running: state={{.state}}', {
      name,
      state: hostState(this.primary),
    });
    yield* this.step('workaround', 'To start a cluster, run: "{{.command}}"', { command: 'minikube start' });
    throw new Exit(EXIT.guestNotRunning);
  }
}

/** A node's name in the profile: `m02`; the first one's is empty. */
export function shortName({ name }: ClusterNode): string {
  return name === PROFILE ? '' : name.slice(PROFILE.length + 1);
}

/** What the driver says of a machine. */
export function hostState({ machine }: ClusterNode): string {
  return { running: 'Running', stopping: 'Running', stopped: 'Stopped' }[machine.state];
}
