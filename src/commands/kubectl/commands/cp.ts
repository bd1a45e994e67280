import { absolute, baseName, directoryName } from '../../../shell/fs/path.ts';
import { packEnd, packMember, Unpacker, type Member } from '../../../shell/tools/archive/format.ts';
import { BrokenPipe, first, type Process, type Task, type Wait } from '../../../sim/index.ts';
import { joinBytes, utf8, type Cli } from '../cli.ts';
import { defaultContainer } from '../containers.ts';
import { CliError, ExitError } from '../errors.ts';
import { at, type JsonObject } from '../json.ts';
import { exitOf } from './exec.ts';

/** `[[namespace/]pod:]path`. */
interface FileSpec {
  readonly namespace: string;
  /** Empty for a file of this machine. */
  readonly pod: string;
  readonly file: string;
}

/** Models kubectl's pkg/cmd/cp's extractFileSpec. @throws {CliError} */
function parseSpec(cli: Cli, words: string): FileSpec {
  const colon = words.indexOf(':');
  const malformed = new CliError('filespec must match the canonical format: [[namespace/]pod:]file/path');
  if (colon === 0) throw malformed;
  if (colon < 0) return { namespace: '', pod: '', file: words };
  const parts = words.slice(0, colon).split('/');
  const file = words.slice(colon + 1);
  const [a = '', b] = parts;
  if (parts.length > 2) throw malformed;
  return b === undefined ? { namespace: cli.namespace, pod: a, file } : { namespace: a, pod: b, file };
}

/** `kubectl cp`: tar on both ends of an exec. Models kubectl's pkg/cmd/cp. */
export function* cp(cli: Cli): Task<void> {
  const [from, to] = cli.args;
  if (from === undefined || to === undefined || cli.args.length > 2)
    throw new CliError('source and destination are required');
  const source = parseSpec(cli, from);
  const target = parseSpec(cli, to);
  if (source.pod !== '' && target.pod !== '')
    throw new CliError('one of src or dest must be a local file specification');
  if (source.file === '' || target.file === '') throw new CliError('filepath can not be empty');
  if (source.pod !== '') return yield* fromPod(cli, source, target.file);
  if (target.pod !== '') return yield* toPod(cli, source.file, target);
  throw new CliError('one of src or dest must be a remote file specification');
}

