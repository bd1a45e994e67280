import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findKubectl } from './kubectl.ts';
import { Live } from './live.ts';

/** A line of kubectl's arguments as a shell would read it, and all that it prints, both streams; a regular expression matches a part. */
export type Step = readonly [line: string, printed: string | RegExp] | number;

/** The words of a line; quotes keep what is in them together. */
export function words(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));
}

/**
 * Tests what the real kubectl prints on a served cluster, line after line. A number lets so many virtual seconds pass. Files stand in
 * the folder that `DIR` names in a line.
 */
export function transcript(
  title: string,
  files: Readonly<Record<string, string>>,
  steps: readonly Step[],
): void {
  const found = findKubectl();
  describe.skipIf('missing' in found)(title, () => {
    const folder = mkdtempSync(join(tmpdir(), 'podlab-transcript-'));
    let live: Live;
    beforeAll(async () => {
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      if ('path' in found) live = await Live.start(found.path);
    });
    afterAll(async () => {
      await live?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    for (const step of steps) {
      if (typeof step === 'number') {
        test(`${step} s pass`, () => live.advance(step));
        continue;
      }
      const [line, printed] = step;
      test(`kubectl ${line}`, async () => {
        const { stdout, stderr } = await live.run(words(line.replaceAll('DIR/', `${folder}/`)));
        const all = `${stdout}${stderr}`.replaceAll(`${folder}/`, 'DIR/').trimEnd();
        if (typeof printed === 'string') expect(all).toBe(printed);
        else expect(all).toMatch(printed);
      });
    }
  });
}
