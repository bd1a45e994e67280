import { describe, expect, test } from 'vitest';
import { persistentvolumeclaims, persistentvolumes, storageclasses } from '../../../../src/api/resources.ts';
import type { PersistentVolumeClaim } from '../../../../src/api/types.ts';
import { ControlPlane, type PodOptions } from '../control-plane.ts';
import { messageOf, noVictims, place } from './placement.ts';

const withClaim: PodOptions = {
  volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
};

function claim(more: Partial<PersistentVolumeClaim['spec']> = {}, annotations?: Record<string, string>) {
  return {
    metadata: { name: 'data', namespace: 'default', ...(annotations && { annotations }) },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      storageClassName: '',
      ...more,
    },
  };
}

const bound = (): ReturnType<typeof claim> =>
  claim({ volumeName: 'disk' }, { 'pv.kubernetes.io/bind-completed': 'yes' });

function disk(plane: ControlPlane, hostname: string): void {
  plane.client.create(persistentvolumes, {
    metadata: { name: 'disk' },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: '/data' },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [hostname] }] },
          ],
        },
      },
    },
  });
}

describe('a pod with a claim', () => {
  const cases: [what: string, prepare: (plane: ControlPlane) => void, message: string][] = [
    ['that is not there', () => undefined, `persistentvolumeclaim "data" not found. ${noVictims(0, 2)}`],
    [
      'that is not bound',
      (plane) => plane.client.create(persistentvolumeclaims, claim()),
      `pod has unbound immediate PersistentVolumeClaims. ${noVictims(0, 2)}`,
    ],
    [
      'that waits for its first consumer',
      (plane) => {
        plane.client.create(storageclasses, {
          metadata: { name: 'local' },
          provisioner: 'kubernetes.io/no-provisioner',
          volumeBindingMode: 'WaitForFirstConsumer',
        });
        plane.client.create(persistentvolumeclaims, claim({ storageClassName: 'local' }));
      },
      `2 node(s) didn't find available persistent volumes to bind. ${noVictims(0, 2)}`,
    ],
    [
      'whose volume is gone',
      (plane) => plane.client.create(persistentvolumeclaims, bound()),
      `persistentvolumeclaim "data" bound to non-existent persistentvolume "disk". ${noVictims(0, 2)}`,
    ],
    [
      'whose volume is elsewhere',
      (plane) => {
        disk(plane, 'n3');
        plane.client.create(persistentvolumeclaims, bound());
      },
      `2 node(s) didn't match PersistentVolume's node affinity. ${noVictims(0, 2)}`,
    ],
  ];
  test.each(cases)('%s', (_what, prepare, message) => {
    const plane = new ControlPlane();
    plane.node('n1');
    plane.node('n2');
    prepare(plane);
    plane.sim.advance(100);
    expect(place(plane, 'web', withClaim)).toBeUndefined();
    expect(messageOf(plane, 'web')).toBe(`0/2 nodes are available: ${message}`);
  });

  test('that is bound goes where its volume is', () => {
    const plane = new ControlPlane();
    for (const name of ['n1', 'n2', 'n3']) plane.node(name);
    disk(plane, 'n2');
    plane.client.create(persistentvolumeclaims, bound());
    plane.sim.advance(100);
    expect(place(plane, 'web', withClaim)).toBe('n2');
  });

  test('is tried again when the claim comes', () => {
    const plane = new ControlPlane();
    plane.node('n1');
    expect(place(plane, 'web', withClaim)).toBeUndefined();
    plane.sim.advance(20_000);
    plane.client.create(persistentvolumeclaims, claim());
    plane.sim.advance(500);
    expect(messageOf(plane, 'web')).toContain('pod has unbound immediate PersistentVolumeClaims');
  });
});
