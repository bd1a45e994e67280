import { describe, expect, test } from 'vitest';
import { exitStatus, processInfo } from '../../../src/shell/index.ts';
import type { Machine, FileSystem } from '../../../src/shell/index.ts';
import { newMachine, runShell, start } from './harness.ts';

const commandLines = (machine: Machine): string[] =>
  [...machine.namespace.processes.values()].map(
    (process) => `${process.pid} ${processInfo(process)?.argv.join(' ')}`,
  );

describe('a shell as the first process of a container', () => {
  test('sleeps two virtual seconds, then speaks', () => {
    const machine = newMachine({ container: true });
    const { process, result } = start(machine, ['sh', '-c', 'sleep 2; echo helloworld01;']);
    machine.sim.advance(1900);
    expect(result().stdout).toBe('');
    machine.sim.advance(200);
    expect(result().stdout).toBe('helloworld01\n');
    expect(process.ended).toBe(true);
    expect(exitStatus(process)).toBe(0);
  });

  test('executes a simple command in its own place, which then ignores SIGTERM as any init does', () => {
    const machine = newMachine({ container: true });
    const { process } = start(machine, ['sh', '-c', 'sleep 3600']);
    machine.sim.advance(100);
    expect(commandLines(machine)).toEqual(['1 sleep 3600']);
    process.signal('SIGTERM');
    machine.sim.advance(30_000);
    expect(process.ended).toBe(false);
    process.signal('SIGKILL');
    expect(exitStatus(process)).toBe(137);
  });

  test('stays the parent of the last command of a chain', () => {
    const machine = newMachine({ container: true });
    const { process, result } = start(machine, ['sh', '-c', 'echo The app is running! && sleep 3600']);
    machine.sim.advance(100);
    expect(result().stdout).toBe('The app is running!\n');
    expect(commandLines(machine)).toEqual(['1 sh -c echo The app is running! && sleep 3600', '2 sleep 3600']);
    process.signal('SIGKILL');
    machine.sim.advance(1);
    expect(commandLines(machine)).toEqual([]);
  });

  test('runs its trap once the program in the foreground has ended, and at once in wait', () => {
    const machine = newMachine({ container: true });
    const { process, result } = start(machine, [
      'sh',
      '-c',
      'trap "echo bye; exit 0" TERM; while true; do sleep 10; done',
    ]);
    machine.sim.advance(5000);
    process.signal('SIGTERM');
    machine.sim.advance(4000);
    expect(process.ended).toBe(false);
    machine.sim.advance(1100);
    expect(result()).toMatchObject({ stdout: 'bye\n', status: 0 });
    const waiting = newMachine({ container: true });
    const other = start(waiting, ['sh', '-c', 'trap "exit 3" TERM; sleep 1000 & wait']);
    waiting.sim.advance(100);
    other.process.signal('SIGTERM');
    waiting.sim.advance(10);
    expect(other.result().status).toBe(3);
  });

  test('a busy loop moves the clock, uses the processor and can be killed', () => {
    const machine = newMachine({ container: true });
    const { process } = start(machine, ['sh', '-c', 'while true; do :; done']);
    machine.sim.advance(1000);
    expect(process.cpuTime).toBeGreaterThan(900);
    process.signal('SIGKILL');
    expect(exitStatus(process)).toBe(137);
  });
});

describe('errors have the words of each shell', () => {
  test.each([
    ['bash', 'foo', 'bash: line 1: foo: command not found\n', 127],
    ['ash', 'foo', 'ash: foo: not found\n', 127],
    ['dash', 'foo', 'dash: 1: foo: not found\n', 127],
    ['bash', '/tmp', 'bash: line 1: /tmp: Is a directory\n', 126],
    ['ash', '/tmp', 'ash: /tmp: Permission denied\n', 126],
    ['bash', 'cd /x', 'bash: line 1: cd: /x: No such file or directory\n', 1],
    ['ash', 'cd /x', "ash: cd: line 1: can't cd to /x: No such file or directory\n", 1],
    ['dash', 'cd /x', "dash: 1: cd: can't cd to /x\n", 2],
    ['bash', 'cat < /x', 'bash: line 1: /x: No such file or directory\n', 1],
    ['ash', 'cat < /x', "ash: can't open /x: no such file\n", 1],
    ['dash', 'cat < /x', 'dash: 1: cannot open /x: No such file\n', 2],
    [
      'bash',
      'echo a; fi',
      "bash: -c: line 1: syntax error near unexpected token `fi'\nbash: -c: line 1: `echo a; fi'\n",
      2,
    ],
    ['ash', 'fi', 'ash: syntax error: unexpected "fi"\n', 2],
    ['dash', 'fi', 'dash: 1: Syntax error: "fi" unexpected\n', 2],
    ['bash', 'set -u; echo $x', 'bash: line 1: x: unbound variable\n', 127],
    ['ash', 'echo $((1/0))', 'ash: divide by zero\n', 2],
  ])('%s: %s', (shell, script, stderr, status) => {
    expect(runShell([shell, '-c', script])).toMatchObject({ stderr, status });
  });
});

describe('programs', () => {
  test('a script is run by its interpreter, or by the shell that started it', () => {
    const machine = newMachine();
    machine.fs.writeFile('/work/a.sh', '#!/bin/bash\necho "$0 $1"; exit 4\n', { mode: 0o755 });
    machine.fs.writeFile('/work/b.sh', 'echo "b $1"\n', { mode: 0o755 });
    machine.fs.writeFile('/work/c.sh', 'echo no\n');
    const run = (script: string) => {
      const { process, result } = start(machine, ['bash', '-c', script], { cwd: '/work' });
      machine.sim.runUntil(() => process.ended, 1000);
      return result();
    };
    expect(run('./a.sh x')).toMatchObject({ stdout: './a.sh x\n', status: 4 });
    expect(run('./b.sh y; sh c.sh')).toMatchObject({ stdout: 'b y\nno\n', status: 0 });
    expect(run('./c.sh')).toMatchObject({ stderr: 'bash: line 1: ./c.sh: Permission denied\n', status: 126 });
  });

  test('commands are read from standard input, and may read the rest of it', () => {
    const stdin = 'read x\nline\necho "<$x>"\nfor i in 1 2\ndo echo $i\ndone\nexit 3\necho no\n';
    expect(runShell(['bash'], { stdin })).toMatchObject({ stdout: '<line>\n1\n2\n', status: 3 });
  });

  test('a writer whose reader has gone ends by SIGPIPE', () => {
    expect(runShell(['bash', '-c', 'yes | head -1; echo ${PIPESTATUS[0]}'])).toMatchObject({
      stdout: 'y\n141\n',
    });
  });

  test('/dev/stdout is the standard output of who opens it', () => {
    expect(
      runShell(['sh', '-c', 'echo a > /dev/stdout; echo b >/dev/stderr; echo c > /dev/null']),
    ).toMatchObject({
      stdout: 'a\n',
      stderr: 'b\n',
    });
  });

  test('another user is refused what is not theirs', () => {
    const machine = newMachine();
    machine.fs.writeFile('/root/secret', 'x', { mode: 0o600 });
    const fs: FileSystem = machine.fs.as({ uid: 1000, gid: 1000 });
    const process = machine.exec(['bash', '-c', 'read x < /root/secret'], { fs });
    machine.sim.runUntil(() => process.ended, 1000);
    expect(exitStatus(process)).toBe(1);
  });
});
