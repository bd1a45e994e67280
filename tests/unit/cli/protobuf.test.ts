import { describe, expect, test } from 'vitest';
import { decodeKind } from '../../../src/api/decode.ts';
import { definition, definitions } from '../../../src/api/schema.ts';
import { resources } from '../../../src/api/resources.ts';
import { decodeProtobuf } from '../../../src/cli/protobuf.ts';
import { embeddedFields, messageFields } from '../../../src/cli/protobuf-fields.ts';
import type { JsonObject } from '../../../src/api/json.ts';
import { BODIES } from './protobuf-bodies.ts';

const MAGIC = [0x6b, 0x38, 0x73, 0];

/** A field that holds bytes; numbers below 16 and lengths below 128 alone. */
const field = (number: number, bytes: readonly number[]): number[] => [
  number * 8 + 2,
  bytes.length,
  ...bytes,
];
const text = (value: string): number[] => [...new TextEncoder().encode(value)];

/** An envelope with an object of a kind. */
const envelope = (apiVersion: string, kind: string, raw: readonly number[]): Uint8Array =>
  new Uint8Array([
    ...MAGIC,
    ...field(1, [...field(1, text(apiVersion)), ...field(2, text(kind))]),
    ...field(2, raw),
  ]);

/** Without what Go leaves out, for a kind of its own. */
function decoded(object: JsonObject): JsonObject {
  const { object: result, strictErrors } = decodeKind(object, String(object.apiVersion), String(object.kind));
  expect(strictErrors).toEqual([]);
  return result;
}

describe('bodies that kubectl sends', () => {
  for (const { line, body, object } of BODIES)
    test(line, () => {
      const read = decodeProtobuf(new Uint8Array(Buffer.from(body, 'base64')));
      expect(decoded(read)).toEqual(decoded(object));
    });
});

describe('values', () => {
  test('a field of 0 that is a pointer is kept', () => {
    const body = envelope('apps/v1', 'Deployment', field(2, [1 * 8, 0]));
    expect(decodeProtobuf(body)).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      spec: { replicas: 0 },
    });
  });

  test('a negative int32 takes ten bytes', () => {
    const raw = [2 * 8, 0xf6, ...Array<number>(8).fill(0xff), 1];
    expect(decodeProtobuf(envelope('scheduling.k8s.io/v1', 'PriorityClass', raw))).toMatchObject({
      value: -10,
    });
  });

  test('numbers may come packed', () => {
    const security = field(14, field(4, [0xe8, 7, 1]));
    const body = envelope('v1', 'Pod', field(2, security));
    expect(decodeProtobuf(body)).toMatchObject({
      spec: { securityContext: { supplementalGroups: [1000, 1] } },
    });
  });

  test('an embedded message has its fields in the outer object', () => {
    const volume = [...field(1, text('tmp')), ...field(2, field(2, field(1, text('Memory'))))];
    const body = envelope('v1', 'Pod', field(2, field(1, volume)));
    expect(decodeProtobuf(body)).toMatchObject({
      spec: { volumes: [{ name: 'tmp', emptyDir: { medium: 'Memory' } }] },
    });
  });

  test('options of a deletion belong to any group version', () => {
    const body = envelope('policy/v1', 'DeleteOptions', [1 * 8, 30, ...field(4, text('Background'))]);
    expect(decodeProtobuf(body)).toMatchObject({
      kind: 'DeleteOptions',
      gracePeriodSeconds: 30,
      propagationPolicy: 'Background',
    });
  });

  test('times: whole seconds, and none at zero', () => {
    const meta = (time: number[]): number[] => field(1, field(8, time));
    expect(decodeProtobuf(envelope('v1', 'ConfigMap', meta([8, 0x80, 0x94, 0xeb, 0xdc, 3])))).toMatchObject({
      metadata: { creationTimestamp: '2001-09-09T01:46:40Z' },
    });
    expect(decodeProtobuf(envelope('v1', 'ConfigMap', meta([])))).toMatchObject({ metadata: {} });
  });
});

describe('what is refused', () => {
  test.each([
    [new Uint8Array(text('{"kind":"Pod"}')), /does not appear to be a protobuf message/],
    [envelope('v1', 'Nope', []), /no kind "Nope" is registered for version "v1"/],
    [envelope('v1', 'Namespace', field(9, [])), /Namespace: unknown field number 9 of Namespace/],
    [envelope('v1', 'Pod', field(2, field(2, [...field(15, [])])).slice(0, -1)), /unexpected EOF/],
    [envelope('v1', 'Namespace', [1 * 8, 1]), /wrong wireType = 0 for field number 1/],
    [envelope('v1', 'Namespace', field(1, field(1, [0xff]))), /not UTF-8/],
  ])('%#', (body, problem) => {
    expect(() => decodeProtobuf(body)).toThrow(problem);
  });
});

describe('the tables', () => {
  const names = (words: string): string[] => words.split(' ').map((word) => word.replace(/^\d+:/, ''));

  test('name fields of the schema alone', () => {
    const unknown = Object.entries(messageFields).flatMap(([key, words]) =>
      names(words)
        .filter((name) => name !== '' && !name.startsWith('*') && !definition(key)?.fields[name])
        .map((name) => `${key}.${name}`),
    );
    expect(unknown).toEqual([]);
    for (const words of [...Object.values(messageFields), ...Object.values(embeddedFields)])
      for (const name of names(words))
        if (name.startsWith('*')) expect(Object.keys(embeddedFields)).toContain(name.slice(1));
  });

  test('hold every kind that can be created, but for those of the extension servers', () => {
    const missing = resources
      .map(({ group, version, kind }) =>
        Object.entries(definitions).find(
          ([, { kind: of }]) => of?.group === group && of.version === version && of.kind === kind,
        ),
      )
      .flatMap((found) => (found && !(found[0] in messageFields) ? [found[0]] : []));
    expect(missing).toEqual(['APIService', 'CustomResourceDefinition']);
  });
});
