import { kindDefinition } from '../../../api/schema.ts';
import { createThreeWayMergePatch, createThreeWayStrategicMergePatch } from '../../../api/patch/index.ts';
import type { Task } from '../../../sim/index.ts';
import { build, fileFlags, infoPath, requireFiles, type Info } from '../builder.ts';
import { dryRun, type Cli } from '../cli.ts';
import { APPLY_PATCH, MERGE_PATCH, STRATEGIC_PATCH } from '../client.ts';
import { pathOf } from '../discovery.ts';
import { addSource, CliError, isNotFound, StatusError, throwAll } from '../errors.ts';
import { at, goJson, isObject, nameOf, object, text, type Json, type JsonObject } from '../json.ts';
import { writeYaml } from '../yaml.ts';
import { migrate } from './apply-migrate.ts';
import { recorded } from './record.ts';
import { each, reporter, writeQuery, type Report } from './report.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const MANAGER = 'kubectl-client-side-apply';

/** `kubectl apply -f`. Models kubectl's pkg/cmd/apply (client-side apply, or --server-side). */
export function* apply(cli: Cli): Task<void> {
  if (cli.args.length > 0)
    throw new CliError(
      `Unexpected args: [${cli.args.join(' ')}]\nSee 'kubectl apply -h' for help and examples`,
    );
  requireFiles(cli);
  checkServerSide(cli);
  if (cli.flags.bool('prune')) throw new CliError('this kubectl does not have apply --prune yet');
  const report = reporter(cli);
  const serverSide = cli.flags.bool('server-side');
  const result = yield* build(cli, { args: [], ...fileFlags(cli), local: true });
  const errors: unknown[] = [...result.errors];
  const selector = cli.flags.string('selector');
  const infos = result.infos.filter((info) => selector === '' || labelled(info.object, selector));
  if (infos.length === 0 && errors.length === 0) throw new CliError('no objects passed to apply');
  each(infos, errors, (info) =>
    serverSide ? applyOnServer(cli, info, report) : applyOne(cli, info, report),
  );
  throwAll(errors);
}

/** Flags that do not go with --server-side, or not without it. Models ApplyFlags.ToOptions and ApplyOptions.Validate. */
function checkServerSide(cli: Cli): void {
  const { flags } = cli;
  const strategy = dryRun(cli);
  const serverSide = flags.bool('server-side');
  if (flags.bool('force-conflicts') && !serverSide)
    throw new CliError('--force-conflicts only works with --server-side');
  if (strategy === 'client' && serverSide)
    throw new CliError(
      "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
    );
  if (flags.bool('force') && serverSide) throw new CliError('--force cannot be used with --server-side');
}

/** -l over manifests: equality alone. */
export function labelled(target: JsonObject, selector: string): boolean {
  const labels = object(at(target, 'metadata', 'labels'));
  return selector.split(',').every((one) => {
    const [key = '', value = ''] = one.split(/==?/);
    return text(labels[key]) === value;
  });
}

function requireName(info: Info): void {
  if (info.name !== '') return;
  const generate = text(at(info.object, 'metadata', 'generateName'));
  if (generate !== '') throw new CliError(`from ${generate}: cannot use generate name with apply`);
  throw new CliError(
    `error when retrieving current configuration of:\n${describeInfo(info)}\nfrom server for: ${JSON.stringify(info.source)}: resource name may not be empty`,
  );
}

function describeInfo(info: Info): string {
  const { group, version, resource, kind } = info.mapping;
  return `Resource: "${group}/${version}, Resource=${resource}", GroupVersionKind: "${group}/${version}, Kind=${kind}"\nName: ${JSON.stringify(info.name)}, Namespace: ${JSON.stringify(info.namespace)}`;
}

function annotationsOf(target: JsonObject): JsonObject {
  return object(at(target, 'metadata', 'annotations'));
}

function withAnnotations(target: JsonObject, annotations: JsonObject): JsonObject {
  return { ...target, metadata: { ...object(target.metadata), annotations } };
}

/** The manifest with itself in its last-applied annotation. Models util.GetModifiedConfiguration. */
export function withLastApplied(manifest: JsonObject): JsonObject {
  const plain = withoutLastApplied(manifest);
  return withAnnotations(manifest, { ...annotationsOf(plain), [LAST_APPLIED]: `${goJson(plain)}\n` });
}

/** The manifest with annotations, if only none, and no last-applied one among them. */
export function withoutLastApplied(manifest: JsonObject): JsonObject {
  const { [LAST_APPLIED]: _, ...annotations } = annotationsOf(manifest);
  return withAnnotations(manifest, annotations);
}

