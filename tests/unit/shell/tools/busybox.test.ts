import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { toolRunner } from './run.ts';

const FILES = { f: 'one\ntwo\n', 'd/e': 'inside\n' };

/** What busybox 1.35 prints, told here too for machines that have no busybox to ask. */
const FACTS: readonly [argv: readonly string[], stderr: string, status: number][] = [
  [['cat', 'nope'], "cat: can't open 'nope': No such file or directory\n", 1],
  [['cat', 'd'], 'cat: read error: Is a directory\n', 1],
  [['cat', 'nope', 'f'], "cat: can't open 'nope': No such file or directory\n", 1],
  [['ls', 'nope'], 'ls: nope: No such file or directory\n', 1],
  [['ls', 'nope', 'f'], 'ls: nope: No such file or directory\n', 1],
  [['head', 'nope'], 'head: nope: No such file or directory\n', 1],
  [['tail', 'nope'], "tail: can't open 'nope': No such file or directory\ntail: no files\n", 1],
  [['tail', '-n', '1', 'nope', 'f'], "tail: can't open 'nope': No such file or directory\n", 1],
  [['rm', 'nope'], "rm: can't remove 'nope': No such file or directory\n", 1],
  [['rm', 'd'], "rm: 'd' is a directory\n", 1],
  [['rm', '-f', 'nope'], '', 0],
  [['rmdir', 'nope'], "rmdir: 'nope': No such file or directory\n", 1],
  [['rmdir', 'd'], "rmdir: 'd': Directory not empty\n", 1],
  [['cp', 'nope', 'x'], "cp: can't stat 'nope': No such file or directory\n", 1],
  [['cp', 'd', 'x'], "cp: omitting directory 'd'\n", 1],
  [['cp', 'f', 'no/x'], "cp: can't create 'no/x': No such file or directory\n", 1],
  [['mv', 'nope', 'x'], "mv: can't rename 'nope': No such file or directory\n", 1],
  [['mkdir', 'd'], "mkdir: can't create directory 'd': File exists\n", 1],
  [['mkdir', 'n/n'], "mkdir: can't create directory 'n/n': No such file or directory\n", 1],
  [['touch', 'n/n'], 'touch: n/n: No such file or directory\n', 1],
  [['wc', '-l', 'nope'], 'wc: nope: No such file or directory\n', 1],
  [['grep', 'x', 'nope'], 'grep: nope: No such file or directory\n', 2],
];

/** A real busybox, if this machine has one. */
function found(): boolean {
  try {
    execFileSync('busybox', ['true']);
    return true;
  } catch {
    return false;
  }
}
const judge = found();
if (!judge) console.warn('SKIPPED, not on this machine: busybox');

const ours = toolRunner({ busybox: true, files: FILES });

describe("busybox's words", () => {
  it.each(FACTS)('%j', (argv, stderr, status) => {
    const { stderr: said, status: ended } = ours.run(argv);
    expect({ stderr: said, status: ended }).toEqual({ stderr, status });
  });

  it.skipIf(!judge).each(FACTS)('%j, compared with the real one', (argv) => {
    const cwd = mkdtempSync(`${tmpdir()}/podlab-busybox-`);
    try {
      for (const [name, text] of Object.entries(FILES)) {
        mkdirSync(`${cwd}/${name}`.replace(/\/[^/]*$/, ''), { recursive: true });
        writeFileSync(`${cwd}/${name}`, text);
      }
      const { stdout, stderr, status } = spawnSync('busybox', argv, { cwd, encoding: 'utf8' });
      expect(ours.run(argv)).toEqual({ stdout, stderr, status });
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  });

  it("leaves the same tools of other images to GNU's", () => {
    const gnu = toolRunner({ files: FILES });
    expect(gnu.run(['ls', 'nope']).stderr).toBe("ls: cannot access 'nope': No such file or directory\n");
    expect(gnu.run(['ls', 'nope']).status).toBe(2);
  });
});
