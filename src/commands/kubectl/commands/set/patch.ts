import { kindDefinition } from '../../../../api/schema.ts';
import { createTwoWayStrategicMergePatch } from '../../../../api/patch/index.ts';
import type { Task } from '../../../../sim/index.ts';
import { infoPath, type Info } from '../../builder.ts';
import { dryRun, type Cli } from '../../cli.ts';
import { STRATEGIC_PATCH } from '../../client.ts';
import { CliError, StatusError, throwAll } from '../../errors.ts';
import { text, type JsonObject } from '../../json.ts';
import { objectPrinter } from '../../printers/object.ts';
import { namedObjects } from '../objects.ts';
import { recorded } from '../record.ts';
import { reporter, writeQuery } from '../report.ts';

/** A failure that is told without the object that it is about. */
export class AsItStands extends CliError {}

export interface SetForm {
  /** `image updated` */
  readonly done: string;
  /** How a refused patch is told: `failed to patch image update to pod template`. */
  readonly failed: string;
  /** What to say of an object that stays as it was; silence without it. */
  readonly unchanged?: (info: Info) => string;
  /** A dry run shows what stays as it was too. */
  readonly showsUnchanged?: boolean;
  /** Looks at the command line once the objects have been found. @throws {CliError} */
  readonly check?: () => void;
}

/** -l with --all, and nothing named at all: what all of `set`'s commands refuse first. @throws {CliError} */
export function checkSetTargets(cli: Cli, resources: readonly string[]): void {
  if (cli.flags.bool('all') && cli.flags.string('selector') !== '')
    throw new CliError('cannot set --all and --selector at the same time');
  if (resources.length === 0 && cli.flags.list('filename').length === 0)
    throw new CliError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (cli.flags.bool('local') && dryRun(cli) === 'server')
    throw new CliError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
}

/** Change objects and send what is new of each as a strategic merge patch. Models kubectl's pkg/cmd/set's CalculatePatches. */
export function* patchEach(
  cli: Cli,
  resources: readonly string[],
  form: SetForm,
  change: (target: JsonObject, info: Info) => JsonObject,
): Task<void> {
  const local = cli.flags.bool('local');
  const result = yield* namedObjects(cli, { args: resources, ...(local ? { local } : {}) });
  throwAll(result.errors);
  form.check?.();
  const errors: unknown[] = [];
  const report = cli.flags.string('output') === '' ? reporter(cli) : undefined;
  const print = report ? undefined : objectPrinter(cli, cli.flags.string('output'));
  const show = (info: Info, target: JsonObject): void =>
    report ? report(info.mapping, info.name, target, form.done) : print?.(target);
  for (const info of result.infos) {
    let after: JsonObject;
    try {
      after = recorded(cli, change(info.object, info));
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      const what = `${info.mapping.resource}/${info.name}`;
      errors.push(error instanceof AsItStands ? error : new CliError(`error: ${what} ${error.message}`));
      continue;
    }
    const key = kindDefinition(text(info.object.apiVersion), text(info.object.kind));
    const body = createTwoWayStrategicMergePatch(info.object, after, key);
    const dry = local || dryRun(cli) === 'client';
    if (Object.keys(body).length === 0 && !(dry && form.showsUnchanged)) {
      const words = form.unchanged?.(info);
      if (words !== undefined) errors.push(new CliError(words));
      continue;
    }
    if (dry) {
      show(info, after);
      continue;
    }
    try {
      const query = writeQuery(cli, 'kubectl-set', false);
      const path = infoPath(info);
      show(info, cli.client.json('PATCH', path, { query, contentType: STRATEGIC_PATCH, body }));
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      errors.push(new CliError(`${form.failed}: ${error.message}`));
    }
  }
  throwAll(errors);
}

/** Whether -c's pattern means a container: `*` stands for any text. Models selectString. */
export function containerMatches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name);
}