function applyOne(cli: Cli, info: Info, report: Report): void {
  requireName(info);
  const path = infoPath(info);
  const modified = withLastApplied(recorded(cli, info.object));
  const strategy = dryRun(cli);
  let live: JsonObject;
  try {
    live = cli.client.get(path);
  } catch (error) {
    if (!isNotFound(error)) {
      throw addSource(
        `retrieving current configuration of:\n${describeInfo(info)}\nfrom server for:`,
        info.source,
        error,
      );
    }
    let created = modified;
    if (strategy !== 'client') {
      try {
        const query = writeQuery(cli, MANAGER);
        created = cli.client.json('POST', pathOf(info.mapping, info.namespace), { query, body: modified });
      } catch (failure) {
        throw addSource('creating', info.source, failure);
      }
    }
    return report(info.mapping, info.name, created, 'created');
  }
  if (annotationsOf(live)[LAST_APPLIED] === undefined) {
    cli.output.err(
      `Warning: resource ${info.mapping.resource}/${info.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
    );
  }
  let made: { patch: JsonObject; type: string };
  try {
    made = patchFor(cli, info, live, modified);
  } catch (error) {
    throw applyingPatch(info, '', error);
  }
  const { patch, type } = made;
  if (Object.keys(patch).length === 0) return report(info.mapping, info.name, live, 'unchanged');
  if (text(at(live, 'metadata', 'deletionTimestamp')) !== '') {
    cli.output.err(`Warning: Detected changes to resource ${info.name} which is currently being deleted.\n`);
  }
  let after = live;
  if (strategy !== 'client') after = sendPatch(cli, info, patch, type);
  report(info.mapping, info.name, after, 'configured');
}

/** What a live object remembers of its last manifest is no object in JSON. */
class BrokenOriginal extends Error {
  readonly original: string;
  constructor(original: string) {
    super('invalid JSON document');
    this.original = original;
  }
}

/** The manifest that was applied last; empty when the annotation is missing or empty. @throws {BrokenOriginal} */
function originalOf(live: JsonObject): JsonObject {
  const remembered = text(annotationsOf(live)[LAST_APPLIED]);
  if (remembered === '') return {};
  let original: Json;
  try {
    original = JSON.parse(remembered) as Json;
  } catch {
    throw new BrokenOriginal(remembered);
  }
  if (!isObject(original)) throw new BrokenOriginal(remembered);
  return original;
}

/** What applying would change, as a patch and its media type. @throws {BrokenOriginal} */
function threeWay(live: JsonObject, modified: JsonObject): { patch: JsonObject; type: string } {
  const original = originalOf(live);
  const key = kindDefinition(text(modified.apiVersion), text(modified.kind));
  if (key === undefined)
    return { patch: createThreeWayMergePatch(original, modified, live), type: MERGE_PATCH };
  return { patch: createThreeWayStrategicMergePatch(original, modified, live, key), type: STRATEGIC_PATCH };
}

/**
 * What applying would change, as a patch and its media type. Models the beginning of Patcher.patchSimple in
 * kubectl/pkg/cmd/apply/patcher.go: its warning, and what it says of a patch that cannot be made.
 */
export function patchFor(
  cli: Cli,
  info: Info,
  live: JsonObject,
  modified: JsonObject,
): { patch: JsonObject; type: string } {
  try {
    return threeWay(live, modified);
  } catch (error) {
    if (!(error instanceof BrokenOriginal)) throw error;
    const { original, message } = error;
    if (kindDefinition(text(modified.apiVersion), text(modified.kind)) !== undefined)
      cli.output.err(`warning: error calculating patch from openapi v3 spec: ${message}\n`);
    const creating = `creating patch with:\noriginal:\n${original}\nmodified:\n${goJson(modified)}\n\ncurrent:\n${goJson(live)}\n\nfor: ${message}`;
    throw addSource('patching', info.source, new CliError(creating));
  }
}

/** @param patch in JSON; empty when it could not be made */
function applyingPatch(info: Info, patch: string, error: unknown): unknown {
  return addSource(`applying patch:\n${patch}\nto:\n${describeInfo(info)}\nfor:`, info.source, error);
}

function sendPatch(cli: Cli, info: Info, patch: JsonObject, type: string): JsonObject {
  try {
    const query = writeQuery(cli, MANAGER);
    return cli.client.json('PATCH', infoPath(info), { query, body: patch, contentType: type });
  } catch (error) {
    throw applyingPatch(info, goJson(patch), addSource('patching', info.source, error));
  }
}

function applyOnServer(cli: Cli, info: Info, report: Report): void {
  requireName(info);
  const { managedFields, ...metadata } = object(info.object.metadata);
  if (managedFields !== undefined) throw new CliError('metadata.managedFields must be nil');
  const query = [...writeQuery(cli, 'kubectl'), ['force', String(cli.flags.bool('force-conflicts'))]] as [
    string,
    string,
  ][];
  const manager = cli.flags.changed('field-manager') ? cli.flags.string('field-manager') : 'kubectl';
  try {
    const body = { ...info.object, metadata };
    const send = (): JsonObject =>
      cli.client.json('PATCH', infoPath(info), { query, body, contentType: APPLY_PATCH });
    let after = send();
    // Applied once more, fields that only the client-side manager held go.
    if (migrate(cli, info, after, manager)) after = send();
    report(info.mapping, nameOf(after), after, 'serverside-applied');
  } catch (error) {
    if (error instanceof StatusError && error.reason === 'Conflict') {
      const hint = `\nPlease review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;
      throw new CliError(`${error.message}${hint}`);
    }
    throw error;
  }
}

/** `kubectl apply view-last-applied`. */
export function* viewLastApplied(cli: Cli): Task<void> {
  const result = yield* build(cli, { args: cli.args, ...fileFlags(cli), flatten: true });
  throwAll(result.errors);
  for (const info of result.infos) {
    const remembered = annotationsOf(info.object)[LAST_APPLIED];
    if (remembered === undefined) {
      throw new CliError(`no last-applied-configuration annotation found on resource: ${info.name}`);
    }
    const value = JSON.parse(text(remembered)) as Json;
    if (!isObject(value)) continue;
    cli.output.out(cli.flags.string('output') === 'json' ? `${goJson(value, '  ')}\n` : writeYaml(value));
  }
}
