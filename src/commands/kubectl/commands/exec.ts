import type { UpgradeStreams } from '../../../cluster/apiserver/request.ts';
import { BrokenPipe, first, type Process, type Task, type Wait } from '../../../sim/index.ts';
import type { Tty } from '../../../shell/tty.ts';
import { build } from '../builder.ts';
import { utf8, type Cli } from '../cli.ts';
import { defaultContainer } from '../containers.ts';
import { CliError, ExitError, UsageError } from '../errors.ts';
import { at, isObject, nameOf, namespaceOf, objects, text, type Json, type JsonObject } from '../json.ts';
import { podOf } from './logs.ts';

/** `kubectl exec`. Models kubectl's pkg/cmd/exec. */
export function* exec(cli: Cli): Task<number | void> {
  const { args, dash, flags } = cli;
  if (args.length === 0 || dash === 0) throw new CliError('pod, type/name or --filename must be specified');
  if (dash === undefined && args.length > 1) {
    throw new UsageError(
      'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead',
    );
  }
  if (dash !== undefined && dash > 1)
    throw new UsageError(
      'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead',
    );
  const command = args.slice(1);
  if (command.length === 0) throw new CliError('you must specify at least one command for the container');
  const pod = yield* findPod(cli, args[0] ?? '');
  const phase = text(at(pod, 'status', 'phase'));
  if (phase === 'Succeeded' || phase === 'Failed') {
    throw new CliError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  }
  const container = chooseContainer(cli, pod, flags.bool('quiet'));
  return yield* connect(cli, pod, 'exec', [
    ...command.map((word): [string, string] => ['command', word]),
    ['container', container],
  ]);
}

/** `kubectl attach`. Models kubectl's pkg/cmd/attach. */
export function* attach(cli: Cli): Task<number | void> {
  const { args } = cli;
  if (args.length === 0) throw new CliError('at least 1 argument is required for attach');
  if (args.length > 2)
    throw new CliError(
      'expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ' +
        `${args.length}: [${args.join(' ')}]`,
    );
  const pod = yield* findPod(cli, args.join('/'));
  const phase = text(at(pod, 'status', 'phase'));
  if (phase === 'Succeeded' || phase === 'Failed') {
    throw new CliError(`cannot attach a container in a completed pod; current phase is ${phase}`);
  }
  const container = chooseContainer(cli, pod, cli.flags.bool('quiet'));
  const quiet = cli.flags.bool('quiet');
  if (!quiet && cli.flags.bool('stdin'))
    cli.output.err("If you don't see a command prompt, try pressing enter.\n");
  return yield* connect(cli, pod, 'attach', [['container', container]]);
}

function* findPod(cli: Cli, name: string): Task<JsonObject> {
  const result = yield* build(cli, { args: name.includes('/') ? [name] : ['pods', name] });
  if (result.errors.length > 0) throw result.errors[0];
  const [info] = result.infos;
  if (!info) throw new CliError('pod, type/name or --filename must be specified');
  return podOf(cli, info, true);
}

function chooseContainer(cli: Cli, pod: JsonObject, quiet: boolean): string {
  const named = cli.flags.string('container');
  if (named === '') return defaultContainer(cli, pod, quiet);
  return named;
}

export function* connect(
  cli: Cli,
  pod: JsonObject,
  verb: 'exec' | 'attach',
  query: readonly [string, string][],
): Task<number> {
  const stdin = cli.flags.bool('stdin');
  let tty = cli.flags.bool('tty');
  const local = cli.context.stdin.tty;
  if (tty && (!stdin || !local)) {
    cli.output.err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
    tty = stdin && local !== undefined;
  }
  const options: [string, string][] = [...query];
  if (stdin) options.push(['stdin', 'true']);
  if (!tty) options.push(['stderr', 'true']);
  options.push(['stdout', 'true']);
  if (tty) options.push(['tty', 'true']);
  const path = `/api/v1/namespaces/${namespaceOf(pod)}/pods/${nameOf(pod)}/${verb}`;
  const response = cli.client.request('GET', path, { query: options, upgrade: true });
  if (response.kind !== 'upgrade') throw new CliError('unable to upgrade connection');
  return yield* stream(cli, response.streams, stdin, tty ? local : undefined);
}

/** Carry bytes both ways until the command has ended, and take its exit status. */
export function* stream(
  cli: Cli,
  streams: UpgradeStreams,
  stdin: boolean,
  tty: Tty | undefined,
): Task<number> {
  const { sim, process } = cli.context;
  yield* cli.output.flush();
  const helpers: Process[] = [];
  const before = tty?.raw();
  let done = false;
  try {
    const start = (task: Task): void =>
      void helpers.push(sim.spawn(task, { name: 'kubectl', parent: process }));
    if (stdin) start(sendInput(cli, streams));
    else streams.stdin?.closeWrite();
    if (tty) start(sendSizes(tty, streams));
    const outputs = [
      { pipe: streams.stdout, to: cli.context.stdout },
      { pipe: streams.stderr, to: cli.context.stderr },
    ];
    const report: Uint8Array[] = [];
    for (;;) {
      const waits: Wait[] = [];
      for (const { pipe, to } of outputs) {
        if (!pipe) continue;
        for (let bytes = pipe.tryRead(); bytes; bytes = pipe.tryRead()) yield* to.write(bytes);
        if (!pipe.ended) waits.push(pipe.readable());
      }
      for (let bytes = streams.error.tryRead(); bytes; bytes = streams.error.tryRead()) report.push(bytes);
      if (!streams.error.ended) waits.push(streams.error.readable());
      if (waits.length === 0) break;
      yield* first(waits);
    }
    done = true;
    return exitOf(report.map(utf8).join(''));
  } finally {
    for (const helper of helpers) helper.signal('SIGKILL');
    if (tty && before) tty.restore(before);
    if (!done) streams.abort();
  }
}

function* sendInput(cli: Cli, streams: UpgradeStreams): Task {
  const { stdin } = streams;
  if (!stdin) return;
  try {
    for (;;) {
      const bytes = yield* cli.context.stdin.read();
      if (!bytes) break;
      yield* stdin.write(bytes);
    }
  } catch (error) {
    if (!(error instanceof BrokenPipe)) throw error;
  }
  stdin.closeWrite();
}

function* sendSizes(tty: Tty, streams: UpgradeStreams): Task {
  for (;;) {
    streams.resize.put({ width: tty.columns, height: tty.rows });
    yield* tty.resized.wait();
  }
}

/** The exit status in the Status that ends a session. @throws {ExitError} for one that is not 0 */
export function exitOf(report: string): number {
  if (report === '') return 0;
  const status = JSON.parse(report) as Json;
  if (!isObject(status) || status.status === 'Success') return 0;
  const cause = objects(at(status, 'details', 'causes')).find((one) => one.reason === 'ExitCode');
  if (cause) {
    const code = Number(text(cause.message));
    throw new ExitError(code, `command terminated with exit code ${code}`);
  }
  throw new CliError(text(status.message));
}
