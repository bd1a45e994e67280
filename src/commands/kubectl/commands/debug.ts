import { createTwoWayStrategicMergePatch } from '../../../api/patch/index.ts';
import { delay, first, type Task } from '../../../sim/index.ts';
import { build, fileFlags } from '../builder.ts';
import type { Cli } from '../cli.ts';
import { STRATEGIC_PATCH } from '../client.ts';
import { CliError, throwAll } from '../errors.ts';
import { at, compact, nameOf, namespaceOf, object, objects, text, type JsonObject } from '../json.ts';
import { applyProfile, PROFILES, type Style } from './debug-profiles.ts';
import { connect } from './exec.ts';

const IMAGE = /^[a-z0-9]+([._/:@-]+[A-Za-z0-9]+)*$/;
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** `kubectl debug`. Models kubectl's pkg/cmd/debug. */
export function* debug(cli: Cli): Task<number | void> {
  const { flags, dash } = cli;
  const targets = dash === undefined ? cli.args : cli.args.slice(0, dash);
  const command = dash === undefined ? [] : cli.args.slice(dash);
  const images = setImages(cli);
  check(cli, targets, images);
  const result = yield* build(cli, {
    args: targets.map((name) => (name.includes('/') ? name : `pods/${name}`)),
    ...fileFlags(cli),
    continueOnError: true,
  });
  throwAll(result.errors);
  for (const info of result.infos) {
    const target = { apiVersion: 'v1', kind: info.mapping.kind, ...info.object };
    let made: { pod: JsonObject; container: string };
    if (info.mapping.resource === 'nodes') made = debugNode(cli, target, command);
    else if (info.mapping.resource !== 'pods') {
      const { group, version, kind } = info.mapping;
      throw new CliError(`"${group}/${version}, Kind=${kind}" not supported by debug`);
    } else if (flags.string('copy-to') !== '') made = debugCopy(cli, target, command, images);
    else made = debugInPlace(cli, target, command);
    const attach = flags.changed('attach') ? flags.bool('attach') : flags.bool('stdin');
    if (attach && made.container !== '') return yield* attachTo(cli, made.pod, made.container);
  }
}

function setImages(cli: Cli): Map<string, string> {
  return new Map(
    cli.flags.list('set-image').map((pair): [string, string] => {
      const [name = '', image = ''] = pair.split(/=(.*)/s);
      return [name, image];
    }),
  );
}

