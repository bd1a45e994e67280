import { absolute } from '../../../shell/fs/path.ts';
import type { Task } from '../../../sim/index.ts';
import { build, fileFlags, infoPath } from '../builder.ts';
import { dryRun, type Cli } from '../cli.ts';
import { JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH } from '../client.ts';
import { CliError, throwAll } from '../errors.ts';
import { isObject, sameJson, type Json, type JsonObject } from '../json.ts';
import { parseYaml, YamlProblem } from '../yaml.ts';
import { each, reporter, writeQuery } from './report.ts';

const TYPES: Readonly<Record<string, string>> = {
  strategic: STRATEGIC_PATCH,
  merge: MERGE_PATCH,
  json: JSON_PATCH,
};

/** `kubectl patch`. Models kubectl's pkg/cmd/patch. */
export function* patch(cli: Cli): Task<void> {
  const { flags, args } = cli;
  const file = flags.string('patch-file');
  if (flags.string('patch') !== '' && file !== '')
    throw new CliError('cannot specify --patch and --patch-file together');
  if (flags.string('patch') === '' && file === '') {
    throw new CliError('must specify --patch or --patch-file containing the contents of the patch');
  }
  const type = TYPES[flags.string('type').toLowerCase()];
  if (type === undefined) {
    throw new CliError(
      `--type must be one of [json merge strategic], not ${JSON.stringify(flags.string('type'))}`,
    );
  }
  const source =
    file === '' ? flags.string('patch') : cli.context.fs.readText(absolute(cli.context.cwd, file));
  const body = readPatch(source);
  const result = yield* build(cli, { args, ...fileFlags(cli), flatten: true, continueOnError: true });
  const errors: unknown[] = [...result.errors];
  const report = reporter(cli);
  each(result.infos, errors, (info) => {
    if (dryRun(cli) === 'client') return report(info.mapping, info.name, info.object, 'patched');
    const sub = flags.string('subresource');
    const path = sub === '' ? infoPath(info) : infoPath(info, sub);
    const query = writeQuery(cli, 'kubectl-patch', false);
    const bytes = new TextEncoder().encode(JSON.stringify(body));
    const after = cli.client.json('PATCH', path, { query, contentType: type, body: bytes });
    report(info.mapping, info.name, after, sameJson(info.object, after) ? 'patched (no change)' : 'patched');
  });
  throwAll(errors);
}

function readPatch(source: string): Json {
  let value: Json;
  try {
    value = parseYaml(source);
  } catch (error) {
    if (!(error instanceof YamlProblem)) throw error;
    throw new CliError(`unable to parse ${JSON.stringify(source)}: ${error.message}`);
  }
  return value;
}

/** Whether two objects differ but for their managed fields. */
export function differs(before: JsonObject, after: JsonObject): boolean {
  const plain = (one: JsonObject): JsonObject => {
    if (!isObject(one.metadata)) return one;
    const { managedFields: _m, resourceVersion: _r, ...metadata } = one.metadata;
    return { ...one, metadata };
  };
  return !sameJson(plain(before), plain(after));
}
