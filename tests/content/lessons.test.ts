import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exerciseIds } from '../../src/cli/exercises.ts';
import { lessonFiles, withOutputs } from '../../src/lab/lesson.ts';

const ROOT = new URL('../../content/lessons/', import.meta.url);
const lessons = (language: string): string[] =>
  readdirSync(new URL(`${language}/`, ROOT))
    .filter((file) => file.endsWith('.mdx'))
    .sort();
const read = (language: string, file: string): string =>
  readFileSync(new URL(`${language}/${file}`, ROOT), 'utf8');

/** What must be the same in both languages: levels of headings, code, exercises and tables, in order. */
function structure(source: string): string[] {
  return [
    ...source.matchAll(
      /^(#+) |^```(\w+[^\n]*)\n([\s\S]*?)^```$|^<Exercise id="([^"]+)"|^(\|)|^<(details)>/gm,
    ),
  ].map(
    ([, heading, fence, body, exercise, table, details]) =>
      heading ?? (fence !== undefined ? `${fence}\n${body}` : (exercise ?? table ?? details ?? '')),
  );
}

test('every lesson stands in both languages', () => {
  expect(lessons('ko')).toEqual(lessons('en'));
  expect(lessons('ko').length).toBeGreaterThan(0);
});

describe.each(lessons('en'))('%s', (file) => {
  test('has the same headings, steps, exercises and outputs in both languages', () => {
    expect(structure(read('ko', file))).toEqual(structure(read('en', file)));
  });

  test('embeds exercises that exist, and all that its front matter names', () => {
    const source = read('en', file);
    const named = (/^exercises: \[(.*)\]$/m.exec(source)?.[1] ?? '').split(', ').filter((id) => id !== '');
    const embedded = [...source.matchAll(/^<Exercise id="([^"]+)"/gm)].map(([, id]) => id);
    expect(embedded).toEqual(named);
    for (const id of named) expect(exerciseIds()).toContain(id);
  });

  test.each(['ko', 'en'])('quotes what its commands print (%s)', (language) => {
    const source = read(language, file);
    expect(Object.keys(lessonFiles(source)).length).toBeGreaterThan(0);
    expect(source).toBe(withOutputs(file.replace(/\.mdx$/, ''), source));
  });
});
