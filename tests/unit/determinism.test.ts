import { ESLint } from 'eslint';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const eslint = new ESLint({ cwd: fileURLToPath(new URL('../../', import.meta.url)) });

/** What the linter has against a line of code in a file of this room. */
async function problems(room: string, code: string): Promise<readonly (string | null)[]> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: `src/${room}/probe.ts` });
  return (result?.messages ?? [])
    .map(({ ruleId }) => ruleId)
    .filter((rule) => rule?.startsWith('no-restricted'));
}

/** What differs from machine to machine, from moment to moment, or comes later by itself. */
const FORBIDDEN = [
  ...['export const x = Date.now();', 'export const x = new Date(0);', 'export const x = performance.now();'],
  ...['export const x = Math.random();', 'export const x = Math.log(2);', 'export const x = Math.pow(2, 3);'],
  ...['export const x = 2 ** 3;', 'export const { sin } = Math;', "export const x = Math['cos'](1);"],
  ...["export const x = 'a'.localeCompare('b');", 'export const x = (1).toLocaleString();'],
  ...["export const x = new Intl.NumberFormat('en');", 'export const x = Promise.resolve(1);'],
  ...['export async function x() {}', 'setTimeout(() => undefined, 0);', 'queueMicrotask(() => undefined);'],
  ...[
    "export const x = crypto.subtle.digest('SHA-256', new Uint8Array());",
    'export const x = crypto.randomUUID();',
  ],
  ...["export const x = fetch('/');", 'export const x = new WeakRef({});', 'export const x = globalThis;'],
  ...[
    "export const x = import('./other.ts');",
    'export const x = document;',
    'export const x = process.argv;',
  ],
];

describe('what is not the same everywhere', () => {
  test.each(FORBIDDEN)('is refused below the session: %s', async (code) => {
    for (const room of ['sim', 'shell', 'api', 'cluster', 'commands', 'lab'])
      expect(await problems(room, code), room).not.toEqual([]);
  });

  test('is allowed in the session, which is where it belongs', async () => {
    expect(await problems('session', 'export const x = performance.now();')).toEqual([]);
  });

  test('is not what is the same everywhere', async () => {
    const code =
      'export const x = [Math.floor(1.5), new TextEncoder().encode("a"), Math.sqrt(2), Math.imul(2, 3)];';
    expect(await problems('lab', code)).toEqual([]);
  });
});