function openPod(cli: Cli, spec: FileSpec): { path: string; container: string } {
  const path = `/api/v1/namespaces/${spec.namespace}/pods/${spec.pod}`;
  const pod: JsonObject = cli.client.get(path);
  const phase = at(pod, 'status', 'phase');
  if (phase === 'Succeeded' || phase === 'Failed')
    throw new CliError(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  return { path, container: cli.flags.string('container') || defaultContainer(cli, pod) };
}

/**
 * Run a command in the container.
 * @param show gets what it says on standard error
 * @throws {ExitError} where it does not succeed
 */
function* remote(
  cli: Cli,
  { path, container }: { path: string; container: string },
  command: readonly string[],
  input: Uint8Array | undefined,
  output: (bytes: Uint8Array) => void,
  show: (bytes: Uint8Array) => void,
): Task {
  const query: [string, string][] = [...command.map((word): [string, string] => ['command', word])];
  query.push(['container', container], ['stderr', 'true']);
  if (input) query.push(['stdin', 'true']);
  query.push(['stdout', 'true']);
  yield* cli.output.flush();
  const response = cli.client.request('GET', `${path}/exec`, { query, upgrade: true });
  if (response.kind !== 'upgrade') throw new CliError('unable to upgrade connection');
  const { streams } = response;
  let sender: Process | undefined;
  let done = false;
  try {
    if (input) {
      const { sim, process } = cli.context;
      sender = sim.spawn(send(streams.stdin, input), { name: 'kubectl', parent: process });
    } else streams.stdin?.closeWrite();
    const report: Uint8Array[] = [];
    const sinks = [
      { pipe: streams.stdout, put: output },
      { pipe: streams.stderr, put: show },
      { pipe: streams.error, put: (bytes: Uint8Array): void => void report.push(bytes) },
    ];
    for (;;) {
      const waits: Wait[] = [];
      for (const { pipe, put } of sinks) {
        if (!pipe) continue;
        for (let bytes = pipe.tryRead(); bytes; bytes = pipe.tryRead()) put(bytes);
        if (!pipe.ended) waits.push(pipe.readable());
      }
      if (waits.length === 0) break;
      yield* first(waits);
    }
    done = true;
    exitOf(report.map(utf8).join(''));
  } finally {
    sender?.signal('SIGKILL');
    if (!done) streams.abort();
  }
}

function* send(
  pipe: { write(data: Uint8Array): Task; closeWrite(): void } | undefined,
  data: Uint8Array,
): Task {
  if (!pipe) return;
  try {
    yield* pipe.write(data);
  } catch (error) {
    if (!(error instanceof BrokenPipe)) throw error;
  }
  pipe.closeWrite();
}

function* toPod(cli: Cli, source: string, target: FileSpec): Task<void> {
  const { fs, cwd } = cli.context;
  const local = absolute(cwd, source);
  if (!fs.exists(local)) throw new CliError(`${source} doesn't exist in local filesystem`);
  const pod = openPod(cli, target);
  let file = target.file.replace(/(.)\/+$/, '$1');
  const quiet = (): void => undefined;
  try {
    yield* remote(cli, pod, ['test', '-d', file], undefined, quiet, quiet);
    file = `${file.replace(/\/$/, '')}/${baseName(local)}`;
  } catch (error) {
    if (!(error instanceof ExitError)) throw error;
  }
  const folder = directoryName(file);
  const parts = packTree(cli, local, baseName(file));
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const options = cli.flags.bool('no-preserve')
    ? ['--no-same-permissions', '--no-same-owner', '-xmf', '-']
    : ['-xmf', '-'];
  const command = ['tar', ...options, ...(folder === '' || folder === '.' ? [] : ['-C', folder])];
  const show = (bytes: Uint8Array): void => cli.output.err(utf8(bytes));
  yield* remote(cli, pod, command, joinBytes([...parts, packEnd(length)]), quiet, show);
}

/** A file or directory, and all below it, as members of an archive. */
function packTree(cli: Cli, path: string, name: string): Uint8Array[] {
  const { fs } = cli.context;
  const stat = fs.lstat(path);
  const about = { mode: stat.mode, uid: stat.uid, gid: stat.gid, user: '', group: '', mtime: stat.mtime };
  const none = { target: '', data: new Uint8Array() };
  if (stat.kind === 'directory') {
    const entries = fs.readdir(path);
    const below = entries.flatMap((entry) => packTree(cli, `${path}/${entry.name}`, `${name}/${entry.name}`));
    return entries.length > 0
      ? below
      : packMember({ ...about, ...none, name: `${name}/`, kind: 'directory' });
  }
  if (stat.kind === 'symlink')
    return packMember({ ...about, ...none, name, kind: 'symlink', target: fs.readlink(path) });
  return packMember({ ...about, ...none, name, kind: 'file', data: fs.readFile(path) });
}

function* fromPod(cli: Cli, source: FileSpec, target: string): Task<void> {
  const pod = openPod(cli, source);
  const unpacker = new Unpacker();
  const members: Member[] = [];
  const take = (bytes: Uint8Array): void => void members.push(...unpacker.feed(bytes));
  const show = (bytes: Uint8Array): void => cli.output.out(bytes);
  try {
    yield* remote(cli, pod, ['tar', 'cf', '-', source.file], undefined, take, show);
  } catch (error) {
    // What tar said has been shown; upstream goes on with what came.
    if (!(error instanceof ExitError)) throw error;
  }
  const prefix = source.file
    .replace(/^\/+/, '')
    .replace(/\/+$/, '')
    .replace(/^(\.\.?\/)+/, '');
  for (const member of members) unpack(cli, source, member, prefix, target);
}

function unpack(cli: Cli, source: FileSpec, member: Member, prefix: string, target: string): void {
  const { fs, cwd } = cli.context;
  const name = member.name.replace(/^\/+/, '');
  if (!name.startsWith(prefix)) throw new CliError('tar contents corrupted');
  let destination = absolute(cwd, target);
  const rest = name.slice(prefix.length);
  if (fs.isDirectory(destination) && rest.replace(/\/$/, '') === '' && member.kind === 'file')
    destination = `${destination}/${baseName(prefix)}`;
  const path = `${destination}${rest === '' || rest.startsWith('/') ? '' : '/'}${rest}`.replace(/\/+$/, '');
  if (member.kind === 'directory') return fs.mkdir(path, { recursive: true });
  fs.mkdir(directoryName(path), { recursive: true });
  if (member.kind === 'symlink') {
    cli.output.err(
      `warning: skipping symlink: "${path}" -> "${member.target}" (consider using "kubectl exec -n "${source.namespace}" "${source.pod}" -- tar cf - "${source.file}" | tar xf -")\n`,
    );
    return;
  }
  fs.writeFile(path, member.data);
}
