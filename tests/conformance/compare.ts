import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FILES } from './files.ts';
import { findKubectl } from './kubectl.ts';
import { normaliseAges } from './normalise.ts';
import { Twins } from './twins.ts';

const found = findKubectl();
if ('missing' in found)
  console.error(
    `\n*** THE CONFORMANCE TESTS WERE SKIPPED: ${found.missing}. ***\n*** Put kubectl v1.35 on PATH to run them. ***\n`,
  );

/** Names of temporary folders and the times of what is in them. */
const normaliseDiff = (text: string): string =>
  text
    .replace(/(\/tmp\/(?:LIVE|MERGED|kubectl-edit))-\d+/g, '$1')
    .replace(/^((?:---|\+\+\+) \/tmp\/\S+)\t.*$/gm, '$1');

/** `drain` walks a Go map: the real one tells its reasons in another order each time. */
const normaliseReasons = (text: string): string =>
  text.replace(
    /^(Warning: |error: )?((?:ignoring|deleting|cannot delete|continuing) .*; .*)$/gm,
    (_, head: string | undefined, reasons: string) =>
      `${head ?? ''}${reasons.split('; ').toSorted().join('; ')}`,
  );

/**
 * Tests that our kubectl and the real one print the same.
 * @param lines command lines, in order; a number lets the clusters live on for so many virtual seconds
 */
export function compareKubectls(title: string, lines: readonly (string | number)[]): void {
  describe.skipIf('missing' in found)(title, () => {
    let twins: Twins;
    beforeAll(async () => {
      if ('path' in found) twins = await Twins.start(found.path, FILES);
    });
    afterAll(() => twins?.close());

    for (const line of lines) {
      if (typeof line === 'number') {
        test(`${line} s pass`, () => twins.advance(line * 1000));
        continue;
      }
      test(line, async () => {
        const { ours, real } = await twins.run(line);
        const shown = ({ stdout, stderr, status }: typeof ours): object => ({
          stdout: normaliseDiff(normaliseAges(stdout)),
          stderr: normaliseReasons(normaliseAges(stderr)),
          status,
        });
        expect(shown(ours)).toEqual(shown(real));
      });
    }
  });
}
