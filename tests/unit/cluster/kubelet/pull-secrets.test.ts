import { describe, expect, it } from 'vitest';
import { RegistryHost } from '../../../../src/cluster/runtime/registry.ts';
import { parseReference } from '../../../../src/cluster/runtime/reference.ts';
import { PodWorld, sh } from './harness.ts';

const TYPE = 'kubernetes.io/dockerconfigjson';
const login = (
  username: string,
  password: string,
  host = 'registry.example.com',
): Record<string, string> => ({
  '.dockerconfigjson': JSON.stringify({ auths: { [host]: { auth: btoa(`${username}:${password}`) } } }),
});

/** A cluster that can reach a registry which wants a login. */
function setUp(): PodWorld {
  const world = new PodWorld();
  const { registry } = world.cluster;
  const host = registry.add(
    new RegistryHost('registry.example.com', { credentials: { username: 'ada', password: 'secret' } }),
  );
  host.put('team/app', '1', registry.resolve(parseReference('busybox')));
  return world;
}

const pull = (world: PodWorld, secrets: readonly string[]): void => {
  world.pod('app', [sh('sleep 100', { image: 'registry.example.com/team/app:1' })], {
    imagePullSecrets: secrets.map((name) => ({ name })),
  });
  world.advance(15);
};

describe('an image in a registry that wants a login', () => {
  it('is pulled with a secret that has one for that registry', () => {
    const world = setUp();
    world.secret('other', login('eve', 'x', 'other.example.com'), TYPE);
    world.secret('pull', login('ada', 'secret'), TYPE);
    pull(world, ['other', 'pull']);
    expect(world.phase('app')).toBe('Running');
  });

  it('is denied without one', () => {
    const world = setUp();
    pull(world, []);
    expect(world.status('app').state?.waiting).toMatchObject({
      reason: expect.stringMatching(/^(ErrImagePull|ImagePullBackOff)$/),
      message: expect.stringContaining('no basic auth credentials'),
    });
  });

  it('is denied with a wrong one', () => {
    const world = setUp();
    world.secret('pull', login('ada', 'guess'), TYPE);
    pull(world, ['pull']);
    expect(world.status('app').state?.waiting?.message).toContain('401 Unauthorized');
  });

  it.each([
    'no JSON',
    'null',
    '[]',
    '{"auths": null}',
    '{"auths": {"registry.example.com": null}}',
    '{"auths": {"registry.example.com": {"auth": "!!"}}}',
    '{"auths": {"registry.example.com": {"auth": 5, "username": {}}}}',
  ])('is denied with one that cannot be read: %s', (config) => {
    const world = setUp();
    world.secret('pull', { '.dockerconfigjson': config }, TYPE);
    pull(world, ['pull']);
    expect(world.status('app').state?.waiting?.message).toContain('no basic auth credentials');
  });

  it('is tried without the secret that is not there, of which the kubelet tells', () => {
    const world = setUp();
    pull(world, ['gone', 'lost']);
    expect(world.events('app')).toContain(
      'Warning FailedToRetrieveImagePullSecret Unable to retrieve some image pull secrets (gone, lost); attempting to pull the image may not succeed.',
    );
    expect(world.phase('app')).toBe('Pending');
    world.secret('lost', login('ada', 'secret'), TYPE);
    world.advance(300);
    expect(world.phase('app')).toBe('Running');
  });
});
