import type { Task } from '../../../sim/index.ts';
import type { Cli, Command } from '../cli.ts';
import { CliError, UsageError } from '../errors.ts';
import { goJson, object, objects, text, type JsonObject } from '../json.ts';
import { redacted } from '../kubeconfig.ts';
import { objectPrinter } from '../printers/object.ts';
import { TABLE_TABS, tabbed } from '../tabwriter.ts';
import { writeYaml } from '../yaml.ts';

/** `kubectl config …`. Models kubectl's pkg/cmd/config. */
export const CONFIG: Readonly<Record<string, Command>> = {
  'config current-context': currentContext,
  'config view': view,
  'config get-contexts': getContexts,
  'config get-clusters': (cli) => names(cli, 'clusters'),
  'config get-users': (cli) => names(cli, 'users'),
  'config use-context': useContext,
  'config set-context': setContext,
  'config set-cluster': setCluster,
  'config delete-context': (cli) => remove(cli, 'contexts', 'context'),
  'config delete-cluster': (cli) => remove(cli, 'clusters', 'cluster'),
  'config delete-user': (cli) => remove(cli, 'users', 'user'),
  'config rename-context': rename,
};

function* currentContext(cli: Cli): Task<void> {
  const name = cli.kubeconfig.currentContext;
  if (name === '') throw new CliError('current-context is not set');
  cli.output.out(`${name}\n`);
}

function* view(cli: Cli): Task<void> {
  const { content } = cli.kubeconfig;
  let shown: JsonObject = cli.flags.bool('raw') ? content : redacted(content);
  if (cli.flags.bool('minify')) shown = minified(cli, shown);
  const format = cli.flags.string('output');
  if (format === 'yaml' || format === '') cli.output.out(writeYaml(shown));
  else if (format === 'json') cli.output.out(`${goJson(inOrder(shown), '    ', false)}\n`);
  else objectPrinter(cli, format)(shown);
}

/** Go's order of the fields of a Config. */
function inOrder(config: JsonObject): JsonObject {
  const named = (key: string, inner: string): JsonObject[] | null =>
    config[key] ? objects(config[key]).map((one) => ({ name: one.name ?? '', [inner]: one[inner] })) : null;
  return {
    kind: 'Config',
    apiVersion: 'v1',
    clusters: named('clusters', 'cluster'),
    users: named('users', 'user'),
    contexts: named('contexts', 'context'),
    'current-context': config['current-context'] ?? '',
  };
}

function minified(cli: Cli, shown: JsonObject): JsonObject {
  const name = cli.kubeconfig.currentContext;
  const context = object(cli.kubeconfig.entry('contexts', name));
  if (name === '') throw new CliError('current-context must exist in order to minify');
  const only = (key: string, wanted: string): JsonObject[] =>
    objects(shown[key]).filter((one) => one.name === wanted);
  return {
    ...shown,
    clusters: only('clusters', text(context.cluster)),
    contexts: only('contexts', name),
    'current-context': name,
    users: only('users', text(context.user)),
  };
}

function* getContexts(cli: Cli): Task<void> {
  const { kubeconfig, args, flags } = cli;
  const all = [...kubeconfig.names('contexts')].sort();
  for (const name of args) if (!all.includes(name)) throw new CliError(`context ${name} not found`);
  const chosen = args.length === 0 ? all : args;
  if (flags.string('output') === 'name') return cli.output.out(chosen.map((name) => `${name}\n`).join(''));
  let out = flags.bool('no-headers') ? '' : 'CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n';
  for (const name of chosen) {
    const context = object(kubeconfig.entry('contexts', name));
    const mark = name === kubeconfig.currentContext ? '*' : ' ';
    out += `${[mark, name, text(context.cluster), text(context.user), text(context.namespace)].join('\t')}\n`;
  }
  cli.output.out(tabbed(out, TABLE_TABS));
}

function* names(cli: Cli, section: 'clusters' | 'users'): Task<void> {
  cli.output.out(
    `NAME\n${[...cli.kubeconfig.names(section)]
      .sort()
      .map((name) => `${name}\n`)
      .join('')}`,
  );
}

function oneName(cli: Cli): string {
  const [name] = cli.args;
  if (name === undefined || cli.args.length > 1)
    throw new UsageError(`Unexpected args: [${cli.args.join(' ')}]`);
  return name;
}

function* useContext(cli: Cli): Task<void> {
  const name = oneName(cli);
  if (!cli.kubeconfig.entry('contexts', name))
    throw new CliError(`no context exists with the name: "${name}"`);
  cli.kubeconfig.setCurrent(name);
  cli.output.out(`Switched to context "${name}".\n`);
}

function* setContext(cli: Cli): Task<void> {
  const { kubeconfig, flags } = cli;
  const current = flags.bool('current');
  const name = current ? text(kubeconfig.content['current-context']) : (cli.args[0] ?? '');
  if (current && name === '') throw new CliError('no current context is set');
  if (name === '') throw new CliError('you must specify a non-empty context name or --current');
  const before = kubeconfig.entry('contexts', name);
  const after: Record<string, string | JsonObject[string]> = { ...before };
  for (const key of ['cluster', 'namespace', 'user']) {
    if (!flags.changed(key)) continue;
    if (flags.string(key) === '') delete after[key];
    else after[key] = flags.string(key);
  }
  kubeconfig.setEntry('contexts', name, after as JsonObject);
  cli.output.out(`Context "${name}" ${before ? 'modified' : 'created'}.\n`);
}

function* setCluster(cli: Cli): Task<void> {
  const name = oneName(cli);
  const before = cli.kubeconfig.entry('clusters', name);
  const server = cli.flags.changed('server') ? { server: cli.flags.string('server') } : {};
  cli.kubeconfig.setEntry('clusters', name, { ...before, ...server });
  cli.output.out(`Cluster "${name}" set.\n`);
}

function* remove(cli: Cli, section: 'contexts' | 'clusters' | 'users', word: string): Task<void> {
  const name = oneName(cli);
  const { kubeconfig } = cli;
  if (!kubeconfig.entry(section, name)) {
    throw new CliError(`cannot delete ${word} ${name}, not in ${kubeconfig.path}`);
  }
  if (section === 'contexts' && text(kubeconfig.content['current-context']) === name) {
    cli.output.err(
      'warning: this removed your active context, use "kubectl config use-context" to select a different one\n',
    );
  }
  kubeconfig.removeEntry(section, name);
  cli.output.out(
    word === 'context'
      ? `deleted context ${name} from ${kubeconfig.path}\n`
      : `deleted ${word} ${name} from ${kubeconfig.path}\n`,
  );
}

function* rename(cli: Cli): Task<void> {
  const [from = '', to = ''] = cli.args;
  if (cli.args.length !== 2) throw new UsageError(`Unexpected args: [${cli.args.join(' ')}]`);
  const { kubeconfig } = cli;
  if (!kubeconfig.entry('contexts', from)) {
    throw new CliError(`cannot rename the context "${from}", it's not in ${kubeconfig.path}`);
  }
  if (kubeconfig.entry('contexts', to)) {
    throw new CliError(
      `cannot rename the context "${from}", the context "${to}" already exists in ${kubeconfig.path}`,
    );
  }
  kubeconfig.renameContext(from, to);
  cli.output.out(`Context "${from}" renamed to "${to}".\n`);
}
