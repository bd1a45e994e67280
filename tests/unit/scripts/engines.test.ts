import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { enginesIn, enginesKept, hashOf, writeEngines, type BuiltEngine } from '../../../scripts/engines.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);

const built = (code: string, daysAgo: number): BuiltEngine => ({
  hash: hashOf(code),
  code,
  built: NOW - daysAgo * DAY,
});

describe('the engines that a build keeps', () => {
  const current = built('current', 0);

  test('are its own first, then the latest; one that was built twice once', () => {
    const [a, b] = [built('a', 30), built('b', 3)];
    expect(enginesKept(current, [a, b, built('b', 10), built('current', 5)], NOW)).toEqual([current, b, a]);
  });

  test('end with age, and with number', () => {
    expect(enginesKept(current, [built('old', 401)], NOW)).toEqual([current]);
    const many = Array.from({ length: 50 }, (_, index) => built(`engine ${index}`, index));
    const kept = enginesKept(current, many, NOW);
    expect(kept).toHaveLength(21);
    expect(kept.at(-1)).toEqual(many[19]);
  });
});

describe('a folder of engines', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'podlab-engines-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('gives back what was written', () => {
    const engines = [built('one', 1), built('two', 2)];
    writeEngines(folder, engines);
    expect(enginesIn(folder)).toEqual(engines);
    expect(JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'))).toMatchObject({
      engines: [{ hash: engines[0]?.hash }, { hash: engines[1]?.hash }],
    });
  });

  test('leaves out a file that is not what its name says, or is gone', () => {
    const engines = [built('one', 1), built('two', 2), built('three', 3)];
    writeEngines(folder, engines);
    writeFileSync(join(folder, `${engines[0]?.hash}.js`), 'something else');
    rmSync(join(folder, `${engines[1]?.hash}.js`));
    expect(enginesIn(folder)).toEqual([engines[2]]);
  });

  test('is empty where there is none', () => {
    expect(enginesIn(join(folder, 'none'))).toEqual([]);
  });
});
