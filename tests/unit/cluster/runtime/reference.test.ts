import { describe, expect, it } from 'vitest';
import { simulatedInternet } from '../../../../src/cluster/runtime/catalog/index.ts';
import {
  applyDefaultImageTag,
  canonicalName,
  parseReference,
} from '../../../../src/cluster/runtime/reference.ts';
import { RuntimeError } from '../../../../src/cluster/runtime/registry.ts';

describe('image references', () => {
  it.each([
    ['busybox', 'docker.io/library/busybox:latest'],
    ['busybox:1.36', 'docker.io/library/busybox:1.36'],
    ['arisu1000/simple-container-app', 'docker.io/arisu1000/simple-container-app:latest'],
    ['k8s.gcr.io/liveness', 'k8s.gcr.io/liveness:latest'],
    ['mydomain:5000/photo-view:v2.0', 'mydomain:5000/photo-view:v2.0'],
    ['localhost/app', 'localhost/app:latest'],
    ['index.docker.io/library/nginx', 'docker.io/library/nginx:latest'],
  ])('%s is %s', (text, name) => {
    expect(canonicalName(parseReference(text))).toBe(name);
  });

  it.each([
    [
      'Nginx',
      `couldn't parse image name "Nginx": invalid reference format: repository name (library/Nginx) must be lowercase`,
    ],
    ['nginx:', `couldn't parse image name "nginx:": invalid reference format`],
    ['nginx latest', `couldn't parse image name "nginx latest": invalid reference format`],
    ['', `couldn't parse image name "": invalid reference format`],
  ])('%j is refused', (text, message) => {
    expect(() => applyDefaultImageTag(text)).toThrow(message);
  });

  it('adds latest only where neither tag nor digest is', () => {
    expect(applyDefaultImageTag('nginx')).toBe('nginx:latest');
    expect(applyDefaultImageTag('nginx:1.29')).toBe('nginx:1.29');
  });
});

describe('the simulated registries', () => {
  const registry = simulatedInternet();
  const failure = (image: string): string => {
    try {
      registry.resolve(parseReference(image));
    } catch (error) {
      if (error instanceof RuntimeError) return error.text;
      throw error;
    }
    return 'resolved';
  };
  const pull = (name: string): string =>
    `failed to pull and unpack image "${name}": failed to resolve reference "${name}": `;

  it.each([
    'busybox',
    'nginx:alpine',
    'polinux/stress',
    'registry.k8s.io/pause:3.10.1',
    'k8s.gcr.io/liveness',
  ])('have %s', (image) => expect(failure(image)).toBe('resolved'));

  it('refuse as containerd tells it', () => {
    expect(failure('nginxx')).toBe(
      `${pull('docker.io/library/nginxx:latest')}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`,
    );
    expect(failure('nginx:nope')).toBe(
      `rpc error: code = NotFound desc = ${pull('docker.io/library/nginx:nope')}docker.io/library/nginx:nope: not found`,
    );
    expect(failure('example.invalid/app:v1')).toBe(
      `${pull('example.invalid/app:v1')}failed to do request: Head "https://example.invalid/v2/app/manifests/v1": dial tcp: lookup example.invalid on 192.168.49.1:53: no such host`,
    );
  });
});
