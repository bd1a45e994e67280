import { delay, first, type Task } from '../../../sim/index.ts';
import { infoPath, type Info } from '../builder.ts';
import { pause, type Cli } from '../cli.ts';
import { kindPrefix, pathOf } from '../discovery.ts';
import { CliError, isNotFound, throwAll } from '../errors.ts';
import { quote } from '../gofmt.ts';
import { at, objects, text, type JsonObject } from '../json.ts';
import { findResults, goPrint } from '../jsonpath/evaluate.ts';
import { JsonPathError, parseJsonPath, relaxed } from '../jsonpath/parse.ts';
import { objectPrinter } from '../printers/object.ts';
import { namedObjects } from './objects.ts';

/** Whether what is waited for holds: `undefined` is "gone". @throws {CliError} where that cannot be told */
type Test = (target: JsonObject | undefined) => boolean;

interface Condition {
  readonly test: Test;
  /** Done while the object is not there. */
  readonly gone: boolean;
  /** The object may not be there yet. */
  readonly coming: boolean;
}

function parseCondition(words: string): Condition {
  const lower = words.toLowerCase();
  if (lower === 'delete') return { gone: true, coming: false, test: (target) => target === undefined };
  if (lower === 'create') return { gone: false, coming: true, test: (target) => target !== undefined };
  const [kind = ''] = words.split('=');
  const rest = words.slice(kind.length + 1);
  if (kind === 'condition') {
    const [name = '', ...value] = rest.split('=');
    const status = value.length === 0 ? 'true' : value.join('=');
    return {
      gone: false,
      coming: false,
      test: (target) => target !== undefined && hasCondition(target, name, status),
    };
  }
  if (kind === 'jsonpath') return { gone: false, coming: false, test: jsonPathTest(rest) };
  throw new CliError(`unrecognized condition: ${quote(words)}`);
}

/** Models ConditionalWait.checkCondition. */
function hasCondition(target: JsonObject, name: string, status: string): boolean {
  const condition = objects(at(target, 'status', 'conditions')).find(
    (one) => text(one.type).toLowerCase() === name.toLowerCase(),
  );
  if (!condition) return false;
  const observed = condition.observedGeneration ?? at(target, 'status', 'observedGeneration');
  const generation = at(target, 'metadata', 'generation');
  if (generation !== undefined && observed !== undefined && Number(observed) < Number(generation))
    return false;
  return text(condition.status).toLowerCase() === status.toLowerCase();
}

/** Cut at single `=`; `==` is part of an expression. Models splitJSONPathInput. */
function splitInput(input: string): string[] {
  const out = [''];
  for (const part of input.match(/==|=|[^=]+/g) ?? []) {
    if (part === '=') out.push('');
    else out[out.length - 1] += part;
  }
  return out;
}

/** Models JSONPathWait. */
function jsonPathTest(input: string): Test {
  const [expression = '', given, more] = splitInput(input);
  if (more !== undefined)
    throw new CliError(
      "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
    );
  if (expression === '') throw new CliError('jsonpath expression cannot be empty');
  const wanted = given?.replace(/^['"]+|['"]+$/g, '');
  let nodes: ReturnType<typeof parseJsonPath>;
  try {
    nodes = parseJsonPath(relaxed(expression));
  } catch (error) {
    if (error instanceof JsonPathError) throw new CliError(error.message);
    throw error;
  }
  if (wanted === '')
    throw new CliError(
      "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
    );
  return (target) => {
    if (!target) return false;
    const found = findResults(nodes, target);
    const [first] = found[0] ?? [];
    if (first === undefined) return false;
    if (found.length > 1) throw new CliError('given jsonpath expression matches more than one list');
    if ((found[0] ?? []).length > 1)
      throw new CliError('given jsonpath expression matches more than one value');
    if (wanted === undefined) return true;
    if (typeof first === 'object' && first !== null)
      throw new CliError('jsonpath leads to a nested object or list which is not supported');
    return goPrint(first).trim() === wanted.trim();
  };
}

/** How long a negative --timeout is. */
const WEEK = 7 * 86_400_000;

/** `kubectl wait`. Models kubectl's pkg/cmd/wait. */
export function* wait(cli: Cli): Task<void> {
  const { flags } = cli;
  const condition = parseCondition(flags.string('for'));
  const limit = flags.duration('timeout');
  const deadline = cli.context.sim.now + (limit < 0 ? WEEK : limit);
  const report = flags.string('output') === '' ? undefined : objectPrinter(cli, flags.string('output'));
  if (condition.coming) yield* untilThere(cli, deadline);
  const result = yield* namedObjects(cli, { allowEmptySelector: false });
  const errors: unknown[] = result.errors.filter((error) => !(condition.gone && isNotFound(error)));
  if (result.infos.length === 0 && errors.length === 0 && !condition.gone)
    throw new CliError('no matching resources found');
  for (const info of result.infos) {
    try {
      const last = yield* waitFor(cli, info, condition, deadline, limit === 0);
      if (report) report(last);
      else cli.output.out(`${kindPrefix(info.mapping)}/${info.name} condition met\n`);
    } catch (error) {
      if (!(error instanceof CliError) && !isNotFound(error)) throw error;
      errors.push(error);
    }
  }
  throwAll(errors);
}

/** `--for=create`: look again and again until something of that name is there. */
function* untilThere(cli: Cli, deadline: number): Task {
  for (;;) {
    const result = yield* namedObjects(cli, {});
    const missing =
      result.errors.some(isNotFound) || (result.infos.length === 0 && result.errors.length === 0);
    if (!missing) return;
    if (cli.context.sim.now >= deadline) throw new CliError('timed out waiting for the condition');
    yield* pause(cli, Math.min(500, deadline - cli.context.sim.now));
  }
}

/**
 * Follow one object until `condition` holds.
 * @param once look only once
 * @returns the object as it then was
 */
function* waitFor(
  cli: Cli,
  info: Info,
  condition: Condition,
  deadline: number,
  once: boolean,
): Task<JsonObject> {
  yield* cli.output.flush();
  let live: JsonObject | undefined;
  try {
    live = cli.client.get(infoPath(info));
  } catch (error) {
    if (!isNotFound(error) || !condition.gone) throw error;
  }
  if (condition.test(live)) return live ?? info.object;
  if (once) throw new CliError(`condition not met for ${info.mapping.resource}/${info.name}`);
  const watch = cli.client.watch(pathOf(info.mapping, info.namespace), [
    ['fieldSelector', `metadata.name=${info.name}`],
    ['resourceVersion', text(at(live, 'metadata', 'resourceVersion'))],
  ]);
  try {
    for (;;) {
      const event = watch.events.tryTake();
      if (event) {
        if (condition.test(event.type === 'DELETED' ? undefined : event.object)) return event.object;
        continue;
      }
      const left = deadline - cli.context.sim.now;
      if (left <= 0 || watch.events.closed)
        throw new CliError(`timed out waiting for the condition on ${info.mapping.resource}/${info.name}`);
      yield* first([watch.events.ready(), delay(left)]);
    }
  } finally {
    watch.stop();
  }
}
