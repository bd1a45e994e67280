import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import {
  callbackOutput,
  bytesInput,
  createMachine,
  exitStatus,
  FileSystem,
} from '../../../../src/shell/index.ts';
import { coreutils } from '../../../../src/shell/tools/index.ts';
import { Processor, Simulation } from '../../../../src/sim/index.ts';
import { CASES, FILES, type Case } from './cases/index.ts';

const directory = mkdtempSync(`${tmpdir()}/podlab-tools-`);
for (const [name, text] of Object.entries(FILES)) {
  mkdirSync(`${directory}/${name}`.replace(/\/[^/]*$/, ''), { recursive: true });
  writeFileSync(`${directory}/${name}`, text);
}
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Whether the machine's tool of this name is GNU's (or whatever Debian has). */
function installed(name: string): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v "$0"', name]);
    return true;
  } catch {
    return false;
  }
}

interface Result {
  stdout: string;
  stderr: string;
  status: number;
}

function real({ argv, stdin }: Case): Result {
  const [name = '', ...args] = argv;
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  const result = spawnSync(name, args, { cwd: directory, input: stdin ?? '', env, encoding: 'utf8' });
  return { stdout: result.stdout, stderr: result.stderr, status: result.status ?? -1 };
}

function ours({ argv, stdin }: Case): Result {
  const sim = new Simulation({ epoch: 1_770_000_000_000 });
  const fs = new FileSystem({ clock: sim });
  for (const [name, program] of coreutils) fs.addProgram(`/usr/bin/${name}`, program);
  for (const [name, text] of Object.entries(FILES)) {
    fs.mkdir(`/work/${name}`.replace(/\/[^/]*$/, ''), { recursive: true });
    fs.writeFile(`/work/${name}`, text);
  }
  const machine = createMachine({ sim, fs, hostname: 'host', processor: new Processor(sim, 2) });
  const texts = ['', ''];
  const collect = (which: 0 | 1) => {
    const decoder = new TextDecoder();
    return callbackOutput((bytes) => {
      texts[which] = (texts[which] ?? '') + decoder.decode(bytes, { stream: true });
    });
  };
  const child = machine.exec(argv, {
    cwd: '/work',
    env: new Map([['PATH', '/usr/bin']]),
    stdin: bytesInput(stdin ?? ''),
    stdout: collect(0),
    stderr: collect(1),
  });
  if (!sim.runUntil(() => child.ended, 60_000)) throw new Error('still running after a minute');
  return { stdout: texts[0] ?? '', stderr: texts[1] ?? '', status: exitStatus(child) };
}

const missing = new Set<string>();
for (const name of new Set(CASES.map(({ argv }) => argv[0] ?? ''))) if (!installed(name)) missing.add(name);
if (missing.size > 0) console.warn(`SKIPPED, not on this machine: ${[...missing].join(' ')}`);

describe('tools print what the real ones print', () => {
  for (const one of CASES) {
    it.skipIf(missing.has(one.argv[0] ?? ''))(one.argv.map((word) => JSON.stringify(word)).join(' '), () => {
      const mine = ours(one);
      const theirs = real(one);
      const sameWords = one.stderr ?? true;
      if (one.argv[0] === 'find') {
        // The real one's order is the disk's.
        mine.stdout = mine.stdout.split(/\s/).sort().join('\n');
        theirs.stdout = theirs.stdout.split(/\s/).sort().join('\n');
      }
      expect({ ...mine, stderr: sameWords ? mine.stderr : '' }).toEqual({
        ...theirs,
        stderr: sameWords ? theirs.stderr.replace(/[‘’]/g, "'") : '',
      });
    });
  }
});
