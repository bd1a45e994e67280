import { describe, expect, test } from 'vitest';
import { parseYaml, parseYamlDocuments, toYaml } from '../../../src/api/yaml/index.ts';

describe('reading', () => {
  test.each<[string, unknown]>([
    ['a: 0644', 420],
    ['a: 0o17', 15],
    ['a: 0x1F', 31],
    ['a: 08', 8],
    ['a: yes', true],
    ['a: "yes"', 'yes'],
    ['a: off', false],
    ['a: n', false],
    ['a: ~', null],
    ['a:', null],
    ['a: 1.0', 1],
    ['a: 1e3', 1000],
    ['a: 1_000', 1000],
    ['a: 1.35.0', '1.35.0'],
    ['a: 12:30', '12:30'],
    ['a: 2026-01-01', '2026-01-01'],
    ["a: '0644'", '0644'],
    ['a: !!str 5', '5'],
    ['a: |\n  x\n  y\n', 'x\ny\n'],
    ['a: >-\n  x\n  y\n', 'x y'],
    ['a: 100m', '100m'],
  ])('%j', (text, value) => expect(parseYaml(text)).toEqual({ a: value }));

  test('keys become strings, anchors and merges resolve', () => {
    expect(parseYaml('1: a\nyes: b\n')).toEqual({ '1': 'a', true: 'b' });
    expect(parseYaml('x: &x {a: 1, b: 2}\nz:\n  <<: *x\n  b: 3\n')).toEqual({
      x: { a: 1, b: 2 },
      z: { a: 1, b: 3 },
    });
  });
  test('documents', () => {
    expect(parseYamlDocuments('---\na: 1\n---\n# nothing\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }]);
  });
  test.each([
    // Each as the real kubectl v1.35.2 says it.
    ['a: 1\nb: c: d\n', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a: b: c\n', 'yaml: mapping values are not allowed in this context'],
    ['a:\n- b\n c: d\n', 'yaml: line 3: mapping values are not allowed in this context'],
    ['a: 1\n b: 2\n', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a:\n  b: 1\n c: 2\n', 'yaml: line 2: did not find expected key'],
    ['a: [1, 2\nb: 3\n', "yaml: line 1: did not find expected ',' or ']'"],
    ['a: {x: 1\nb: 3\n', "yaml: line 1: did not find expected ',' or '}'"],
    ['a: 1\nb\nc: 3\n', "yaml: line 3: could not find expected ':'"],
    ['a: "x\nb: 1\n', 'yaml: line 3: found unexpected end of stream'],
    ["a: 'x\n", 'yaml: line 2: found unexpected end of stream'],
    ['a: *x\n', "yaml: unknown anchor 'x' referenced"],
    ['a: 1\n\tb: 2\n', 'yaml: line 2: found a tab character that violates indentation'],
    ['a:\n\tb: 2\n', 'yaml: line 2: found character that cannot start any token'],
    ['a: %x\n', 'yaml: found character that cannot start any token'],
    ['- a\nb: 1\n', "yaml: line 1: did not find expected '-' indicator"],
    ['a: 1\n- b\n', 'yaml: line 1: did not find expected key'],
    ['a:\n  - b: 1\n   c: 2\n', "yaml: line 2: did not find expected '-' indicator"],
    ['a:\n  - b: 1\n     c: 2\n', 'yaml: line 3: mapping values are not allowed in this context'],
    ['a: ]\n', 'yaml: did not find expected node content'],
    ['a: "\\q"\n', 'yaml: found unknown escape character'],
    ['a: - b\n', 'yaml: block sequence entries are not allowed in this context'],
    [
      'spec:\n  containers:\n  - name: a\n    image: b\n   ports:\n',
      'yaml: line 4: did not find expected key',
    ],
    ['a: >x\n', 'yaml: did not find expected comment or line break'],
    ['a:\n- |\necho hi\nsleep 1\n', "yaml: line 4: could not find expected ':'"],
    ["a: x\nb: [\"c\", 'it's']\n", "yaml: line 1: did not find expected ',' or ']'"],
    ['a:\n- b: c\n  image nginx\n  d: e\n', "yaml: line 4: could not find expected ':'"],
    ['a:\n  - b: c\n  d: e\n', "yaml: line 2: did not find expected '-' indicator"],
    ['a: x\nb: {c: d}}\n', 'yaml: line 1: did not find expected key'],
    ['a: |\n x\ny\n', "yaml: line 4: could not find expected ':'"],
  ])('%j', (text, message) => expect(() => parseYaml(text)).toThrow(message));
});

describe('writing', () => {
  test('as kubectl get -o yaml', () => {
    const long =
      '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate';
    expect(
      toYaml({
        kind: 'Pod',
        apiVersion: 'v1',
        metadata: { name: 'x', labels: {}, annotations: { 'a/b': '{"x":1}\n', n: '5', t: 'true', e: '' } },
        spec: { containers: [{ name: 'c', args: ['-c', 'a: b', '- x', "it's", '*', 'a\tb'] }], list: [] },
        status: { message: long, time: null, n: 1, date: '2026-01-01T00:00:00Z' },
      }),
    ).toBe(`apiVersion: v1
kind: Pod
metadata:
  annotations:
    a/b: |
      {"x":1}
    e: ""
    "n": "5"
    t: "true"
  labels: {}
  name: x
spec:
  containers:
  - args:
    - -c
    - 'a: b'
    - '- x'
    - it's
    - '*'
    - "a\\tb"
    name: c
  list: []
status:
  date: "2026-01-01T00:00:00Z"
  message: '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient
    cpu. no new claims to deallocate'
  "n": 1
  time: null
`);
  });
  test('keys in natural order', () => {
    expect(toYaml({ a10: 1, a2: 2, B: 3, _: 4 })).toBe('_: 4\nB: 3\na2: 2\na10: 1\n');
  });
  test('what is written is read again', () => {
    const value = {
      a: [
        'x\n\n',
        'x',
        ' y',
        'z ',
        '\n',
        '日本',
        '한국어 텍스트',
        "'",
        '"',
        '#',
        'a #b',
        'null',
        '1e3',
        '0x1',
      ],
      b: { c: [[1, 2], [{ d: 1 }]] },
    };
    expect(parseYaml(toYaml(value))).toEqual(value);
  });
});
