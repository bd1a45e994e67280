import { absolute, baseName } from '../../../shell/fs/path.ts';
import type { Task } from '../../../sim/index.ts';
import { dryRun, type Cli, type Command } from '../cli.ts';
import { pathOf } from '../discovery.ts';
import { CliError, StatusError } from '../errors.ts';
import { base64 } from '../gofmt.ts';
import { goJson, object, type JsonObject } from '../json.ts';
import { STRUCTS } from '../printers/object.ts';
import { withLastApplied } from './apply.ts';
import { hashed } from './create/hash.ts';
import { ingress } from './create/ingress.ts';
import { cronJob, job } from './create/jobs.ts';
import { nameFrom } from './create/name.ts';
import { podDisruptionBudget, priorityClass, quota } from './create/policies.ts';
import { clusterRole, clusterRoleBinding, role, roleBinding } from './create/rbac.ts';
import { service } from './create/service.ts';
import { token } from './create/token.ts';
import { recorded } from './record.ts';
import { reporter, writeQuery } from './report.ts';

/** `kubectl create KIND NAME`. Models kubectl's pkg/cmd/create generators. */
export const GENERATORS: Readonly<Record<string, Command>> = {
  'create clusterrole': (cli) => simple(cli, (name) => clusterRole(cli, name)),
  'create clusterrolebinding': (cli) => simple(cli, (name) => clusterRoleBinding(cli, name)),
  'create configmap': (cli) => simple(cli, (name) => hashed(cli, configMap(cli, name)), 'configmap'),
  'create cronjob': (cli) => simple(cli, (name) => cronJob(cli, name), 'cronjob'),
  'create deployment': (cli) => simple(cli, (name) => deployment(cli, name), 'deployment'),
  'create ingress': (cli) => simple(cli, (name) => ingress(cli, name), 'ingress'),
  'create job': function* (cli) {
    const made = yield* job(cli, nameFrom(cli));
    create(cli, made, 'job');
  },
  'create namespace': (cli) =>
    simple(cli, (name) => ({
      kind: 'Namespace',
      apiVersion: 'v1',
      metadata: { name },
      spec: {},
      status: {},
    })),
  'create poddisruptionbudget': (cli) =>
    simple(cli, (name) => podDisruptionBudget(cli, name), 'poddisruptionbudgets'),
  'create priorityclass': (cli) => simple(cli, (name) => priorityClass(cli, name), 'priorityclass'),
  'create quota': (cli) => simple(cli, (name) => quota(cli, name), 'quota'),
  'create role': (cli) => simple(cli, (name) => role(cli, name)),
  'create rolebinding': (cli) => simple(cli, (name) => roleBinding(cli, name), 'rolebinding'),
  'create secret docker-registry': (cli) =>
    simple(cli, (name) => hashed(cli, dockerSecret(cli, name)), 'secret docker-registry'),
  'create secret generic': (cli) => simple(cli, (name) => hashed(cli, genericSecret(cli, name)), 'secret'),
  'create secret tls': (cli) => simple(cli, (name) => hashed(cli, tlsSecret(cli, name)), 'secret'),
  'create service clusterip': (cli) => simple(cli, (name) => service(cli, name), 'ClusterIP service'),
  'create service externalname': (cli) => simple(cli, (name) => service(cli, name), 'ExternalName service'),
  'create service loadbalancer': (cli) => simple(cli, (name) => service(cli, name), 'LoadBalancer service'),
  'create service nodeport': (cli) => simple(cli, (name) => service(cli, name), 'NodePort service'),
  'create serviceaccount': (cli) =>
    simple(
      cli,
      (name) => ({ kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name } }),
      'serviceaccount',
    ),
  'create token': token,
};

function* simple(cli: Cli, make: (name: string) => JsonObject, word = ''): Task<void> {
  create(cli, make(nameFrom(cli)), word);
}

/** @param word how the command names what it could not create; empty where it passes the server's words on */
function create(cli: Cli, made: JsonObject, word: string): void {
  try {
    createOne(cli, made, 'kubectl-create');
  } catch (error) {
    if (word === '' || !(error instanceof StatusError)) throw error;
    throw new CliError(`failed to create ${word}: ${error.message}`);
  }
}

