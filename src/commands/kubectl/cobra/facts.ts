import { CREATE_FACTS } from './facts-create.ts';
import { OTHERS_FACTS } from './facts-others.ts';
import { WORKLOADS_FACTS } from './facts-workloads.ts';
import { parseFlagFacts, type Flag } from './flags.ts';

/** One command as the real one describes it. */
export interface CommandFacts {
  /** `['rollout', 'status']`; empty for kubectl itself. */
  readonly path: readonly string[];
  readonly aliases: readonly string[];
  readonly short: string;
  readonly usage: string;
  readonly flags: readonly Flag[];
}

/** Flags of every command, as `kubectl options` lists them. */
export const GLOBAL_FLAGS: readonly Flag[] = parseFlagFacts(`
--as='' --as-group=[] --as-uid='' --as-user-extra=[] --cache-dir='/root/.kube/cache' --certificate-authority=''
--client-certificate='' --client-key='' --cluster='' --context='' --disable-compression=false
--insecure-skip-tls-verify=false --kubeconfig='' --kuberc='' --log-flush-frequency=5s --match-server-version=false
-n,--namespace='' --password='' --profile='none' --profile-output='profile.pprof' --request-timeout='0'
-s,--server='' --tls-server-name='' --token='' --user='' --username='' -v,--v=0 --vmodule= --warnings-as-errors=false
`);

/** The groups of `kubectl --help`, in its order. */
export const GROUPS: readonly (readonly [title: string, names: readonly string[]])[] = [
  ['Basic Commands (Beginner)', ['create', 'expose', 'run', 'set']],
  ['Basic Commands (Intermediate)', ['explain', 'get', 'edit', 'delete']],
  ['Deploy Commands', ['rollout', 'scale', 'autoscale']],
  [
    'Cluster Management Commands',
    ['certificate', 'cluster-info', 'top', 'cordon', 'uncordon', 'drain', 'taint'],
  ],
  [
    'Troubleshooting and Debugging Commands',
    ['describe', 'logs', 'attach', 'exec', 'port-forward', 'proxy', 'cp', 'auth', 'debug', 'events'],
  ],
  ['Advanced Commands', ['diff', 'apply', 'patch', 'replace', 'wait', 'kustomize']],
  ['Settings Commands', ['label', 'annotate', 'completion']],
  ['Other Commands', ['api-resources', 'api-versions', 'config', 'plugin', 'version']],
];

function parseFacts(text: string): CommandFacts[] {
  return text
    .split(/^> /m)
    .filter((block) => block.trim() !== '')
    .map((block) => {
      const [head = '', short = '', usage = '', ...flags] = block.trimEnd().split('\n');
      const match = /^([^(]*?)(?: \((.*)\))?$/.exec(head);
      return {
        path: (match?.[1] ?? head).split(' '),
        aliases: match?.[2]?.split(' ') ?? [],
        short,
        usage,
        flags: parseFlagFacts(flags.join(' ')),
      };
    });
}

const order = GROUPS.flatMap(([, names]) => names);
/** Every command, in the order in which the real one registers them (suggestions come in that order). */
export const COMMANDS: readonly CommandFacts[] = parseFacts(
  CREATE_FACTS + WORKLOADS_FACTS + OTHERS_FACTS,
).sort((a, b) => order.indexOf(a.path[0] ?? '') - order.indexOf(b.path[0] ?? ''));

/** The commands right under a path. */
export function children(path: readonly string[]): CommandFacts[] {
  return COMMANDS.filter(
    (command) => command.path.length === path.length + 1 && path.every((word, i) => command.path[i] === word),
  );
}

export function findChild(path: readonly string[], name: string): CommandFacts | undefined {
  return children(path).find((command) => command.path.at(-1) === name || command.aliases.includes(name));
}
