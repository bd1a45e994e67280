import { describe, expect, it } from 'vitest';
import {
  events,
  persistentvolumeclaims,
  persistentvolumes,
  pods,
  storageclasses,
} from '../../../../src/api/resources.ts';
import type { PersistentVolume, PersistentVolumeClaim, PodSpec } from '../../../../src/api/types.ts';
import { PodWorld, sh } from '../kubelet/harness.ts';

class StorageWorld extends PodWorld {
  claim(name: string, spec: Partial<PersistentVolumeClaim['spec']> = {}): void {
    this.client.create(persistentvolumeclaims, {
      metadata: { name, namespace: 'default' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
    });
  }

  volume(name: string, spec: Partial<PersistentVolume['spec']> = {}): void {
    this.client.create(persistentvolumes, {
      metadata: { name },
      spec: {
        capacity: { storage: '1Gi' },
        accessModes: ['ReadWriteOnce'],
        hostPath: { path: `/data/${name}` },
        ...spec,
      },
    });
  }

  claimOf(name: string): PersistentVolumeClaim {
    return this.client.get(persistentvolumeclaims, name, 'default');
  }

  phaseOf(volume: string): string | undefined {
    return this.client.find(persistentvolumes, volume)?.status?.phase;
  }

  uses(pod: string, claim: string, script: string, more: Partial<PodSpec> = {}): void {
    this.pod(pod, [sh(script, { volumeMounts: [{ name: 'data', mountPath: '/data' }] })], {
      restartPolicy: 'Never',
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }],
      ...more,
    });
  }

  /** `Type Reason Message` of what was said about an object, in order. */
  said(name: string): string[] {
    return this.client
      .list(events)
      .items.filter(({ involvedObject }) => involvedObject.name === name)
      .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
      .map(({ type, reason, message }) => `${type ?? ''} ${reason ?? ''} ${message ?? ''}`);
  }

  delete(claim: string): void {
    this.client.delete(persistentvolumeclaims, claim, 'default');
  }
}

