import { first, type Pipe, type Task } from '../../../sim/index.ts';
import { build, selectorFlag, type Info } from '../builder.ts';
import type { Cli } from '../cli.ts';
import { joinBytes } from '../cli.ts';
import { containersOf, defaultContainer } from '../containers.ts';
import { groupResource } from '../discovery.ts';
import { CliError, isNotFound, StatusError, UsageError } from '../errors.ts';
import { nameOf, namespaceOf, objects, type JsonObject } from '../json.ts';
import { byReadiness, podSelector } from '../pod-of.ts';
import { parseTime } from '../time.ts';

const USAGE = `expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.
POD or TYPE/NAME is a required argument for the logs command`;

interface Source {
  readonly pod: JsonObject;
  readonly container: string;
}

/** `kubectl logs`. Models kubectl's pkg/cmd/logs with polymorphichelpers.logsForObject. */
export function* logs(cli: Cli): Task<number | void> {
  const { args, flags } = cli;
  const selector = selectorFlag(cli);
  const [name, second] = args;
  if (args.length === 0 && selector === undefined) throw new UsageError(USAGE);
  if (args.length > 2) throw new UsageError(USAGE);
  if (selector !== undefined && args.length > 0)
    throw new UsageError('only a selector (-l) or a POD name is allowed');
  if (second !== undefined && flags.changed('container'))
    throw new UsageError('only one of -c or an inline [CONTAINER] arg is allowed');
  checkOptions(cli);
  const container = second ?? flags.string('container');
  const all = flags.bool('all-containers');
  if (all && container !== '')
    throw new CliError('--all-containers=true should not be specified with container name ' + container);
  const pods = selector === undefined ? yield* podsFor(cli, name ?? '') : selected(cli, selector);
  const sources = pods.flatMap((pod) => sourcesOf(cli, pod, container, all));
  if (selector !== undefined && sources.length === 0) {
    cli.output.err(`No resources found in ${cli.namespace} namespace.\n`);
    return 0;
  }
  const prefix = flags.bool('prefix') || flags.bool('all-pods');
  if (flags.bool('follow') && sources.length > 1) {
    const most = flags.int('max-log-requests');
    if (sources.length > most) {
      throw new CliError(
        `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`,
      );
    }
    return yield* followAll(cli, sources, prefix, selector !== undefined);
  }
  for (const source of sources) yield* copy(cli, source, prefix, selector !== undefined);
  return 0;
}

function checkOptions(cli: Cli): void {
  const { flags } = cli;
  if (flags.changed('since') && flags.changed('since-time'))
    throw new UsageError('at most one of `sinceTime` or `sinceSeconds` may be specified');
  if (flags.int('limit-bytes') < 0) throw new UsageError('--limit-bytes must be greater than 0');
  if (flags.int('tail') < -1) throw new UsageError('--tail must be greater than or equal to -1');
  const time = flags.string('since-time');
  if (time !== '' && parseTime(time) === undefined) {
    throw new CliError(
      `parsing time ${JSON.stringify(time)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(time)} as "2006"`,
    );
  }
}

function selected(cli: Cli, selector: string): JsonObject[] {
  const path = `/api/v1/namespaces/${cli.namespace}/pods`;
  return [
    ...objects(
      cli.client.get(path, [
        ['labelSelector', selector],
        ['limit', '500'],
      ]).items,
    ),
  ];
}

function* podsFor(cli: Cli, name: string): Task<JsonObject[]> {
  const args = name.includes('/') ? [name] : ['pods', name];
  const result = yield* build(cli, { args });
  const [failure] = result.errors;
  if (isNotFound(failure)) {
    // Unlike other commands, logs says where it looked.
    const message = (failure as StatusError).message;
    throw new CliError(
      `error from server (NotFound): ${message} in namespace ${JSON.stringify(cli.namespace)}`,
    );
  }
  if (failure !== undefined) throw failure;
  const [info] = result.infos;
  return info ? [podOf(cli, info)] : [];
}

/** The pod itself, or one that a workload's selector finds. Models polymorphichelpers.AttachablePodForObject. */
export function podOf(cli: Cli, info: Info, quiet = false): JsonObject {
  if (info.mapping.resource === 'pods') return { apiVersion: 'v1', kind: 'Pod', ...info.object };
  const selector = podSelector(info.mapping, info.object);
  if (selector === undefined)
    throw new CliError(
      `cannot get the logs from ${info.mapping.kind}: selector for ${groupResource(info.mapping)} not implemented`,
    );
  const pods = [...selectedIn(cli, info.namespace, selector)];
  if (pods.length === 0) throw new CliError('timed out waiting for the condition');
  pods.sort(byReadiness);
  const [best] = pods as [JsonObject];
  if (pods.length > 1 && !quiet) cli.output.err(`Found ${pods.length} pods, using pod/${nameOf(best)}\n`);
  return best;
}

function selectedIn(cli: Cli, namespace: string, selector: string): readonly JsonObject[] {
  return objects(cli.client.get(`/api/v1/namespaces/${namespace}/pods`, [['labelSelector', selector]]).items);
}

