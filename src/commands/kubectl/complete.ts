import type { ApiHandler } from '../../cluster/apiserver/request.ts';
import type { Completer, CompleterAnswer, CompleterContext } from '../../shell/readline/completion.ts';
import { Client, type Query } from './client.ts';
import { children, GLOBAL_FLAGS } from './cobra/facts.ts';
import { findCommand } from './cobra/find.ts';
import { FlagSet } from './cobra/flags.ts';
import { containersOf } from './containers.ts';
import { Discovery, pathOf } from './discovery.ts';
import { nameOf, objects } from './json.ts';
import { KubeConfig } from './kubeconfig.ts';

/** Commands whose first argument is a pod. */
const POD_COMMANDS = new Set(['logs', 'exec', 'attach', 'port-forward', 'cp', 'debug']);
const NODE_COMMANDS = new Set(['cordon', 'uncordon', 'drain', 'top node']);
const FORMATS = ['json', 'yaml', 'name', 'wide', 'jsonpath=', 'custom-columns='];

/**
 * What Tab offers after `kubectl`: commands, flags, kinds, names, namespaces, containers, as the real one's bash completion does.
 * Namespaces come from the kubeconfig's context where the line names none.
 */
export function kubectlCompleter(handle: ApiHandler): Completer {
  const client = new Client(handle, () => undefined);
  return (context) => {
    const words = context.words.slice(1);
    try {
      return answer(client, words, context.current, namespaceOf(context, words));
    } catch {
      return { candidates: [] }; // a server that refuses, or a broken kubeconfig, offers nothing
    }
  };
}

/** The namespace in which names are looked for: the line's, else the kubeconfig's context's. */
function namespaceOf(context: CompleterContext, words: readonly string[]): string {
  const given = valueOf(words, ['-n', '--namespace']);
  if (given !== undefined) return given;
  const flags = new FlagSet(GLOBAL_FLAGS);
  for (const name of ['kubeconfig', 'context']) {
    const flag = flags.find(name);
    const value = valueOf(words, [`--${name}`]);
    if (flag && value !== undefined) flags.set(flag, value);
  }
  return new KubeConfig(context, flags).namespace || 'default';
}

function answer(
  client: Client,
  words: readonly string[],
  current: string,
  namespace: string,
): CompleterAnswer {
  const { facts, path, words: rest } = findCommand(words);
  const flags = [...(facts?.flags ?? []), ...GLOBAL_FLAGS];
  const previous = words.at(-1) ?? '';
  if (words.includes('--')) return { candidates: [], files: true };
  if (previous === '-n' || previous === '--namespace')
    return { candidates: names(client, '/api/v1/namespaces') };
  if (previous === '-o' || previous === '--output') return { candidates: FORMATS };
  if (previous === '-f' || previous === '--filename') return { candidates: [], files: true };
  const args = rest.filter((word, i) => !word.startsWith('-') && !takesValue(rest[i - 1], flags));
  if (previous === '-c' || previous === '--container')
    return { candidates: containers(client, namespace, args[0] ?? '') };
  if (current.startsWith('-')) {
    const shown = flags.map((flag) => `--${flag.name}${flag.bare === undefined ? '=' : ''}`).sort();
    return {
      candidates: shown,
      suffix:
        current.startsWith('--') &&
        shown.filter((one) => one.startsWith(current)).every((one) => one.endsWith('='))
          ? ''
          : ' ',
    };
  }
  const under = children(path).map((one) => one.path.at(-1) ?? '');
  if (under.length > 0 && args.length === 0) {
    const own = path.length === 0 ? [...under, 'help', 'options'] : under;
    if (path.join(' ') !== 'create' || current !== '' || own.length > 0) return { candidates: own.sort() };
  }
  const command = path.join(' ');
  if (POD_COMMANDS.has(command)) {
    const [pod] = args;
    if (pod !== undefined) {
      const wanted = command === 'logs' && args.length === 1;
      return { candidates: wanted ? containers(client, namespace, pod) : [] };
    }
    return { candidates: names(client, `/api/v1/namespaces/${namespace}/pods`) };
  }
  if (NODE_COMMANDS.has(command)) return { candidates: names(client, '/api/v1/nodes') };
  if (!facts || !facts.usage.match(/TYPE|RESOURCE|KIND|NODE/)) return { candidates: [], files: true };
  return resources(client, namespace, args, current, command === 'explain');
}

function takesValue(
  word: string | undefined,
  flags: readonly { name: string; shorthand: string | undefined; bare: string | undefined }[],
): boolean {
  if (word === undefined || !word.startsWith('-') || word.includes('=')) return false;
  const flag = flags.find((one) => word === `--${one.name}` || word === `-${one.shorthand ?? ''}`);
  return flag !== undefined && flag.bare === undefined;
}

function valueOf(words: readonly string[], flags: readonly string[]): string | undefined {
  for (const [i, word] of words.entries()) {
    if (flags.includes(word)) return words[i + 1];
    const long = flags.find((flag) => flag.startsWith('--') && word.startsWith(`${flag}=`));
    if (long) return word.slice(long.length + 1);
  }
  return undefined;
}

function names(client: Client, path: string, query: Query = []): string[] {
  return objects(client.get(path, query).items).map(nameOf);
}

function containers(client: Client, namespace: string, pod: string): string[] {
  if (pod === '') return [];
  const name = pod.replace(/^pods?\//, '');
  return containersOf(client.get(`/api/v1/namespaces/${namespace}/pods/${name}`)).map((one) => one.name);
}

function resources(
  client: Client,
  namespace: string,
  args: readonly string[],
  current: string,
  kindsAlone: boolean,
): CompleterAnswer {
  const discovery = new Discovery(client);
  const slash = current.indexOf('/');
  const type = slash >= 0 ? current.slice(0, slash) : args[0];
  if (type !== undefined && !kindsAlone) {
    const mapping = discovery.find(type);
    if (!mapping) return { candidates: [] };
    const found = names(client, pathOf(mapping, mapping.namespaced ? namespace : ''));
    if (slash >= 0) return { candidates: found.map((name) => `${type}/${name}`) };
    return { candidates: found.filter((name) => !args.slice(1).includes(name)) };
  }
  if (kindsAlone && args.length > 0) return { candidates: [] };
  const kinds = discovery.all().filter((one) => one.preferred && one.verbs.length > 0);
  return {
    candidates: [
      ...new Set(kinds.map((one) => (one.group === '' ? one.resource : `${one.resource}.${one.group}`))),
    ].sort(),
  };
}
