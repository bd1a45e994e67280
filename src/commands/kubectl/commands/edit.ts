import { createTwoWayStrategicMergePatch } from '../../../api/patch/index.ts';
import { kindDefinition } from '../../../api/schema.ts';
import type { Task } from '../../../sim/index.ts';
import { infoPath, readDocumentInfos, type Info } from '../builder.ts';
import type { Cli } from '../cli.ts';
import { STRATEGIC_PATCH } from '../client.ts';
import { groupResource } from '../discovery.ts';
import { CliError, ExitError, StatusError, throwAll } from '../errors.ts';
import { quote } from '../gofmt.ts';
import { at, goJson, list, nameOf, object, sameJson, text, type Json, type JsonObject } from '../json.ts';
import { goSyntax } from '../jsonpath/evaluate.ts';
import { withoutManagedFields } from '../printers/object.ts';
import { parseYaml, writeYaml } from '../yaml.ts';
import { withLastApplied } from './apply.ts';
import { namedObjects } from './objects.ts';
import { recorded } from './record.ts';
import { reporter, writeQuery } from './report.ts';
import { runProgram, temporaryName } from './subprocess.ts';

interface Reason {
  readonly head: string;
  readonly others: readonly string[];
}

/** How one round with the editor went. */
interface Outcome {
  readonly reasons: Reason[];
  retryable: number;
  missing: number;
}

const INTRODUCTION = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

const FORMATS = ['json', 'kyaml', 'yaml'];

/** `kubectl edit`. Models kubectl's pkg/cmd/util/editor/editoptions.go. */
export function* edit(cli: Cli): Task<number> {
  const format = cli.flags.string('output');
  if (format !== '' && !FORMATS.includes(format)) {
    throw new CliError(
      `unable to match a printer suitable for the output format ${quote(format)}, allowed formats are: ${FORMATS.join(',')}`,
    );
  }
  const result = yield* namedObjects(cli, { allowEmptySelector: true });
  throwAll(result.errors);
  if (result.infos.length === 0) throw new CliError('edit cancelled, no objects found');
  return yield* editObjects(cli, result.infos);
}

function* editObjects(cli: Cli, infos: readonly Info[]): Task<number> {
  const json = cli.flags.string('output') === 'json';
  const originals = infos.map((info) => withoutManagedFields(info.object));
  const [only] = originals;
  const whole: JsonObject =
    only && originals.length === 1
      ? only
      : { apiVersion: 'v1', items: originals, kind: 'List', metadata: {} };
  const original = json ? `${goJson(whole, '    ')}\n` : writeYaml(whole);
  let edited = '';
  let reasons: readonly Reason[] = [];
  let file = '';
  const remove = (path: string): void => {
    if (path !== '' && cli.context.fs.exists(path)) cli.context.fs.unlink(path);
  };
  const keep = (error: Error): Error => {
    if (file !== '' && cli.context.fs.exists(file))
      cli.output.err(`A copy of your changes has been stored to ${quote(file)}\n`);
    return error;
  };
  for (;;) {
    const before = edited;
    const failing = reasons.length > 0;
    const head = json ? '' : header(reasons);
    const last = file;
    file = temporaryName(cli, `kubectl-edit-*.${json ? 'json' : 'yaml'}`);
    cli.context.fs.writeFile(file, head + (failing ? stripped(before) : original), { mode: 0o600 });
    yield* launch(cli, file);
    edited = cli.context.fs.readText(file);
    if (failing && sameContent(before, edited))
      throw keep(new CliError('Edit cancelled, no valid changes were saved.'));
    remove(last);
    if (sameContent(original, edited)) {
      remove(file);
      cli.output.err('Edit cancelled, no changes made.\n');
      return 0;
    }
    const outcome: Outcome = { reasons: [], retryable: 0, missing: 0 };
    let updated: readonly Info[];
    try {
      updated = readDocumentInfos(cli, edited, 'edited-file');
      if (updated.length === 0) throw new CliError('invalid object to validate');
    } catch (error) {
      if (!(error instanceof Error) || error instanceof TypeError) throw error;
      const [info] = infos;
      if (error.message.startsWith('resource mapping not found')) {
        outcome.reasons.push({ head: `The edited file had a syntax error: ${error.message}`, others: [] });
      } else if (info) cli.output.err(`${addError(outcome, info, unreadable(error))}\n`);
      reasons = outcome.reasons;
      continue;
    }
    for (const info of updated) {
      try {
        patchOne(cli, infos, info, outcome);
      } catch (error) {
        if (!(error instanceof CliError)) throw error;
        throw keep(error);
      }
    }
    if (outcome.retryable > 0) {
      cli.output.err(`You can run \`kubectl replace -f ${file}\` to try this update again.\n`);
      throw new ExitError(1);
    }
    if (outcome.missing > 0) {
      cli.output.err(`The edits you made on deleted resources have been saved to ${quote(file)}\n`);
      throw new ExitError(1);
    }
    if (outcome.reasons.length === 0) {
      remove(file);
      return 0;
    }
    reasons = outcome.reasons;
  }
}

