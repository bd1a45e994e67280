import { expect, it } from 'vitest';
import { toolRunner } from './run.ts';

const { script } = toolRunner({ files: { 'n.txt': '3\n1\n2\n' } });

/** What awk does with other programs and files, as mawk and gawk do it. */
const SCRIPTS: readonly (readonly [text: string, output: string])[] = [
  [`awk '{print | "sort"} END{close("sort"); print "done"}' n.txt`, '1\n2\n3\ndone\n'],
  [`awk '{print | "sort -r"}' n.txt`, '3\n2\n1\n'],
  [`awk 'BEGIN{"echo hi" | getline v; print v}'`, 'hi\n'],
  [`awk 'BEGIN{while(("seq 3" | getline v) > 0) s += v; print s}'`, '6\n'],
  [`awk 'BEGIN{while((getline line < "n.txt") > 0) n++; print n; print (getline x < "nope")}'`, '3\n-1\n'],
  [`awk 'BEGIN{print "a"; r = system("echo b; exit 3"); print r}'`, 'a\nb\n3\n'],
  [`awk 'BEGIN{print "x" | "cat"; close("cat"); print "y"}'`, 'x\ny\n'],
  [`awk 'BEGIN{exit 2} END{print "end"}'; echo $?`, 'end\n2\n'],
  [`awk 'BEGIN{while ("yes" | getline) if (++n == 3) break; print n}'`, '3\n'],
  [
    `awk 'BEGIN{print "out" > "/dev/stderr"; print "f" > "o"; close("o"); while ((getline l < "o") > 0) print l}'`,
    'out\nf\n',
  ],
];

it.each(SCRIPTS)('%s', (text, output) => {
  expect(script(text).output).toBe(output);
});

it('draws the same numbers from the same seed', () => {
  const program = `awk 'BEGIN{srand(7); print rand(), rand()}'`;
  expect(script(program).output).toBe(script(program).output);
  expect(script(program).output).not.toBe(script(program.replace('7', '8')).output);
});