/** Send an object (unless this is a dry run of the client's) and say so. */
export function createOne(
  cli: Cli,
  made: JsonObject,
  manager: string,
  { operation = 'created', validates = true } = {},
): void {
  const mapping = cli.discovery.kind(String(made.apiVersion), String(made.kind));
  if (!mapping)
    throw new CliError(`the server doesn't have a resource type ${JSON.stringify(String(made.kind))}`);
  const namespace = mapping.namespaced ? cli.namespace : '';
  const metadata = object(made.metadata);
  // Without -n, a dry run of the client's leaves the namespace to the context.
  const placed =
    mapping.namespaced && (cli.namespaceGiven || dryRun(cli) !== 'client')
      ? { ...metadata, namespace }
      : metadata;
  let body: JsonObject = recorded(cli, { ...made, metadata: placed });
  if (cli.flags.find('save-config') && cli.flags.bool('save-config')) body = withLastApplied(body);
  const name = String(metadata.name);
  const { kind, apiVersion, metadata: described, ...fields } = body;
  const { name: _, namespace: where, ...others } = object(described);
  body = {
    kind,
    apiVersion,
    metadata: { name, ...(where === undefined ? {} : { namespace: where }), ...others },
    ...fields,
  };
  STRUCTS.add(body);
  const report = reporter(cli);
  if (dryRun(cli) !== 'client') {
    body = cli.client.json('POST', pathOf(mapping, namespace), {
      query: writeQuery(cli, manager, validates),
      body,
    });
  }
  report(mapping, name, body, operation);
}

type Files = [key: string, bytes: Uint8Array][];

/** Keys and values of --from-literal, --from-file and --from-env-file. */
function keyValues(cli: Cli): Files {
  const out: Files = [];
  const encoder = new TextEncoder();
  for (const literal of cli.flags.list('from-literal')) {
    const equals = literal.indexOf('=');
    if (equals < 1) throw new CliError(`invalid literal source ${literal}, expected key=value`);
    const value = literal.slice(equals + 1).replace(/^"(.*)"$|^'(.*)'$/s, '$1$2');
    out.push([literal.slice(0, equals), encoder.encode(value)]);
  }
  for (const source of cli.flags.list('from-file')) out.push(...fromFile(cli, source));
  for (const path of cli.flags.list('from-env-file')) {
    for (const line of read(cli, path).toString() === ''
      ? []
      : new TextDecoder().decode(read(cli, path)).split('\n')) {
      const trimmed = line.trimStart();
      if (trimmed === '' || trimmed.startsWith('#')) continue;
      const equals = trimmed.indexOf('=');
      const [key, value] =
        equals < 0
          ? [trimmed, cli.context.env.get(trimmed) ?? '']
          : [trimmed.slice(0, equals), trimmed.slice(equals + 1)];
      out.push([key, encoder.encode(value)]);
    }
  }
  const keys = out.map(([key]) => key);
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined)
    throw new CliError(`cannot add key "${twice}", another key by that name already exists in Data`);
  return out;
}

function read(cli: Cli, path: string): Uint8Array {
  const { fs, cwd } = cli.context;
  if (!fs.exists(absolute(cwd, path))) throw new CliError(`error reading ${path}: no such file or directory`);
  return fs.readFile(absolute(cwd, path));
}

function fromFile(cli: Cli, source: string): Files {
  const equals = source.indexOf('=');
  const key = equals < 0 ? '' : source.slice(0, equals);
  const path = equals < 0 ? source : source.slice(equals + 1);
  const { fs, cwd } = cli.context;
  const full = absolute(cwd, path);
  if (fs.isDirectory(full)) {
    if (key !== '') throw new CliError('cannot give a key name for a directory path');
    return fs
      .readdir(full)
      .flatMap(({ name, kind }): Files => (kind === 'file' ? [[name, fs.readFile(`${full}/${name}`)]] : []));
  }
  return [[key === '' ? baseName(path) : key, read(cli, path)]];
}

