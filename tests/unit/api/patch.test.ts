import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/api/json.ts';
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  createMergePatch,
  createThreeWayStrategicMergePatch,
  createTwoWayStrategicMergePatch,
} from '../../../src/api/patch/index.ts';

const pod = (spec: JsonObject): JsonObject => ({ spec });
const apply = (original: JsonObject, patch: JsonObject) => applyStrategicMergePatch(original, patch, 'Pod');

describe('JSON merge patch', () => {
  test('merges objects, replaces lists, deletes nulls', () => {
    expect(applyMergePatch({ a: { b: 1, c: 2 }, l: [1, 2] }, { a: { b: null, d: 3 }, l: [3] })).toEqual({
      a: { c: 2, d: 3 },
      l: [3],
    });
  });
  test('what is created makes the one of the other', () => {
    const [before, after] = [
      { a: 1, b: { c: 1, d: 2 } },
      { a: 1, b: { d: 3 }, e: [1] },
    ];
    const patch = createMergePatch(before, after);
    expect(patch).toEqual({ b: { c: null, d: 3 }, e: [1] });
    expect(applyMergePatch(before, patch)).toEqual(after);
  });
});

describe('JSON patch', () => {
  test('add, replace, remove, move, copy, test', () => {
    const patched = applyJsonPatch({ a: { 'x/y': 1 }, l: [1, 2] }, [
      { op: 'test', path: '/a/x~1y', value: 1 },
      { op: 'add', path: '/l/1', value: 9 },
      { op: 'add', path: '/l/-', value: 3 },
      { op: 'replace', path: '/a/x~1y', value: 2 },
      { op: 'copy', from: '/a', path: '/b' },
      { op: 'move', from: '/l/0', path: '/first' },
      { op: 'remove', path: '/a' },
    ]);
    expect(patched).toEqual({ b: { 'x/y': 2 }, l: [9, 2, 3], first: 1 });
  });
  test('a missing path', () =>
    expect(() => applyJsonPatch({}, [{ op: 'remove', path: '/a/b' }])).toThrow(
      'remove operation does not apply: doc is missing path: "/a/b": missing value',
    ));
});

describe('strategic merge patch', () => {
  test('lists of objects merge by their key', () => {
    const original = pod({
      containers: [
        { name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }] },
        { name: 'b', image: 'b:1' },
      ],
    });
    const patch = pod({
      containers: [
        { name: 'b', image: 'b:2' },
        { name: 'a', env: [{ name: 'Y', value: '2' }] },
      ],
    });
    expect(apply(original, patch)).toEqual(
      pod({
        containers: [
          { name: 'b', image: 'b:2' },
          {
            name: 'a',
            image: 'a:1',
            env: [
              { name: 'Y', value: '2' },
              { name: 'X', value: '1' },
            ],
          },
        ],
      }),
    );
  });
  test('directives delete, replace, order', () => {
    const original = pod({ containers: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] });
    expect(apply(original, pod({ containers: [{ name: 'b', $patch: 'delete' }] }))).toEqual(
      pod({ containers: [{ name: 'a' }, { name: 'c' }] }),
    );
    expect(apply(original, pod({ containers: [{ name: 'z' }, { $patch: 'replace' }] }))).toEqual(
      pod({ containers: [{ name: 'z' }] }),
    );
    expect(
      apply(original, pod({ '$setElementOrder/containers': [{ name: 'c' }, { name: 'a' }, { name: 'b' }] })),
    ).toEqual(pod({ containers: [{ name: 'c' }, { name: 'a' }, { name: 'b' }] }));
  });
  test('primitive lists: finalizers merge, tolerations replace', () => {
    const original = { metadata: { finalizers: ['a', 'b'] }, spec: { tolerations: [{ key: 'x' }] } };
    expect(
      apply(original, { metadata: { finalizers: ['c'] }, spec: { tolerations: [{ key: 'y' }] } }),
    ).toEqual({
      metadata: { finalizers: ['c', 'a', 'b'] },
      spec: { tolerations: [{ key: 'y' }] },
    });
    expect(apply(original, { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } })).toEqual({
      ...original,
      metadata: { finalizers: ['b'] },
    });
  });
  test('a volume keeps only the source that the patch names', () => {
    const original = pod({ volumes: [{ name: 'v', emptyDir: {} }] });
    const patch = pod({
      volumes: [{ name: 'v', hostPath: { path: '/x' }, $retainKeys: ['name', 'hostPath'] }],
    });
    expect(apply(original, patch)).toEqual(pod({ volumes: [{ name: 'v', hostPath: { path: '/x' } }] }));
  });
  test('an item without the merge key is refused', () =>
    expect(() => apply(pod({ containers: [{ name: 'a' }] }), pod({ containers: [{ image: 'x' }] }))).toThrow(
      'map: map[image:x] does not contain declared merge key: name',
    ));
});

describe('making strategic merge patches', () => {
  const current = pod({
    nodeName: 'minikube',
    containers: [{ name: 'a', image: 'a:1', imagePullPolicy: 'IfNotPresent' }],
    volumes: [{ name: 'token', projected: {} }],
  });
  test('a new image, as kubectl apply sends it', () => {
    const original = pod({ containers: [{ name: 'a', image: 'a:1' }] });
    const modified = pod({ containers: [{ name: 'a', image: 'a:2' }] });
    expect(createThreeWayStrategicMergePatch(original, modified, current, 'Pod')).toEqual(
      pod({ '$setElementOrder/containers': [{ name: 'a' }], containers: [{ name: 'a', image: 'a:2' }] }),
    );
  });
  test('nothing to do', () => {
    const same = pod({ containers: [{ name: 'a', image: 'a:1' }] });
    expect(createThreeWayStrategicMergePatch(same, same, current, 'Pod')).toEqual({});
  });
  test('what was applied and is gone is deleted, what others added stays', () => {
    const original = { metadata: { labels: { app: 'x', tier: 'y' } } };
    const modified = { metadata: { labels: { app: 'x' } } };
    const live = { metadata: { labels: { app: 'x', tier: 'y', other: 'z' } } };
    expect(createThreeWayStrategicMergePatch(original, modified, live, 'Pod')).toEqual({
      metadata: { labels: { tier: null } },
    });
  });
  test('a container that is gone', () => {
    const original = pod({
      containers: [
        { name: 'a', image: 'a' },
        { name: 'b', image: 'b' },
      ],
    });
    const modified = pod({ containers: [{ name: 'a', image: 'a' }] });
    const patch = createThreeWayStrategicMergePatch(original, modified, original, 'Pod');
    expect(patch).toEqual(
      pod({ '$setElementOrder/containers': [{ name: 'a' }], containers: [{ $patch: 'delete', name: 'b' }] }),
    );
    expect(apply(original, patch)).toEqual(modified);
  });
  test('both ways agree', () => {
    const after = pod({
      containers: [
        { name: 'b', image: 'n' },
        { name: 'a', image: 'a:3' },
      ],
      nodeName: 'x',
    });
    expect(apply(current, createTwoWayStrategicMergePatch(current, after, 'Pod'))).toEqual(after);
  });
});
