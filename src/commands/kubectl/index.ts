import type { ApiHandler } from '../../cluster/apiserver/request.ts';
import type { Program, ProgramContext } from '../../shell/types.ts';
import { BrokenPipe, Interrupted, Terminated, work, type Task } from '../../sim/index.ts';
import { Output, type Cli } from './cli.ts';
import { Client } from './client.ts';
import { GLOBAL_FLAGS, findChild, type CommandFacts } from './cobra/facts.ts';
import { findCommand, hasChildren, suggestions } from './cobra/find.ts';
import { FlagError, FlagSet, HelpAsked, parseFlags } from './cobra/flags.ts';
import { deprecation, hiddenFlags } from './cobra/hidden.ts';
import { commandHelp, optionsHelp, rootHelp, rootUsage } from './cobra/help.ts';
import { REQUIRED } from './cobra/required.ts';
import { RUN } from './commands/index.ts';
import { complete } from './complete/program.ts';
import { Discovery } from './discovery.ts';
import { CliError, describeError, ExitError, refusedMessage, UsageError } from './errors.ts';
import { KubeConfig } from './kubeconfig.ts';

export { kubectlCompleter } from './complete/completer.ts';

/** Processor milliseconds that starting kubectl costs: reading its configuration, discovery from the cache, one round trip. */
const START_COST = 35;

/** Commands that do not talk to the cluster. */
const OFFLINE = new Set(['config', 'completion', 'plugin', 'kustomize']);

/**
 * kubectl v1.35, a client of the API server behind `handle`. Models k8s.io/kubectl/pkg/cmd: the same requests and the same output.
 * Its configuration is `~/.kube/config` of the machine that it runs on; without one it uses the namespace `default`.
 */
export function kubectl(handle: ApiHandler): Program {
  return function* (context) {
    yield* work(START_COST);
    const output = new Output(context);
    const code = yield* main(handle, context, output);
    yield* output.flush();
    return code;
  };
}

function* main(handle: ApiHandler, context: ProgramContext, output: Output): Task<number> {
  const [, first = ''] = context.argv;
  if (first === '__complete' || first === '__completeNoDesc') return complete(handle, context, output);
  const found = findCommand(context.argv.slice(1));
  const { facts, path, words } = found;
  const name = ['kubectl', ...path].join(' ');
  const fail = (message: string): number => {
    output.err(message.endsWith('\n') || message === '' ? message : `${message}\n`);
    return 1;
  };
  if (!facts) return root(words, output, fail);
  const flags = new FlagSet([...facts.flags, ...GLOBAL_FLAGS, ...hiddenFlags(path)], (flag) =>
    output.err(deprecation(flag) ?? ''),
  );
  let parsed: ReturnType<typeof parseFlags>;
  try {
    parsed = parseFlags(flags, words);
  } catch (error) {
    if (error instanceof HelpAsked) {
      output.out(commandHelp(facts));
      return 0;
    }
    if (error instanceof FlagError) return fail(`error: ${error.message}\nSee '${name} --help' for usage.`);
    throw error;
  }
  const missing = (REQUIRED[path.join(' ')] ?? []).filter((flag) => !flags.changed(flag));
  if (missing.length > 0) {
    return fail(`error: required flag(s) ${missing.map((flag) => JSON.stringify(flag)).join(', ')} not set`);
  }
  try {
    const run = RUN[path.join(' ')];
    if (!run) {
      if (!hasChildren(path))
        throw new CliError(`this kubectl does not have the command "${path.join(' ')}" yet`);
      if (parsed.args.length > 0)
        throw new UsageError(`unknown command ${JSON.stringify(parsed.args.join(' '))}`);
      // Which stream and status it is differs with how upstream registered the command.
      if (path[0] === 'certificate' || path[0] === 'rollout') output.out(commandHelp(facts));
      else output.err(commandHelp(facts));
      return path[0] === 'certificate' ? 0 : 1;
    }
    return (yield* run(prepare(handle, context, output, facts, flags, parsed))) ?? 0;
  } catch (error) {
    if (!(error instanceof Error) || isProcessError(error)) throw error;
    const { message, code } = describeError(error, name);
    fail(message);
    return code;
  }
}

