import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { exerciseJsonSchemas } from '../../../scripts/generate/exercise-schemas.ts';

const ROOT = new URL('../../../content/exercises/', import.meta.url);
const read = (id: string, file: string): unknown =>
  parse(readFileSync(new URL(`${id}/${file}`, ROOT), 'utf8'));

const ajv = new Ajv2020({ allErrors: true });
const schemas = exerciseJsonSchemas();
const compile = (name: string) => ajv.compile(schemas[name] as AnySchema);
const exercise = compile('exercise.json');
const words = compile('words.json');

describe.each(readdirSync(ROOT))('%s', (id) => {
  test('is what the schemas for editors ask for', () => {
    expect(exercise(read(id, 'exercise.yaml')), ajv.errorsText(exercise.errors)).toBe(true);
    for (const file of ['ko.yaml', 'en.yaml'])
      expect(words(read(id, file)), ajv.errorsText(words.errors)).toBe(true);
  });
});

const check = { id: 'one', object: { kind: 'Pod', name: 'web' }, has: {} };
const whole = { lesson: 'overview', points: 5, checks: [check] };

test.each<[string, object]>([
  ['a field that there is not', { ...whole, sets: '' }],
  ['no checks', { ...whole, checks: [] }],
  ['a missing lesson', { points: 5, checks: [check] }],
  ['points that are no number', { ...whole, points: 'five' }],
  ['an id with blanks', { ...whole, checks: [{ ...check, id: 'One thing' }] }],
  ['an object without a name', { ...whole, checks: [{ ...check, object: { kind: 'Pod' } }] }],
  ['a misspelt field of a look ahead', { ...whole, checks: [{ ...check, ahead: { fo: '5m' } }] }],
  ['a duration that is a number', { ...whole, checks: [{ ...check, keeps: 5 }] }],
  ['a hint without an id', { ...whole, hints: [{ when: { object: { kind: 'Pod', name: 'web' } } }] }],
])('refuses %s', (_, broken) => {
  expect(exercise(whole), ajv.errorsText(exercise.errors)).toBe(true);
  expect(exercise(broken)).toBe(false);
});

/** Every place in a schema that describes a field, with whether it says what the field is for. */
function fields(schema: unknown, path = ''): { path: string; described: boolean }[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const found: { path: string; described: boolean }[] = [];
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties' && !path.endsWith('.properties'))
      for (const [name, field] of Object.entries(value as object))
        found.push({ path: `${path}.${name}`, described: 'description' in (field as object) });
    found.push(...fields(value, `${path}.${key}`));
  }
  return found;
}

test.each(Object.keys(schemas))('tells of every field of %s what it is for', (name) => {
  const all = fields(schemas[name]);
  expect(all.length).toBeGreaterThan(4);
  expect(all.filter(({ described }) => !described).map(({ path }) => path)).toEqual([]);
});