function sourcesOf(cli: Cli, pod: JsonObject, container: string, all: boolean): Source[] {
  const containers = containersOf(pod);
  if (all) {
    const order = { init: 0, main: 1, ephemeral: 2 };
    return [...containers]
      .sort((a, b) => order[a.kind] - order[b.kind])
      .map(({ name }) => ({ pod, container: name }));
  }
  if (container === '') return [{ pod, container: defaultContainer(cli, pod) }];
  if (!containers.some((one) => one.name === container)) {
    throw new CliError(`container ${container} is not valid for pod ${nameOf(pod)}`);
  }
  return [{ pod, container }];
}

function query(cli: Cli, container: string, selecting: boolean): [string, string][] {
  const { flags } = cli;
  const out: [string, string][] = [['container', container]];
  if (flags.bool('follow')) out.push(['follow', 'true']);
  if (flags.int('limit-bytes') > 0) out.push(['limitBytes', flags.string('limit-bytes')]);
  if (flags.bool('previous')) out.push(['previous', 'true']);
  const since = flags.duration('since');
  if (since > 0) out.push(['sinceSeconds', String(Math.ceil(since / 1000))]);
  if (flags.string('since-time') !== '') out.push(['sinceTime', flags.string('since-time')]);
  const tail = flags.int('tail');
  if (tail >= 0) out.push(['tailLines', String(tail)]);
  else if (selecting && !flags.changed('tail')) out.push(['tailLines', '10']);
  if (flags.bool('timestamps')) out.push(['timestamps', 'true']);
  return out;
}

function open(cli: Cli, { pod, container }: Source, selecting: boolean): Pipe | Uint8Array {
  const path = `/api/v1/namespaces/${namespaceOf(pod)}/pods/${nameOf(pod)}/log`;
  const response = cli.client.request('GET', path, { query: query(cli, container, selecting) });
  if (response.kind === 'stream') return response.body;
  return new TextEncoder().encode(response.kind === 'text' ? response.body : '');
}

const label = ({ pod, container }: Source): string => `[pod/${nameOf(pod)}/${container}] `;

function* copy(cli: Cli, source: Source, prefix: boolean, selecting: boolean): Task {
  const lines = new Lines(prefix ? label(source) : '');
  let pipe: Pipe | Uint8Array;
  try {
    pipe = open(cli, source, selecting);
  } catch (error) {
    if (!cli.flags.bool('ignore-errors') || !(error instanceof StatusError)) throw error;
    return cli.output.err(`error: ${error.message}\n`);
  }
  if (pipe instanceof Uint8Array) return cli.output.out(lines.add(pipe));
  try {
    for (;;) {
      const bytes = pipe.tryRead();
      if (bytes) {
        cli.output.out(lines.add(bytes));
        continue;
      }
      yield* cli.output.flush();
      if (pipe.ended) break;
      yield* first([pipe.readable()]);
    }
    cli.output.out(lines.rest());
  } finally {
    pipe.closeRead();
  }
}

function* followAll(cli: Cli, sources: readonly Source[], prefix: boolean, selecting: boolean): Task<number> {
  const open_ = sources.map((source) => ({
    pipe: open(cli, source, selecting),
    lines: new Lines(prefix ? label(source) : '', true),
  }));
  try {
    for (;;) {
      for (const { pipe, lines } of open_) {
        if (pipe instanceof Uint8Array) continue;
        for (let bytes = pipe.tryRead(); bytes; bytes = pipe.tryRead()) cli.output.out(lines.add(bytes));
        if (pipe.ended) cli.output.out(lines.rest());
      }
      yield* cli.output.flush();
      const left = open_
        .map(({ pipe }) => pipe)
        .filter((pipe): pipe is Pipe => !(pipe instanceof Uint8Array) && !pipe.ended);
      if (left.length === 0) return 0;
      yield* first(left.map((pipe) => pipe.readable()));
    }
  } finally {
    for (const { pipe } of open_) if (!(pipe instanceof Uint8Array)) pipe.closeRead();
  }
}

const NEWLINE = 10;

/** Puts a prefix before each line; without one, or where lines of several sources mix, whole lines pass as they come. */
class Lines {
  readonly #prefix: Uint8Array;
  readonly #whole: boolean;
  #open: Uint8Array = new Uint8Array();

  constructor(prefix: string, whole = false) {
    this.#prefix = new TextEncoder().encode(prefix);
    this.#whole = whole || prefix !== '';
  }

  add(bytes: Uint8Array): Uint8Array {
    if (!this.#whole) return bytes;
    const parts: Uint8Array[] = [];
    let rest = joinBytes([this.#open, bytes]);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      parts.push(this.#prefix, rest.subarray(0, end + 1));
      rest = rest.subarray(end + 1);
    }
    this.#open = rest;
    return parts.length === 0 ? new Uint8Array() : joinBytes(parts);
  }

  rest(): Uint8Array {
    const open = this.#open;
    this.#open = new Uint8Array();
    return open.length === 0 ? open : joinBytes([this.#prefix, open]);
  }
}