/** Ends of the process itself (a signal, a broken pipe) and mistakes of this program are not the command's failures. */
function isProcessError(error: Error): boolean {
  return (
    error instanceof Terminated ||
    error instanceof Interrupted ||
    error instanceof BrokenPipe ||
    error instanceof TypeError
  );
}

function prepare(
  handle: ApiHandler,
  context: ProgramContext,
  output: Output,
  facts: CommandFacts,
  flags: FlagSet,
  parsed: ReturnType<typeof parseFlags>,
): Cli {
  const kubeconfig = new KubeConfig(context, flags);
  if (!OFFLINE.has(facts.path[0] ?? '')) {
    kubeconfig.check();
    refuseOtherServers(flags, kubeconfig);
  }
  const colour =
    context.stderr.tty !== undefined && context.env.get('TERM') !== 'dumb' && !context.env.has('NO_COLOR');
  const warn = (message: string): void =>
    output.err(`${colour ? '\u001b[33;1mWarning:\u001b[0m' : 'Warning:'} ${message}\n`);
  const client = new Client(handle, warn, flags.string('as') || undefined);
  const given = flags.find('namespace')?.shorthand === 'n' ? flags.string('namespace') : '';
  return {
    context,
    client,
    discovery: new Discovery(client),
    kubeconfig,
    flags,
    args: parsed.args,
    dash: parsed.dash,
    command: ['kubectl', ...facts.path].join(' '),
    path: facts.path,
    output,
    namespace: given || kubeconfig.namespace || 'default',
    namespaceGiven: given !== '',
  };
}

/** There is one API server; asking for another one finds nobody, nor does a kubeconfig that names none. */
function refuseOtherServers(flags: FlagSet, kubeconfig: KubeConfig): void {
  const asked = flags.string('server');
  if (asked !== '' && asked !== kubeconfig.server)
    throw new ExitError(1, refusedMessage(asked.replace(/^https?:\/\//, '').replace(/\/.*$/, '')));
  const empty =
    kubeconfig.exists && [...kubeconfig.names('clusters'), ...kubeconfig.names('contexts')].length === 0;
  if (empty && asked === '') throw new ExitError(1, refusedMessage('localhost:8080'));
}

function root(words: readonly string[], output: Output, fail: (message: string) => number): number {
  const flags = new FlagSet(GLOBAL_FLAGS);
  const [first] = words;
  if (first === 'options') {
    output.out(optionsHelp());
    return 0;
  }
  if (first === 'help') return help(words.slice(1), output);
  let args: string[];
  try {
    ({ args } = parseFlags(flags, words));
  } catch (error) {
    if (error instanceof HelpAsked) {
      output.out(rootHelp());
      return 0;
    }
    if (error instanceof FlagError) return fail(`error: ${error.message}\nSee 'kubectl --help' for usage.`);
    throw error;
  }
  const [unknown] = args;
  if (unknown === undefined) {
    output.out(rootHelp());
    return 0;
  }
  const near = suggestions(unknown);
  const hint =
    near.length === 0 ? '' : `\n\nDid you mean this?\n${near.map((name) => `\t${name}\n`).join('')}`;
  return fail(`error: unknown command ${JSON.stringify(unknown)} for "kubectl"${hint}`);
}

/** `kubectl help COMMAND`. */
function help(words: readonly string[], output: Output): number {
  let facts: CommandFacts | undefined;
  for (const word of words) {
    const next = findChild(facts?.path ?? [], word);
    if (!next) {
      output.out(`Unknown help topic [${words.map((one) => `\`${one}\``).join(' ')}]\n\n${rootUsage()}`);
      return 0;
    }
    facts = next;
  }
  output.out(facts ? commandHelp(facts) : rootHelp());
  return 0;
}
