import type { Task } from '../../../../sim/index.ts';
import { build } from '../../builder.ts';
import { readStdin, utf8, type Cli } from '../../cli.ts';
import { CliError, throwAll } from '../../errors.ts';
import { compareText, decodeBase64 } from '../../gofmt.ts';
import { at, nameOf, namespaceOf, object, objects, text, type JsonObject } from '../../json.ts';
import { namedObjects } from '../objects.ts';
import { withPodSpec } from '../pod-spec.ts';
import { checkSetTargets, containerMatches, patchEach } from './patch.ts';

const NAME_RULES = `a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`;

interface Changes {
  readonly set: JsonObject[];
  readonly remove: ReadonlySet<string>;
}

/** `kubectl set env RESOURCE/NAME KEY=VALUE KEY-`. Models kubectl's pkg/cmd/set/set_env.go. */
export function* setEnv(cli: Cli): Task<void> {
  const { flags } = cli;
  const isPair = (arg: string): boolean => arg.includes('=') || arg.endsWith('-');
  const first = cli.args.findIndex(isPair);
  const resources = first < 0 ? cli.args : cli.args.slice(0, first);
  const pairs = first < 0 ? [] : cli.args.slice(first);
  if (!pairs.every(isPair))
    throw new CliError(`all resources must be specified before environment changes: ${cli.args.join(' ')}`);
  checkSetTargets(cli, resources);
  if (flags.bool('list') && flags.string('output') !== '')
    throw new CliError('--list and --output may not be specified together');
  if (flags.list('keys').length > 0 && flags.string('from') === '')
    throw new CliError('when specifying --keys, a configmap or secret must be provided with --from');
  const changes = yield* readChanges(cli, [...flags.list('env'), ...pairs]);
  if (flags.bool('list')) return yield* listEnv(cli, resources, changes);
  const form = { done: 'env updated', failed: 'failed to patch env update to pod template' };
  yield* patchEach(cli, resources, form, (target) =>
    withPodSpec(target, (spec) => changeContainers(cli, target, spec, changes)),
  );
}

function changeContainers(cli: Cli, target: JsonObject, spec: JsonObject, changes: Changes): JsonObject {
  const pattern = cli.flags.string('containers');
  let matched = 0;
  const changed = (key: string): JsonObject =>
    spec[key] === undefined
      ? {}
      : {
          [key]: objects(spec[key]).map((one) => {
            if (!containerMatches(pattern, text(one.name))) return one;
            matched++;
            return { ...one, env: updated(cli, objects(one.env), changes) };
          }),
        };
  const after = { ...spec, ...changed('containers'), ...changed('initContainers') };
  if (matched === 0) {
    cli.output.err(
      `Warning: ${text(target.kind)}/${nameOf(target)} does not have any containers matching ${JSON.stringify(pattern)}\n`,
    );
    return spec;
  }
  return after;
}

/** Models set's updateEnv: what is there keeps its place, what is new comes at the end. */
function updated(cli: Cli, before: readonly JsonObject[], { set, remove }: Changes): JsonObject[] {
  const named = (name: string): JsonObject | undefined => set.find((one) => one.name === name);
  if (!cli.flags.bool('overwrite')) {
    for (const one of before) {
      const name = text(one.name);
      if (named(name))
        throw new CliError(`'${name}' already has a value (${text(one.value)}), and --overwrite is false`);
    }
  }
  const kept = before.filter((one) => !remove.has(text(one.name))).map((one) => named(text(one.name)) ?? one);
  const there = new Set(before.map((one) => text(one.name)));
  const added = set.filter((one, i) => {
    const name = text(one.name);
    return !there.has(name) && !remove.has(name) && set.findIndex((other) => other.name === name) === i;
  });
  return [...kept, ...added];
}

