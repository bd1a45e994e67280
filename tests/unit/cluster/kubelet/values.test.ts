import { beforeAll, describe, expect, it } from 'vitest';
import { configmaps } from '../../../../src/api/resources.ts';
import type { Container, EnvVar, PodSpec, Volume } from '../../../../src/api/types.ts';
import { PodWorld, sh } from './harness.ts';

const world = new PodWorld();
beforeAll(() => {
  world.configMap('settings', { color: 'blue', size: 'xl' });
  world.secret('keys', { user: 'admin', password: 's3cret' });
});

let count = 0;
/** Run a script to its end. @returns the pod's name */
function run(
  script: string,
  more: Partial<Container> = {},
  spec: Partial<PodSpec> = {},
  meta: object = {},
): string {
  const name = `p${++count}`;
  world.pod(name, [sh(script, more)], { restartPolicy: 'Never', ...spec }, meta);
  world.advance(15);
  return name;
}

describe('a volume', () => {
  const show = (volume: Omit<Volume, 'name'>, script: string, meta: object = {}): string =>
    world.logs(
      run(
        script,
        { volumeMounts: [{ name: 'v', mountPath: '/v' }] },
        { volumes: [{ name: 'v', ...volume }] },
        meta,
      ),
    );

  it.each<[string, Omit<Volume, 'name'>, string, string]>([
    [
      'a ConfigMap has a file a key',
      { configMap: { name: 'settings' } },
      'cd /v; ls; cat color',
      'color\nsize\nblue',
    ],
    [
      'a ConfigMap has the items that are asked for alone, under their paths',
      { configMap: { name: 'settings', items: [{ key: 'color', path: 'a/b' }] } },
      'cd /v; ls; cat a/b',
      'a\nblue',
    ],
    ['a Secret is decoded', { secret: { secretName: 'keys' } }, 'cat /v/user /v/password', 'admins3cret'],
    [
      'an optional ConfigMap that is not there is empty',
      { configMap: { name: 'no', optional: true } },
      'ls /v',
      '',
    ],
    [
      'an optional Secret that is not there is empty',
      { secret: { secretName: 'no', optional: true } },
      'ls /v',
      '',
    ],
    [
      'several sources are projected into one',
      {
        projected: {
          sources: [
            { configMap: { name: 'settings', items: [{ key: 'size', path: 'size' }] } },
            { secret: { name: 'keys', items: [{ key: 'user', path: 'user' }] } },
            { downwardAPI: { items: [{ path: 'ns', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
          ],
        },
      },
      'cd /v; cat ns size user',
      'defaultxladmin',
    ],
  ])('of %s', (_what, volume, script, text) => {
    expect(show(volume, script)).toBe(
      text && (text.endsWith('\n') ? text : text + (script.includes('cat') ? '' : '\n')),
    );
  });

  it('of the downward API has labels as lines, and the resources of a container', () => {
    const volume = {
      downwardAPI: {
        items: [
          { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
          {
            path: 'cpu',
            resourceFieldRef: { containerName: 'main', resource: 'requests.cpu', divisor: '1m' },
          },
        ],
      },
    };
    const name = run(
      'cat /v/labels; echo; cat /v/cpu',
      { volumeMounts: [{ name: 'v', mountPath: '/v' }], resources: { requests: { cpu: '250m' } } },
      { volumes: [{ name: 'v', ...volume }] },
      { labels: { b: 'two', a: 'one' } },
    );
    expect(world.logs(name)).toBe('a="one"\nb="two"\n250');
  });

  it('of a ConfigMap cannot be written to', () => {
    expect(show({ configMap: { name: 'settings' } }, 'echo x > /v/new 2>&1 || echo refused')).toContain(
      'refused',
    );
  });

  it('of a Secret keeps its mode', () => {
    expect(show({ secret: { secretName: 'keys', defaultMode: 0o400 } }, 'stat -L -c %a /v/user')).toBe(
      '400\n',
    );
  });

  it.each<[string, Omit<Volume, 'name'>, string]>([
    ['Secret', { secret: { secretName: 'no' } }, 'secret "no" not found'],
    ['ConfigMap', { configMap: { name: 'no' } }, 'configmap "no" not found'],
    [
      'key',
      { configMap: { name: 'settings', items: [{ key: 'no', path: 'no' }] } },
      'configmap references non-existent config key: no',
    ],
  ])('of a %s that is not there is not mounted, and the container waits', (_what, volume, message) => {
    const name = run(
      'true',
      { volumeMounts: [{ name: 'v', mountPath: '/v' }] },
      { volumes: [{ name: 'v', ...volume }] },
    );
    expect(world.events(name)).toContain(
      `Warning FailedMount MountVolume.SetUp failed for volume "v" : ${message}`,
    );
    expect(world.status(name).state).toEqual({ waiting: { reason: 'ContainerCreating' } });
  });

  it('of a ConfigMap follows its changes, unless a subPath was mounted', () => {
    world.configMap('moving', { at: 'one' });
    const name = 'follow';
    world.pod(
      name,
      [
        sh('sleep 200; cat /v/at /sub', {
          volumeMounts: [
            { name: 'v', mountPath: '/v' },
            { name: 'v', mountPath: '/sub', subPath: 'at' },
          ],
        }),
      ],
      { restartPolicy: 'Never', volumes: [{ name: 'v', configMap: { name: 'moving' } }] },
    );
    world.advance(10);
    world.client.patch(configmaps, 'moving', 'default', 'merge', { data: { at: 'two' } });
    world.advance(220);
    expect(world.logs(name)).toBe('twoone');
  });
});

describe('an environment', () => {
  const env = (variable: EnvVar, more: Partial<Container> = {}, meta: object = {}): string =>
    world.logs(run('echo "[$X]"', { env: [variable], ...more }, {}, meta));
  const x = (valueFrom: EnvVar['valueFrom']): EnvVar => ({ name: 'X', valueFrom: valueFrom ?? {} });

  it.each<[string, EnvVar['valueFrom'], string]>([
    ['a ConfigMap', { configMapKeyRef: { name: 'settings', key: 'color' } }, 'blue'],
    ['a Secret', { secretKeyRef: { name: 'keys', key: 'password' } }, 's3cret'],
    [
      'an optional ConfigMap that is not there',
      { configMapKeyRef: { name: 'no', key: 'k', optional: true } },
      '',
    ],
    ['an optional key that is not there', { secretKeyRef: { name: 'keys', key: 'no', optional: true } }, ''],
    ['a limit', { resourceFieldRef: { resource: 'limits.memory' } }, '67108864'],
    ['a limit in mebibytes', { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } }, '64'],
    ['a request, rounded up', { resourceFieldRef: { resource: 'requests.cpu' } }, '1'],
    ['a label', { fieldRef: { fieldPath: "metadata.labels['tier']" } }, 'front'],
    ['its account', { fieldRef: { fieldPath: 'spec.serviceAccountName' } }, 'default'],
  ])('has a value from %s', (_what, from, value) => {
    const resources = { requests: { cpu: '250m' }, limits: { memory: '64Mi' } };
    expect(env(x(from), { resources }, { labels: { tier: 'front' } })).toBe(`[${value}]\n`);
  });

  it("has the pod's own address and its node's", () => {
    const name = run('echo $IP $HOST', {
      env: [
        { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        { name: 'HOST', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
      ],
    });
    const { status } = world.get(name);
    expect(world.logs(name)).toBe(`${status?.podIP ?? ''} ${status?.hostIP ?? ''}\n`);
  });

  it('has all of a ConfigMap with a prefix, and what is named stands above it', () => {
    const name = run('echo $S_color $S_size', {
      envFrom: [{ prefix: 'S_', configMapRef: { name: 'settings' } }],
      env: [{ name: 'S_size', value: 's' }],
    });
    expect(world.logs(name)).toBe('blue s\n');
  });

  it('does without an optional source that is not there', () => {
    expect(world.logs(run('echo ran', { envFrom: [{ secretRef: { name: 'no', optional: true } }] }))).toBe(
      'ran\n',
    );
  });

  it.each<[string, Partial<Container>, RegExp]>([
    ['ConfigMap', { env: [x({ configMapKeyRef: { name: 'no', key: 'k' } })] }, /^configmap "no" not found$/],
    ['Secret', { envFrom: [{ secretRef: { name: 'no' } }] }, /^secret "no" not found$/],
    [
      'key',
      { env: [x({ secretKeyRef: { name: 'keys', key: 'no' } })] },
      /^couldn't find key no in Secret default\/keys$/,
    ],
  ])('of a %s that is not there keeps the container from being made', (_what, more, message) => {
    const name = run('true', more);
    expect(world.status(name).state?.waiting).toEqual({
      reason: 'CreateContainerConfigError',
      message: expect.stringMatching(message),
    });
    expect(world.events(name).some((text) => text.startsWith('Warning Failed Error: '))).toBe(true);
  });
});
