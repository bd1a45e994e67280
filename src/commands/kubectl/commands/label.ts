import { createMergePatch } from '../../../api/patch/index.ts';
import type { Task } from '../../../sim/index.ts';
import { build, fileFlags, infoPath, selectorFlag, type Info } from '../builder.ts';
import { dryRun, type Cli } from '../cli.ts';
import { MERGE_PATCH } from '../client.ts';
import { kindPrefix } from '../discovery.ts';
import { CliError, throwAll } from '../errors.ts';
import { at, object, sameJson, stringMap, text, type JsonObject } from '../json.ts';
import { each, reporter, writeQuery } from './report.ts';

interface Form {
  readonly field: 'labels' | 'annotations';
  readonly word: 'label' | 'annotation';
  readonly manager: string;
}

/** `kubectl label`. Models kubectl's pkg/cmd/label. */
export const label = (cli: Cli): Task<void> =>
  change(cli, { field: 'labels', word: 'label', manager: 'kubectl-label' });
/** `kubectl annotate`. Models kubectl's pkg/cmd/annotate. */
export const annotate = (cli: Cli): Task<void> =>
  change(cli, { field: 'annotations', word: 'annotation', manager: 'kubectl-annotate' });

const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const VALUE_RULE = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`;

/** Which arguments name resources and which say what to change. Models cmdutil.GetResourcesAndPairs. */
export function splitPairs(args: readonly string[], word: string): { resources: string[]; pairs: string[] } {
  const resources: string[] = [];
  const pairs: string[] = [];
  for (const arg of args) {
    const isPair = arg.includes('=') || (arg.endsWith('-') && arg !== '-');
    if (isPair) pairs.push(arg);
    else if (pairs.length > 0)
      throw new CliError(`all resources must be specified before ${word} changes: ${arg}`);
    else resources.push(arg);
  }
  return { resources, pairs };
}

function parsePairs(pairs: readonly string[], form: Form): { set: Map<string, string>; remove: string[] } {
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals >= 0) {
      const value = pair.slice(equals + 1);
      if (equals === 0) throw new CliError(`invalid ${form.word} format: ${pair}`);
      if (form.word === 'label' && value.length > 63) {
        throw new CliError(`invalid label value: ${JSON.stringify(pair)}: must be no more than 63 bytes`);
      }
      if (form.word === 'label' && !LABEL_VALUE.test(value)) {
        throw new CliError(`invalid label value: ${JSON.stringify(pair)}: ${VALUE_RULE}`);
      }
      set.set(pair.slice(0, equals), value);
    } else remove.push(pair.slice(0, -1));
  }
  for (const key of remove) {
    if (set.has(key)) throw new CliError(`cannot modify and remove the same ${form.word}`);
  }
  return { set, remove };
}

function* change(cli: Cli, form: Form): Task<void> {
  const { flags } = cli;
  const { resources, pairs } = splitPairs(cli.args, form.word);
  const { set, remove } = parsePairs(pairs, form);
  const listing = flags.bool('list');
  const files = fileFlags(cli);
  if (resources.length === 0 && files.filenames.length === 0) {
    throw new CliError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  }
  if (!listing && pairs.length === 0) throw new CliError(`at least one ${form.word} update is required`);
  const result = yield* build(cli, {
    args: resources,
    ...files,
    selector: selectorFlag(cli),
    fieldSelector: flags.string('field-selector'),
    all: flags.bool('all'),
    allNamespaces: flags.bool('all-namespaces'),
    flatten: true,
    continueOnError: true,
  });
  const errors: unknown[] = [...result.errors];
  const report = reporter(cli);
  each(result.infos, errors, (info) => {
    const before = object(at(info.object, 'metadata', form.field));
    if (listing) {
      if (result.infos.length > 1)
        cli.output.out(
          `Listing ${form.field} for ${kindPrefix(info.mapping).replace(/^/, '')}.${info.mapping.version}/${info.name}:\n`,
        );
      const indent = result.infos.length > 1 ? ' ' : '';
      for (const [key, value] of stringMap(before)) cli.output.out(`${indent}${key}=${value}\n`);
      if (pairs.length === 0) return;
    }
    const after = changed(cli, before, set, remove, form);
    const same = sameJson(before, after);
    let operation = form.word === 'annotation' ? 'annotated' : same ? 'not labeled' : 'labeled';
    if (form.word === 'label' && !same && set.size === 0) operation = 'unlabeled';
    report(info.mapping, info.name, send(cli, info, after, form), operation);
  });
  throwAll(errors);
}

function changed(
  cli: Cli,
  before: JsonObject,
  set: Map<string, string>,
  remove: readonly string[],
  form: Form,
): JsonObject {
  if (!cli.flags.bool('overwrite')) {
    for (const [key, value] of set) {
      const old = before[key];
      if (old !== undefined && old !== value) {
        throw new CliError(
          form.word === 'label'
            ? `'${key}' already has a value (${text(old)}), and --overwrite is false`
            : `--overwrite is false but found the following declared annotation(s): '${key}' already has a value (${text(old)})`,
        );
      }
    }
  }
  const after = Object.fromEntries([...Object.entries(before), ...set]);
  for (const key of remove) {
    if (after[key] === undefined && form.word === 'label')
      cli.output.out(`label ${JSON.stringify(key)} not found.\n`);
    delete after[key];
  }
  return after;
}

function send(cli: Cli, info: Info, after: JsonObject, form: Form): JsonObject {
  const target = { ...info.object, metadata: { ...object(info.object.metadata), [form.field]: after } };
  if (cli.flags.bool('local') || dryRun(cli) === 'client') return target;
  const patch = createMergePatch(info.object, target);
  const query = writeQuery(cli, form.manager, false);
  const path = infoPath(info);
  return cli.client.json('PATCH', path, { query, body: patch, contentType: MERGE_PATCH });
}