/** Text, or `undefined` where the bytes are not UTF-8. */
function asText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function configMap(cli: Cli, name: string): JsonObject {
  const data: Record<string, string> = {};
  const binary: Record<string, string> = {};
  for (const [key, bytes] of keyValues(cli)) {
    const words = asText(bytes);
    if (words === undefined) binary[key] = base64(bytes);
    else data[key] = words;
  }
  return {
    apiVersion: 'v1',
    ...(Object.keys(data).length > 0 ? { data } : {}),
    ...(Object.keys(binary).length > 0 ? { binaryData: binary } : {}),
    kind: 'ConfigMap',
    metadata: { name },
  };
}

function genericSecret(cli: Cli, name: string): JsonObject {
  const data = Object.fromEntries(keyValues(cli).map(([key, bytes]) => [key, base64(bytes)]));
  const type = cli.flags.string('type');
  return {
    apiVersion: 'v1',
    ...(Object.keys(data).length > 0 ? { data } : {}),
    kind: 'Secret',
    metadata: { name },
    ...(type === '' ? {} : { type }),
  };
}

function dockerSecret(cli: Cli, name: string): JsonObject {
  const { flags } = cli;
  const files = flags.list('from-file');
  const encode = (words: string): string => base64(new TextEncoder().encode(words));
  let config: string;
  if (files.length > 0) {
    const [[, bytes]] = fromFile(cli, files[0] ?? '') as [[string, Uint8Array]];
    config = base64(bytes);
  } else {
    const [user, password] = [flags.string('docker-username'), flags.string('docker-password')];
    if (user === '' || password === '') {
      throw new CliError(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      );
    }
    const email = flags.string('docker-email');
    const entry = {
      username: user,
      password,
      ...(email === '' ? {} : { email }),
      auth: encode(`${user}:${password}`),
    };
    config = encode(goJson({ auths: { [flags.string('docker-server')]: entry } }, '', false));
  }
  return {
    apiVersion: 'v1',
    data: { '.dockerconfigjson': config },
    kind: 'Secret',
    metadata: { name },
    type: 'kubernetes.io/dockerconfigjson',
  };
}

/** What PEM files begin with. */
const PEM = /-----BEGIN [A-Z0-9 ]+-----/;

function tlsSecret(cli: Cli, name: string): JsonObject {
  const [cert, key] = [cli.flags.string('cert'), cli.flags.string('key')];
  if (cert === '' || key === '') throw new CliError('key and cert must be specified');
  const content = (path: string): Uint8Array => {
    const full = absolute(cli.context.cwd, path);
    if (!cli.context.fs.exists(full))
      throw new CliError(`Cannot read file ${path}, open ${path}: no such file or directory`);
    return cli.context.fs.readFile(full);
  };
  const [certificate, secret] = [content(cert), content(key)];
  for (const [bytes, what] of [
    [certificate, 'certificate'],
    [secret, 'key'],
  ] as const) {
    if (!PEM.test(new TextDecoder().decode(bytes)))
      throw new CliError(`tls: failed to find any PEM data in ${what} input`);
  }
  return {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: { name },
    data: { 'tls.crt': base64(certificate), 'tls.key': base64(secret) },
    type: 'kubernetes.io/tls',
  };
}

function deployment(cli: Cli, name: string): JsonObject {
  const { flags } = cli;
  const images = flags.list('image');
  const command = cli.dash === undefined ? [] : cli.args.slice(cli.dash);
  if (images.length > 1 && command.length > 0)
    throw new CliError('cannot specify multiple --image options and command');
  const labels = { app: name };
  const port = flags.int('port');
  const containers = images.map((image) => ({
    name: containerName(image),
    image,
    ...(command.length > 0 ? { command } : {}),
    ...(port > 0 ? { ports: [{ containerPort: port }] } : {}),
    resources: {},
  }));
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { labels, name },
    spec: {
      replicas: flags.int('replicas'),
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
      strategy: {},
    },
    status: {},
  };
}

/** An image's last part without tag and digest, made a DNS label. */
function containerName(image: string): string {
  const last = image.split('/').at(-1) ?? image;
  return last
    .replace(/[:@].*$/, '')
    .replace(/[._]/g, '-')
    .slice(0, 63);
}
