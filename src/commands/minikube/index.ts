/** `minikube`, for the one cluster that there is, with the docker driver. Entry point: {@link minikube}. */
import type { Cluster } from '../../cluster/cluster.ts';
import type { Program, ProgramContext } from '../../shell/types.ts';
import { work, type Task } from '../../sim/index.ts';
import { parse, wordsOf } from './flags.ts';
import { COMMANDS, LEFT_OUT, type Command } from './commands.ts';
import { help } from './help.ts';
import { EXIT, Exit, PROFILE, Run, usage } from './run.ts';

/** Processor milliseconds that starting minikube costs. */
const START_COST = 60;

/** minikube's command line tool for `cluster`. Models cmd/minikube. */
export function minikube(cluster: Cluster): Program {
  return function* (context) {
    yield* work(START_COST);
    const run = new Run(context, cluster, [], new Map());
    try {
      return yield* main(context, cluster);
    } catch (error) {
      if (!(error instanceof Exit)) throw error;
      if (error.id !== '') {
        yield* run.error('empty', '');
        yield* run.error('failure', 'Exiting due to {{.fatal_code}}: {{.fatal_msg}}', {
          fatal_code: error.id,
          fatal_msg: error.message,
        });
        yield* run.error('empty', '');
      } else if (error.message !== '')
        yield* run.error('failure', '{{.message}}', { message: error.message });
      return error.status;
    }
  };
}

function* main(context: ProgramContext, cluster: Cluster): Task<number> {
  const argv = context.argv.slice(1);
  const { command, rest } = wordsOf(argv, (path) => COMMANDS[path] !== undefined || LEFT_OUT.has(path));
  if (LEFT_OUT.has(command))
    throw new Exit(EXIT.failure, '', `"minikube ${command}" is not part of this simulation`);
  const found: Command | undefined = COMMANDS[command];
  if (!found) {
    const [unknown] = argv.filter((word) => !word.startsWith('-'));
    if (unknown === undefined || unknown === 'help') {
      yield* context.stdout.write(
        help(rest.filter((word) => word !== 'help' && !word.startsWith('-')).join(' ')),
      );
      return 0;
    }
    yield* context.stderr.write(
      `Error: unknown command ${JSON.stringify(unknown)} for "minikube"\nRun 'minikube --help' for usage.\n`,
    );
    return 1;
  }
  const parsed = parse(rest, found.flags ?? [], found.passes ?? false);
  if (parsed.help) {
    yield* context.stdout.write(help(command));
    return 0;
  }
  if (parsed.unknown !== undefined) {
    yield* context.stderr.write(`Error: ${parsed.unknown}\nSee 'minikube ${command} --help' for usage.\n`);
    return EXIT.failure;
  }
  const profile = parsed.flags.get('profile') ?? PROFILE;
  const run = new Run(context, cluster, parsed.args, parsed.flags);
  if (profile !== PROFILE && command !== 'version') {
    yield* run.step(
      'shrug',
      'Profile "{{.cluster}}" not found. Run "minikube profile list" to view all profiles.',
      {
        cluster: profile,
      },
    );
    yield* run.step('workaround', 'To start a cluster, run: "{{.command}}"', {
      command: `minikube start -p ${profile}`,
    });
    return EXIT.guestNotFound;
  }
  if (found.group && run.args.length > 0) throw usage(found.group);
  return (yield* found.run(run)) ?? 0;
}
