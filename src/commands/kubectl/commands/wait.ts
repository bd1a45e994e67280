import { delay, first, type Task } from '../../../sim/index.ts';
import { build, fileFlags, infoPath, selectorFlag, type Info } from '../builder.ts';
import type { Cli } from '../cli.ts';
import { kindPrefix, pathOf } from '../discovery.ts';
import { CliError, isNotFound, throwAll } from '../errors.ts';
import { at, objects, text, type JsonObject } from '../json.ts';
import { findResults, goPrint } from '../jsonpath/evaluate.ts';
import { parseJsonPath, relaxed } from '../jsonpath/parse.ts';

/** Whether what is waited for holds: `undefined` is "gone". */
type Test = (target: JsonObject | undefined) => boolean;

interface Condition {
  readonly test: Test;
  /** Done while the object is not there. */
  readonly gone: boolean;
}

function parseCondition(words: string): Condition {
  const lower = words.toLowerCase();
  if (lower === 'delete') return { gone: true, test: (target) => target === undefined };
  if (lower === 'create') return { gone: false, test: (target) => target !== undefined };
  if (lower.startsWith('condition=')) {
    const [name = '', value = 'true'] = words.slice('condition='.length).split('=');
    const test: Test = (target) =>
      objects(at(target, 'status', 'conditions')).some(
        (one) =>
          text(one.type).toLowerCase() === name.toLowerCase() &&
          text(one.status).toLowerCase() === value.toLowerCase(),
      );
    return { gone: false, test };
  }
  if (lower.startsWith('jsonpath=')) {
    const match = /^jsonpath=(['"]?)(\{.*?\}|[^=]*)\1(?:=(.*))?$/.exec(words);
    if (!match)
      throw new CliError(
        "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
      );
    const nodes = parseJsonPath(relaxed(match[2] ?? ''));
    const wanted = match[3]?.replace(/^(['"])(.*)\1$/, '$2');
    const test: Test = (target) => {
      if (!target) return false;
      const found = findResults(nodes, target).flat();
      if (found.length === 0) return false;
      return wanted === undefined ? true : goPrint(found[0]) === wanted;
    };
    return { gone: false, test };
  }
  throw new CliError(`unrecognized condition: ${JSON.stringify(words)}`);
}

/** `kubectl wait`. Models kubectl's pkg/cmd/wait. */
export function* wait(cli: Cli): Task<void> {
  const { flags } = cli;
  const words = flags.list('for').at(-1) ?? flags.string('for');
  const condition = parseCondition(words);
  const limit = flags.duration('timeout');
  const deadline = cli.context.sim.now + (limit < 0 ? 7 * 86_400_000 : limit);
  const result = yield* build(cli, {
    args: cli.args,
    ...fileFlags(cli),
    selector: selectorFlag(cli),
    fieldSelector: flags.string('field-selector'),
    all: flags.bool('all'),
    allNamespaces: flags.bool('all-namespaces'),
    flatten: true,
    continueOnError: true,
    lazy: true,
  });
  const errors: unknown[] = result.errors.filter((error) => !(condition.gone && isNotFound(error)));
  if (result.infos.length === 0 && errors.length === 0 && !condition.gone)
    throw new CliError('no matching resources found');
  for (const info of result.infos) {
    try {
      const met = yield* waitFor(cli, info, condition, deadline, words.toLowerCase() === 'create');
      if (met === undefined) continue;
      if (!met)
        errors.push(
          new CliError(`timed out waiting for the condition on ${info.mapping.resource}/${info.name}`),
        );
      else cli.output.out(`${kindPrefix(info.mapping)}/${info.name} condition met\n`);
    } catch (error) {
      if (!(error instanceof CliError) && !isNotFound(error)) throw error;
      errors.push(error);
    }
  }
  throwAll(errors);
}

/** Follow one object until `condition` holds. @returns whether it came to hold in time; undefined where there was nothing to wait for */
function* waitFor(
  cli: Cli,
  info: Info,
  condition: Condition,
  deadline: number,
  creating: boolean,
): Task<boolean | undefined> {
  yield* cli.output.flush();
  let live: JsonObject | undefined;
  try {
    live = cli.client.get(infoPath(info));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    if (condition.gone) return undefined;
    if (!creating) throw error;
  }
  if (condition.test(live)) return true;
  const version =
    text(at(live, 'metadata', 'resourceVersion')) ||
    text(at(cli.client.get(pathOf(info.mapping, info.namespace)), 'metadata', 'resourceVersion'));
  const watch = cli.client.watch(pathOf(info.mapping, info.namespace), [
    ['fieldSelector', `metadata.name=${info.name}`],
    ['resourceVersion', version],
  ]);
  try {
    for (;;) {
      const event = watch.events.tryTake();
      if (event) {
        if (condition.test(event.type === 'DELETED' ? undefined : event.object)) return true;
        if (event.type === 'DELETED' && !condition.gone && !creating) {
          throw new CliError(`${info.mapping.resource} ${JSON.stringify(info.name)} not found`);
        }
        continue;
      }
      const left = deadline - cli.context.sim.now;
      if (left <= 0 || watch.events.closed) return false;
      yield* first([watch.events.ready(), delay(left)]);
    }
  } finally {
    watch.stop();
  }
}
