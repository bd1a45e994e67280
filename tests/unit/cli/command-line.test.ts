import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const podlab = (...args: string[]): { status: number | null; stdout: string; stderr: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['src/cli/main.ts', ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
};

test.each<readonly [line: string, told: string]>([
  ['run', 'podlab run: a script is missing'],
  ['run a.sh b.sh', 'podlab run: one argument too many: b.sh'],
  ['run --limit 0 a.sh', 'podlab run: --limit wants minutes, more than 0'],
  ['serve x', 'podlab serve: one argument too many: x'],
  ['serve --speed 1 --paused', 'podlab serve: --speed and --paused exclude each other'],
  ['site --port 70000', 'podlab site: --port takes a number from 0 to 65535, not "70000"'],
  ['site --bogus', "podlab site: Unknown option '--bogus'"],
  ['replay', 'podlab replay: a recording is missing'],
  ['replay --show x a.json', 'podlab replay: --show wants one of output, store, commands, lines'],
  ['new lesson', 'podlab new: what is new must be an exercise, not lesson'],
  ['new exercise', 'podlab new: an id is missing'],
])('podlab %s is refused, with how it is used', (line, told) => {
  const [command = '', ...args] = line.split(' ');
  const { status, stdout, stderr } = podlab(command, ...args);
  expect(stderr).toContain(told);
  expect(stderr).toContain(`\nUsage: podlab ${command}`);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
});

test.each(['run', 'serve', 'site', 'test', 'new', 'replay'])(
  'podlab %s --help is answered on stdout, whatever else is wrong',
  (command) => {
    const { status, stdout, stderr } = podlab(command, '--bogus', '--help');
    expect(stdout).toMatch(new RegExp(`^Usage: podlab ${command} `));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  },
);