function header(reasons: readonly Reason[]): string {
  const hashed = (words: string): string => words.replaceAll('\n', '\n# ');
  return (
    INTRODUCTION +
    reasons
      .map(({ head, others }) => {
        const lines = others.map((one) => `# * ${hashed(one)}\n`).join('');
        return `# ${hashed(head)}${others.length > 0 ? ':' : ''}\n${lines}#\n`;
      })
      .join('')
  );
}

/** Without comments. Models cmdutil.ManualStrip. */
function stripped(content: string): string {
  return content
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n');
}

/** Models a comparison of what cmdutil.StripComments leaves. */
function sameContent(a: string, b: string): boolean {
  const value = (content: string): Json | undefined => {
    try {
      return parseYaml(content);
    } catch {
      return undefined;
    }
  };
  const [left, right] = [value(a), value(b)];
  return left !== undefined && right !== undefined ? sameJson(left, right) : stripped(a) === stripped(b);
}

/** Run the editor on a file. Models kubectl's pkg/cmd/util/editor/editor.go. */
function* launch(cli: Cli, file: string): Task {
  const { env } = cli.context;
  const editor = env.get('KUBE_EDITOR') || env.get('EDITOR') || 'vi';
  const argv = /["'\\]/.test(editor)
    ? [env.get('SHELL') || '/bin/bash', '-c', `${editor} ${quote(file)}`]
    : [...editor.split(' '), file];
  const outcome = yield* runProgram(cli, argv);
  const shown = argv[1] === '-c' ? `${argv.join(' ')}` : editor;
  if ('problem' in outcome)
    throw new CliError(`unable to launch the editor ${quote(editor.split(' ')[0] ?? '')}`);
  if (outcome.status !== 0) throw new CliError(`there was a problem with the editor ${quote(shown)}`);
}

function patchOne(cli: Cli, originals: readonly Info[], info: Info, outcome: Outcome): void {
  const uid = at(info.object, 'metadata', 'uid');
  const before = originals.find((one) => at(one.object, 'metadata', 'uid') === uid);
  if (!before)
    throw new CliError(
      `no original object found for &unstructured.Unstructured{Object:${goSyntax(info.object)}}`,
    );
  const report = (operation: string, target: JsonObject): void => {
    const words = { ...cli, flags: cli.flags };
    if (cli.flags.string('output') === 'json' || cli.flags.string('output') === 'yaml')
      cli.output.out(`${groupKind(info)}/${nameOf(target)} ${operation}\n`);
    else reporter(words)(info.mapping, nameOf(target), target, operation);
  };
  const { managedFields } = object(before.object.metadata);
  const restored: JsonObject =
    managedFields === undefined
      ? info.object
      : { ...info.object, metadata: { ...object(info.object.metadata), managedFields } };
  let after = recorded(cli, restored);
  if (cli.flags.bool('save-config')) after = withLastApplied(after);
  if (sameJson(after, before.object)) return report('skipped', after);
  for (const path of [['apiVersion'], ['kind'], ['metadata', 'name']]) {
    if (!sameJson(at(after, ...path), at(before.object, ...path)))
      throw new CliError('At least one of apiVersion, kind and name was changed');
  }
  const key = kindDefinition(text(after.apiVersion), text(after.kind));
  const body = createTwoWayStrategicMergePatch(before.object, after, key);
  if (cli.flags.bool('output-patch')) cli.output.out(`Patch: ${goJson(body)}\n`);
  try {
    const query = writeQuery(cli, 'kubectl-edit');
    const sub = cli.flags.string('subresource');
    const path = sub === '' ? infoPath(info) : infoPath(info, sub);
    report('edited', cli.client.json('PATCH', path, { query, contentType: STRATEGIC_PATCH, body }));
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    cli.output.err(`${addError(outcome, info, error)}\n`);
  }
}

function groupKind(info: Info): string {
  const kind = info.mapping.kind.toLowerCase();
  return info.mapping.group === '' ? kind : `${kind}.${info.mapping.group}`;
}

/** A text that holds no object, told as the server would tell it. */
function unreadable(error: Error): StatusError {
  const message = `Invalid value: "The edited file failed validation": ${error.message}`;
  return new StatusError({ reason: 'Invalid', details: { causes: [{ field: '<nil>', message }] } });
}

/** Models editResults.addError. @returns what is said on stderr */
function addError(outcome: Outcome, info: Info, error: StatusError): string {
  const what = `${groupResource(info.mapping)} ${quote(info.name)}`;
  if (error.reason === 'Invalid') {
    const causes = list(at(error.status, 'details', 'causes'));
    const others = causes.map((cause) => `${text(at(cause, 'field'))}: ${text(at(cause, 'message'))}`);
    outcome.reasons.push({ head: `${what} was not valid`, others });
    return `error: ${what} is invalid`;
  }
  if (error.reason === 'NotFound') {
    outcome.missing++;
    return `error: ${what} could not be found on the server`;
  }
  outcome.retryable++;
  return `error: ${what} could not be patched: ${error.message}`;
}