function check(cli: Cli, targets: readonly string[], images: ReadonlyMap<string, string>): void {
  const { flags } = cli;
  const image = flags.string('image');
  if (flags.string('copy-to') !== '') {
    if (image === '' && images.size === 0 && cli.dash === undefined)
      throw new CliError('you must specify --image, --set-image or command arguments.');
  } else {
    if (image === '') throw needsImage(images);
    for (const name of ['replace', 'same-node', 'set-image'])
      if (flags.changed(name)) throw new CliError(`--${name} may only be used with --copy-to.`);
  }
  if (image !== '' && !IMAGE.test(image))
    throw new CliError(`invalid image name ${JSON.stringify(image)}: invalid reference format`);
  if (targets.length === 0 && flags.list('filename').length === 0)
    throw new CliError('NAME or filename is required for debug');
  const policy = flags.string('image-pull-policy');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(policy))
    throw new CliError(`invalid image pull policy: ${policy}`);
  const profile = flags.string('profile');
  if (!PROFILES.includes(profile)) throw new CliError(`unknown profile: ${profile}`);
  const target = flags.string('target');
  if (target !== '') {
    if (flags.string('copy-to') !== '')
      throw new CliError('--target is incompatible with --copy-to. Use --share-processes instead.');
    if (!flags.bool('quiet'))
      cli.output.out(
        `Targeting container "${target}". If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
      );
  }
  if (flags.bool('tty') && !flags.bool('stdin'))
    throw new CliError('-i/--stdin is required for containers with -t/--tty=true');
  if (flags.string('custom') !== '') throw new CliError('this kubectl does not have debug --custom');
  if (profile === 'legacy')
    cli.output.err(
      '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n',
    );
}

function needsImage(images: ReadonlyMap<string, string>): CliError {
  return new CliError(
    images.size > 0
      ? '--set-image may only be used with --copy-to.'
      : 'you must specify --image when not using --copy-to.',
  );
}

function suffix(cli: Cli): string {
  return cli.context.sim.random('kubectl/debug').text(5, LETTERS);
}

function containerName(cli: Cli, pod: JsonObject): string {
  const given = cli.flags.string('container');
  if (given !== '') return given;
  const taken = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((key) =>
    objects(at(pod, 'spec', key)).map((one) => text(one.name)),
  );
  let name = '';
  do name = `debugger-${suffix(cli)}`;
  while (taken.includes(name));
  if (!cli.flags.bool('quiet')) cli.output.out(`Defaulting debug container name to ${name}.\n`);
  return name;
}

/** The debugging container as the flags describe it. */
function container(cli: Cli, name: string, command: readonly string[]): JsonObject {
  const { flags } = cli;
  const env = flags.list('env').map((pair) => {
    const [key = '', value = ''] = pair.split(/=(.*)/s);
    return { name: key, value };
  });
  const word = flags.bool('arguments-only') ? 'args' : 'command';
  return compact({
    name,
    image: flags.string('image') || undefined,
    [word]: command.length > 0 ? command : undefined,
    env: env.length > 0 ? env : undefined,
    resources: {},
    terminationMessagePolicy: 'File',
    imagePullPolicy: flags.string('image-pull-policy') || undefined,
    stdin: flags.bool('stdin') || undefined,
    tty: flags.bool('tty') || undefined,
  });
}

function profiled(cli: Cli, pod: JsonObject, name: string, style: Style): JsonObject {
  return applyProfile(pod, cli.flags.string('profile'), name, style);
}

function debugInPlace(
  cli: Cli,
  pod: JsonObject,
  command: readonly string[],
): { pod: JsonObject; container: string } {
  const name = containerName(cli, pod);
  const target = cli.flags.string('target');
  const made = {
    ...container(cli, name, command),
    ...(target === '' ? {} : { targetContainerName: target }),
  };
  const spec = object(pod.spec);
  const with_ = {
    ...pod,
    spec: { ...spec, ephemeralContainers: [...objects(spec.ephemeralContainers), made] },
  };
  const after = profiled(cli, with_, name, 'ephemeral');
  const body = createTwoWayStrategicMergePatch(pod, after, 'Pod');
  const path = `/api/v1/namespaces/${namespaceOf(pod)}/pods/${nameOf(pod)}/ephemeralcontainers`;
  return { pod: cli.client.json('PATCH', path, { contentType: STRATEGIC_PATCH, body }), container: name };
}

function debugNode(
  cli: Cli,
  node: JsonObject,
  command: readonly string[],
): { pod: JsonObject; container: string } {
  const name = cli.flags.string('container') || 'debugger';
  const podName = `node-debugger-${nameOf(node)}-${suffix(cli)}`;
  if (!cli.flags.bool('quiet'))
    cli.output.out(`Creating debugging pod ${podName} with container ${name} on node ${nameOf(node)}.\n`);
  const pod = {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name: podName, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [container(cli, name, command)],
      restartPolicy: 'Never',
      nodeName: nameOf(node),
      tolerations: [{ operator: 'Exists' }],
    },
  };
  const body = profiled(cli, pod, name, 'node');
  return {
    pod: cli.client.json('POST', `/api/v1/namespaces/${cli.namespace}/pods`, { body }),
    container: name,
  };
}

function debugCopy(
  cli: Cli,
  pod: JsonObject,
  command: readonly string[],
  images: ReadonlyMap<string, string>,
): { pod: JsonObject; container: string } {
  const { flags } = cli;
  const { ephemeralContainers: _e, nodeName, ...spec } = object(pod.spec);
  const metadata = object(pod.metadata);
  let containers = objects(spec.containers).map((one) => {
    const image = images.get(text(one.name)) ?? images.get('*');
    return image === undefined ? one : { ...one, image };
  });
  let name = flags.string('container');
  const there = containers.some((one) => one.name === name);
  if (!there && flags.string('image') === '') {
    if (images.size === 0) throw new CliError('you must specify image when creating new container');
    name = '';
  } else if (there) {
    const { resources: _r, terminationMessagePolicy: _t, ...changes } = container(cli, name, command);
    containers = containers.map((one) => (one.name === name ? { ...one, ...changes } : one));
  } else {
    name = containerName(cli, pod);
    containers = [...containers, container(cli, name, command)];
  }
  const keep = (flag: string, key: string): JsonObject =>
    flags.bool(flag) && metadata[key] !== undefined ? { [key]: metadata[key] } : {};
  const copied = {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name: flags.string('copy-to'),
      namespace: namespaceOf(pod),
      ...keep('keep-labels', 'labels'),
      ...keep('keep-annotations', 'annotations'),
    },
    spec: compact({
      ...spec,
      containers: containers.map((one) => withoutProbes(cli, one)),
      initContainers: flags.bool('keep-init-containers') ? spec.initContainers : undefined,
      nodeName: flags.bool('same-node') ? nodeName : undefined,
      shareProcessNamespace: flags.changed('share-processes')
        ? flags.bool('share-processes')
        : spec.shareProcessNamespace,
    }),
  };
  const body = profiled(cli, copied, name, 'copy');
  const root = `/api/v1/namespaces/${namespaceOf(pod)}/pods`;
  const made = cli.client.json('POST', root, { body });
  if (flags.bool('replace'))
    cli.client.json('DELETE', `${root}/${nameOf(pod)}`, { body: { gracePeriodSeconds: 0 } });
  return { pod: made, container: name };
}

function withoutProbes(cli: Cli, one: JsonObject): JsonObject {
  const kept = (name: string, value: JsonObject[string]): JsonObject[string] =>
    cli.flags.bool(`keep-${name}`) ? value : undefined;
  return compact({
    ...one,
    livenessProbe: kept('liveness', one.livenessProbe),
    readinessProbe: kept('readiness', one.readinessProbe),
    startupProbe: kept('startup', one.startupProbe),
  });
}

/** Wait for the container and attach to it; show what it has said where it has ended already. */
function* attachTo(cli: Cli, pod: JsonObject, name: string): Task<number> {
  const root = `/api/v1/namespaces/${namespaceOf(pod)}/pods`;
  const status = (one: JsonObject): JsonObject | undefined =>
    [
      ...objects(at(one, 'status', 'containerStatuses')),
      ...objects(at(one, 'status', 'ephemeralContainerStatuses')),
    ].find((each) => each.name === name);
  yield* cli.output.flush();
  const live = cli.client.get(`${root}/${nameOf(pod)}`);
  const watch = cli.client.watch(root, [
    ['fieldSelector', `metadata.name=${nameOf(pod)}`],
    ['resourceVersion', text(at(live, 'metadata', 'resourceVersion'))],
  ]);
  let state: JsonObject = object(status(live)?.state);
  try {
    while (state.running === undefined && state.terminated === undefined) {
      const event = watch.events.tryTake();
      if (event?.type === 'DELETED') throw new CliError(`pod ${nameOf(pod)} was deleted`);
      if (event) state = object(status(event.object)?.state);
      else yield* first([watch.events.ready(), delay(60_000)]);
    }
  } finally {
    watch.stop();
  }
  if (state.terminated !== undefined) {
    cli.output.out(cli.client.raw(`${root}/${nameOf(pod)}/log`, [['container', name]]));
    return 0;
  }
  if (!cli.flags.bool('quiet')) cli.output.err("If you don't see a command prompt, try pressing enter.\n");
  return yield* connect(cli, pod, 'attach', [['container', name]]);
}