function* readChanges(cli: Cli, words: readonly string[]): Task<Changes> {
  const lines: string[] = [];
  for (const word of words) {
    if (word !== '-') lines.push(word);
    else
      for (const line of utf8(yield* readStdin(cli)).split('\n')) if (/^[^#].*=/.test(line)) lines.push(line);
  }
  const set: JsonObject[] = [];
  const remove = new Set<string>();
  for (const line of lines) {
    const equals = line.indexOf('=');
    if (equals >= 0) {
      const name = line.slice(0, equals);
      if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name))
        throw new CliError(`${JSON.stringify(name)} is not a valid key name: ${NAME_RULES}`);
      const value = line.slice(equals + 1);
      set.push(value === '' ? { name } : { name, value });
    } else if (line.endsWith('-')) remove.add(line.slice(0, -1));
    else throw new CliError(`unknown environment variable: ${line}`);
  }
  for (const name of remove) {
    if (set.some((one) => one.name === name))
      throw new CliError(
        `can not both modify and remove the same environment variable: ${JSON.stringify(name)}`,
      );
  }
  if (cli.flags.string('from') !== '') set.push(...(yield* fromObject(cli)));
  const prefix = cli.flags.string('prefix');
  return { set: set.map((one) => ({ ...one, name: `${prefix}${text(one.name)}` })), remove };
}

/** Variables for the keys of a config map or secret. */
function* fromObject(cli: Cli): Task<JsonObject[]> {
  const result = yield* build(cli, { args: [cli.flags.string('from')], flatten: true });
  throwAll(result.errors);
  const wanted = cli.flags.list('keys');
  return result.infos.flatMap((info) => {
    const field = { Secret: 'secretKeyRef', ConfigMap: 'configMapKeyRef' }[text(info.object.kind)];
    if (field === undefined) throw new CliError('unsupported resource specified in --from');
    return Object.keys(object(info.object.data))
      .sort(compareText)
      .filter((key) => wanted.length === 0 || wanted.includes(key))
      .map((key) => {
        const name = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
        if (name !== key) cli.output.err(`Warning: key ${key} transferred to ${name}\n`);
        return { name, valueFrom: { [field]: { name: info.name, key } } };
      });
  });
}

/** `--list`: the variables of each container, with --resolve their values. */
function* listEnv(cli: Cli, resources: readonly string[], changes: Changes): Task<void> {
  const result = yield* namedObjects(cli, { args: resources });
  throwAll(result.errors);
  for (const info of result.infos) {
    withPodSpec(info.object, (spec) => {
      const after = changeContainers(cli, info.object, spec, changes);
      const all = [...objects(after.containers), ...objects(after.initContainers)];
      for (const one of all.filter(({ name }) =>
        containerMatches(cli.flags.string('containers'), text(name)),
      )) {
        cli.output.out(`# ${text(info.object.kind)} ${info.name}, container ${text(one.name)}\n`);
        for (const variable of objects(one.env)) cli.output.out(envLine(cli, info.object, variable));
      }
      return spec;
    });
  }
}

function envLine(cli: Cli, target: JsonObject, variable: JsonObject): string {
  const name = text(variable.name);
  if (variable.valueFrom === undefined) return `${name}=${text(variable.value)}\n`;
  const from = object(variable.valueFrom);
  const value = cli.flags.bool('resolve') ? resolved(cli, target, from) : undefined;
  return value === undefined ? `# ${name} from ${reference(from)}\n` : `${name}=${value}\n`;
}

function reference(from: JsonObject): string {
  const [map, secret] = [object(from.configMapKeyRef), object(from.secretKeyRef)];
  if (from.configMapKeyRef) return `configmap ${text(map.name)}, key ${text(map.key)}`;
  if (from.secretKeyRef) return `secret ${text(secret.name)}, key ${text(secret.key)}`;
  if (from.fieldRef) return `field path ${text(object(from.fieldRef).fieldPath)}`;
  if (from.resourceFieldRef) {
    const ref = object(from.resourceFieldRef);
    const container = text(ref.containerName);
    return `resource field ${container === '' ? '' : `${container}/`}${text(ref.resource)}`;
  }
  return 'invalid valueFrom';
}

function resolved(cli: Cli, target: JsonObject, from: JsonObject): string | undefined {
  for (const [field, resource] of [
    ['configMapKeyRef', 'configmaps'],
    ['secretKeyRef', 'secrets'],
  ] as const) {
    if (from[field] === undefined) continue;
    const ref = object(from[field]);
    const path = `/api/v1/namespaces/${namespaceOf(target)}/${resource}/${text(ref.name)}`;
    const value = object(cli.client.get(path).data)[text(ref.key)];
    if (value === undefined) return undefined;
    return resource === 'secrets' ? utf8(decodeBase64(text(value))) : text(value);
  }
  const path = text(at(from, 'fieldRef', 'fieldPath'));
  return path === '' ? undefined : text(at(target, ...path.split('.'))) || undefined;
}
