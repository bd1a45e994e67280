import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runShell } from './harness.ts';
import { BUILTINS } from './scripts/builtins.ts';
import { COMMANDS } from './scripts/commands.ts';
import { EXPANSIONS } from './scripts/expansions.ts';
import { IDIOMS } from './scripts/idioms.ts';
import { POSIX } from './scripts/posix.ts';
import { PROGRAMS } from './scripts/programs.ts';
import { BASH_SCRIPTS, DASH_SCRIPTS } from './scripts.ts';

interface Result {
  readonly stdout: string;
  readonly status: number;
}

const SEPARATOR = '\u001e';

/** Run every script in the real shell, all from one spawn of it. */
function runReal(shell: string, scripts: readonly string[]): Result[] {
  const directory = mkdtempSync(join(tmpdir(), 'podlab-shell-'));
  try {
    const batch = scripts
      .map((script) => {
        const quoted = `'${script.replaceAll("'", "'\\''")}'`;
        return `(mkdir w && cd w && timeout 20 ${shell} -c ${quoted} 2>/dev/null </dev/null; printf '\\036%s\\036' "$?"); rm -rf w\n`;
      })
      .join('');
    const env = { PATH: process.env['PATH'], HOME: '/root', LC_ALL: 'C.UTF-8' };
    const { stdout } = spawnSync('bash', [], {
      input: batch,
      cwd: directory,
      env,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    const parts = stdout.split(SEPARATOR);
    return scripts.map((_, i) => ({ stdout: parts[2 * i] ?? '', status: Number(parts[2 * i + 1]) }));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

for (const [flavor, path, scripts] of [
  ['bash', '/bin/bash', [...BASH_SCRIPTS, ...EXPANSIONS, ...COMMANDS, ...BUILTINS, ...PROGRAMS, ...IDIOMS]],
  ['dash', '/bin/dash', [...DASH_SCRIPTS, ...POSIX]],
] as const) {
  const there = existsSync(path) && existsSync('/bin/bash');
  if (!there) console.warn(`SKIPPED: ${path} is not here, so scripts are not compared with it`);
  describe.skipIf(!there)(`our ${flavor} does what the real one does`, () => {
    const real = there ? runReal(path, scripts) : [];
    test.each(scripts.map((script, i) => [script, real[i]] as const))('%s', (script, expected) => {
      const { stdout, status } = runShell([flavor, '-c', script], { cwd: '/work' });
      expect({ stdout, status }).toEqual(expected);
    });
  });
}