describe('a claim of the default class', () => {
  const world = new StorageWorld();

  it('is given a volume that shows a directory of the node of the provisioner', () => {
    world.claim('data');
    world.advance(5);
    const claim = world.claimOf('data');
    const name = `pvc-${claim.metadata.uid ?? ''}`;
    expect(claim.metadata.annotations).toEqual({
      'pv.kubernetes.io/bind-completed': 'yes',
      'pv.kubernetes.io/bound-by-controller': 'yes',
      'volume.beta.kubernetes.io/storage-provisioner': 'k8s.io/minikube-hostpath',
      'volume.kubernetes.io/storage-provisioner': 'k8s.io/minikube-hostpath',
    });
    expect(claim.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    expect(claim.spec).toMatchObject({ storageClassName: 'standard', volumeName: name });
    expect(claim.status).toEqual({
      phase: 'Bound',
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1Gi' },
    });
    const volume = world.client.get(persistentvolumes, name);
    expect(volume.metadata.finalizers).toEqual(['kubernetes.io/pv-protection']);
    expect(volume.spec).toMatchObject({
      hostPath: { path: '/tmp/hostpath-provisioner/default/data' },
      persistentVolumeReclaimPolicy: 'Delete',
      storageClassName: 'standard',
      claimRef: { kind: 'PersistentVolumeClaim', name: 'data', uid: claim.metadata.uid },
    });
    expect(volume.status?.phase).toBe('Bound');
    expect(world.said('data')).toEqual([
      "Normal ExternalProvisioning Waiting for a volume to be created either by the external provisioner 'k8s.io/minikube-hostpath' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
      'Normal Provisioning External provisioner is provisioning volume for claim "default/data"',
      `Normal ProvisioningSucceeded Successfully provisioned volume ${name}`,
    ]);
  });

  it('keeps what a pod writes for the next one on its node', () => {
    world.uses('writer', 'data', 'echo kept > /data/file', { nodeName: 'minikube' });
    world.advance(20);
    world.uses('reader', 'data', 'cat /data/file', { nodeName: 'minikube' });
    world.advance(20);
    expect(world.logs('reader')).toBe('kept\n');
    world.uses('elsewhere', 'data', 'ls /data', { nodeName: 'minikube-m02' });
    world.advance(20);
    expect(world.logs('elsewhere')).toBe('');
  });

  it('stays while a pod uses it, and takes its volume and the directory with it', () => {
    world.uses('user', 'data', 'sleep 1000', { nodeName: 'minikube' });
    world.advance(20);
    const volume = world.claimOf('data').spec.volumeName ?? '';
    world.delete('data');
    world.advance(20);
    expect(world.claimOf('data').metadata.deletionTimestamp).toBeDefined();
    world.uses('late', 'data', 'true');
    world.advance(5);
    expect(world.get('late').status?.conditions?.[0]?.message).toContain(
      'persistentvolumeclaim "data" is being deleted',
    );
    world.client.delete(pods, 'user', 'default');
    world.advance(20);
    expect(world.client.find(persistentvolumeclaims, 'data', 'default')).toBeUndefined();
    expect(world.phaseOf(volume)).toBeUndefined();
    const { files } = world.cluster.host.nodes.get('minikube')?.machine ?? {};
    expect(files?.readdir('/tmp/hostpath-provisioner/default')).toEqual([]);
  });
});

describe('a volume made by hand', () => {
  const world = new StorageWorld();

  it('is given to the claim that it fits best, and is Released after it', () => {
    world.volume('large', { capacity: { storage: '5Gi' }, storageClassName: 'manual' });
    world.volume('medium', { capacity: { storage: '2Gi' }, storageClassName: 'manual' });
    world.volume('small', { capacity: { storage: '512Mi' }, storageClassName: 'manual' });
    world.advance(2);
    expect(world.phaseOf('medium')).toBe('Available');
    world.claim('hand', { storageClassName: 'manual' });
    world.advance(2);
    expect(world.claimOf('hand').spec.volumeName).toBe('medium');
    expect(world.phaseOf('medium')).toBe('Bound');
    expect(world.claimOf('hand').status?.capacity).toEqual({ storage: '2Gi' });
    world.delete('hand');
    world.advance(2);
    expect(world.phaseOf('medium')).toBe('Released');
    // A new claim of that name does not get it.
    world.claim('hand', { storageClassName: 'manual', resources: { requests: { storage: '2Gi' } } });
    world.advance(2);
    expect(world.claimOf('hand').spec.volumeName).toBe('large');
  });

  it.each<[string, Partial<PersistentVolumeClaim['spec']>, string]>([
    [
      'of no class',
      { storageClassName: '' },
      'Normal FailedBinding no persistent volumes available for this claim and no storage class is set',
    ],
    [
      'of a class that is not there',
      { storageClassName: 'fast' },
      'Warning ProvisioningFailed storageclass.storage.k8s.io "fast" not found',
    ],
    [
      'that names a volume which is too small',
      { storageClassName: 'manual', volumeName: 'small' },
      'Warning VolumeMismatch Cannot bind to requested volume "small": requested PV is too small',
    ],
  ])('does not help a claim %s', (what, spec, event) => {
    const name = `c${what.length}`;
    world.claim(name, spec);
    world.advance(2);
    expect(world.claimOf(name).status?.phase).toBe('Pending');
    expect(world.said(name)).toEqual([event]);
  });

  it('that comes late is found by the claim that waits', () => {
    world.claim('early', { storageClassName: 'later' });
    world.advance(2);
    world.volume('late', { storageClassName: 'later' });
    world.advance(16);
    expect(world.claimOf('early').status?.phase).toBe('Bound');
  });

  it('whose policy is Delete fails when nobody can delete it', () => {
    world.volume('gone', { storageClassName: 'del', persistentVolumeReclaimPolicy: 'Delete' });
    world.claim('del', { storageClassName: 'del' });
    world.advance(16);
    world.delete('del');
    world.advance(2);
    expect(world.phaseOf('gone')).toBe('Failed');
    expect(world.said('gone')).toEqual([
      'Warning VolumeFailedDelete host_path deleter only supports /tmp/.+ but received provided /data/gone',
    ]);
  });

  it('that goes away leaves its claim Lost', () => {
    world.volume('fleeting', { storageClassName: 'fleeting' });
    world.claim('fleeting', { storageClassName: 'fleeting' });
    world.advance(16);
    world.client.delete(persistentvolumes, 'fleeting');
    world.advance(1);
    expect(world.phaseOf('fleeting')).toBe('Bound');
    world.client.patch(persistentvolumes, 'fleeting', undefined, 'merge', { metadata: { finalizers: null } });
    world.advance(1);
    expect(world.claimOf('fleeting').status?.phase).toBe('Lost');
    expect(world.said('fleeting')).toContain(
      'Warning ClaimLost Bound claim has lost its PersistentVolume. Data on the volume is lost!',
    );
  });
});

describe('a pod', () => {
  const world = new StorageWorld();

  it('with a claim of its own gets it, and takes it with it', () => {
    world.pod(
      'own',
      [sh('echo mine > /data/x; sleep 1000', { volumeMounts: [{ name: 'scratch', mountPath: '/data' }] })],
      {
        volumes: [
          {
            name: 'scratch',
            ephemeral: {
              volumeClaimTemplate: {
                spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
              },
            },
          },
        ],
      },
    );
    world.advance(30);
    expect(world.phase('own')).toBe('Running');
    expect(world.claimOf('own-scratch').metadata.ownerReferences).toMatchObject([
      { kind: 'Pod', name: 'own', controller: true },
    ]);
    world.client.delete(pods, 'own', 'default');
    world.advance(30);
    expect(world.client.find(persistentvolumeclaims, 'own-scratch', 'default')).toBeUndefined();
  });

  it('whose claim cannot be had when it is put on a node by name says so', () => {
    world.uses('astray', 'nowhere', 'true', { nodeName: 'minikube' });
    world.advance(5);
    expect(world.events('astray')).toEqual([
      'Warning FailedMount Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[data]: error processing PVC default/nowhere: failed to fetch PVC from API server: persistentvolumeclaims "nowhere" not found',
    ]);
  });

  it('waits for a class that wants to know where its consumer goes', () => {
    world.client.create(storageclasses, {
      metadata: { name: 'wait' },
      provisioner: 'k8s.io/minikube-hostpath',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    world.claim('patient', { storageClassName: 'wait' });
    world.advance(5);
    expect(world.said('patient')).toEqual([
      'Normal WaitForFirstConsumer waiting for first consumer to be created before binding',
    ]);
    world.uses('first', 'patient', 'echo here; sleep 1000');
    world.advance(30);
    expect(world.phase('first')).toBe('Running');
    expect(world.claimOf('patient').status?.phase).toBe('Bound');
    expect(world.claimOf('patient').metadata.annotations?.['volume.kubernetes.io/selected-node']).toBe(
      world.get('first').spec.nodeName,
    );
  });
});
