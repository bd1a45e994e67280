import { describe, expect, test } from 'vitest';
import { decodeKind } from '../../../src/api/decode.ts';
import { applyDefaults } from '../../../src/api/defaults.ts';
import type { JsonObject } from '../../../src/api/json.ts';

const stored = applyDefaults(
  decodeKind(
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'nginx' }] },
      status: { phase: 'Pending' },
    },
    'v1',
    'Pod',
  ).object,
);
const decode = (object: JsonObject): ReturnType<typeof decodeKind> => decodeKind(object, 'v1', 'Pod', stored);

describe('of an object that was read before', () => {
  test('the parts that are the very same stay so, and keep their defaults', () => {
    const { object, strictErrors } = decode({ ...stored, status: { phase: 'Running' } });
    expect(strictErrors).toEqual([]);
    expect(object['spec']).toBe(stored['spec']);
    expect(applyDefaults(object, stored)['spec']).toBe(stored['spec']);
    expect(object['status']).toEqual({ phase: 'Running' });
  });

  test('a part that is only equal is read as any other', () => {
    const spec = structuredClone(stored['spec']) as JsonObject;
    const { object } = decode({ ...stored, spec });
    expect(object['spec']).toEqual(stored['spec']);
    expect(object['spec']).not.toBe(stored['spec']);
  });

  test('what is new is read strictly', () => {
    const { strictErrors } = decode({ ...stored, status: { phase: 'Running', fase: 'Running' } });
    expect(strictErrors).toEqual(['unknown field "status.fase"']);
    expect(() => decode({ ...stored, status: { phase: 3 } })).toThrow(
      'json: cannot unmarshal number into Go struct field PodStatus.status.phase of type v1.PodPhase',
    );
  });

  test('a spec that changed gets its defaults', () => {
    const { object } = decode({ ...stored, spec: { containers: [{ name: 'web', image: 'nginx:1.29' }] } });
    const spec = applyDefaults(object, stored)['spec'] as { containers: JsonObject[]; dnsPolicy: string };
    expect(spec.dnsPolicy).toBe('ClusterFirst');
    expect(spec.containers[0]?.['imagePullPolicy']).toBe('IfNotPresent');
  });
});
