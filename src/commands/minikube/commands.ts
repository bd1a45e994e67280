import type { Task } from '../../sim/index.ts';
import { start, stop } from './cluster.ts';
import type { Flag } from './flags.ts';
import { addonsList, imageList, ip, kubectl, profile, profileList, version } from './misc.ts';
import { nodeAdd, nodeDelete, nodeList, nodeStart, nodeStop } from './node.ts';
import type { Run } from './run.ts';
import { ssh } from './ssh.ts';
import { status } from './status.ts';

export interface Command {
  readonly run: (run: Run) => Task<number | void>;
  readonly flags?: readonly Flag[];
  /** From the first argument on, all words are another program's. */
  readonly passes?: boolean;
  /** A command that has only subcommands: what it says about any other word. */
  readonly group?: string;
}

const NODE: Flag = { name: 'node', letter: 'n', value: true };
const OUTPUT: Flag = { name: 'output', letter: 'o', value: true };
const NODE_USAGE = 'Usage: minikube node [add|start|stop|delete|list]';

function* nodeUsage(run: Run): Task<number> {
  yield* run.error('empty', '');
  yield* run.error('usage', 'Exiting due to MK_USAGE: {{.usage}}', { usage: NODE_USAGE });
  yield* run.error('empty', '');
  return 14;
}

/** What there is, by its words. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  'addons list': { run: addonsList, flags: [OUTPUT] },
  'image list': { run: imageList, flags: [{ name: 'format', value: true }] },
  'image ls': { run: imageList, flags: [{ name: 'format', value: true }] },
  ip: { run: ip, flags: [NODE] },
  kubectl: { run: kubectl, passes: true },
  node: { run: nodeUsage, group: NODE_USAGE },
  'node add': {
    run: nodeAdd,
    flags: [{ name: 'control-plane' }, { name: 'worker' }, { name: 'delete-on-failure' }],
  },
  'node delete': { run: nodeDelete },
  'node list': { run: nodeList },
  'node start': { run: nodeStart, flags: [{ name: 'delete-on-failure' }] },
  'node stop': { run: nodeStop },
  profile: { run: profile },
  'profile list': { run: profileList, flags: [OUTPUT, { name: 'light', letter: 'l' }] },
  status: { run: status, flags: [NODE, OUTPUT] },
  ssh: { run: ssh, flags: [NODE, { name: 'native-ssh' }], passes: true },
  start: {
    run: start,
    flags: [
      { name: 'nodes', letter: 'n', value: true },
      { name: 'driver', value: true },
      { name: 'container-runtime', letter: 'c', value: true },
      { name: 'kubernetes-version', value: true },
    ],
  },
  stop: {
    run: stop,
    flags: [{ name: 'all' }, { name: 'keep-context-active' }, { name: 'schedule', value: true }],
  },
  version: { run: version, flags: [{ name: 'short' }] },
};

/** What minikube has, and this simulation has not. */
export const LEFT_OUT: ReadonlySet<string> = new Set([
  ...['addons', 'addons configure', 'addons disable', 'addons enable', 'addons images', 'addons open'],
  ...['cache', 'completion', 'config', 'cp', 'dashboard', 'delete', 'docker-env', 'image', 'image build'],
  ...['image load', 'image pull', 'image push', 'image rm', 'image save', 'image tag', 'license', 'logs'],
  ...['mount', 'options', 'pause', 'podman-env', 'service', 'ssh-host', 'ssh-key'],
  ...['tunnel', 'unpause', 'update-check', 'update-context'],
]);
