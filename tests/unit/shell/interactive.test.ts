import { describe, expect, test } from 'vitest';
import { exitStatus } from '../../../src/shell/index.ts';
import { Tty } from '../../../src/shell/tty.ts';
import { newMachine } from './harness.ts';

/** Type lines at an interactive bash, each a moment after the other. @returns what the terminal showed, without control sequences */
function session(...typed: readonly string[]): { screen: string; status: number; ended: boolean } {
  const machine = newMachine();
  const { sim } = machine;
  const tty = new Tty(sim, { columns: 80, rows: 24 });
  let screen = '';
  const decoder = new TextDecoder();
  tty.onOutput = (bytes) => (screen += decoder.decode(bytes, { stream: true }));
  const env = new Map([...machine.env, ['PS1', '$ '] as const]);
  const process = machine.exec(['bash', '-i'], { tty, cwd: '/root', env });
  sim.advance(100);
  for (const text of typed) {
    tty.input(text);
    sim.advance(1500);
  }

  const plain = screen
    .replace(/\x1b\[\??[0-9;]*[a-zA-Z]/g, '')
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '');
  return { screen: plain, status: exitStatus(process), ended: process.ended };
}

describe('an interactive shell', () => {
  test('runs lines and tells their status', () => {
    expect(session('echo hi\r', 'false\r', 'echo $?\r').screen).toBe(
      '$ echo hi\nhi\n$ false\n$ echo $?\n1\n$ ',
    );
  });

  test.each([
    ['a program', 'sleep 100\r'],
    ['a busy loop', 'while true; do :; done\r'],
    ['a loop of programs', 'while true; do sleep 1; done\r'],
    ['a pipeline', 'yes | cat > /dev/null\r'],
    ['read', 'read x\r'],
  ])('^C gives a new prompt and status 130: %s', (_, line) => {
    const { screen } = session(line, '\x03', 'echo $?\r');
    expect(screen.endsWith('^C\n$ echo $?\n130\n$ ')).toBe(true);
  });

  test('asks for more while a command is incomplete', () => {
    expect(session('for i in 1 2\r', 'do echo $i\r', 'done\r').screen).toBe(
      '$ for i in 1 2\n> do echo $i\n> done\n1\n2\n$ ',
    );
    expect(session('cat <<E\r', 'x\r', 'E\r').screen).toBe('$ cat <<E\n> x\n> E\nx\n$ ');
    expect(session('echo "a\r', 'b"\r').screen).toBe('$ echo "a\n> b"\na\nb\n$ ');
  });

  test('tells syntax errors in bash’s words', () => {
    expect(session('fi\r', 'echo $?\r').screen).toBe(
      "$ fi\nbash: syntax error near unexpected token `fi'\n$ echo $?\n2\n$ ",
    );
  });

  test('keeps jobs', () => {
    const { screen } = session('sleep 50 &\r', 'sleep 60\r', '\x1a', 'jobs\r', 'kill %1\r', 'bg\r');
    expect(screen).toMatch(/\[1\] \d+\n/);
    expect(screen).toContain('^Z\n[2]+  Stopped                 sleep 60\n');
    expect(screen).toContain(
      '[1]-  Running                 sleep 50 &\n[2]+  Stopped                 sleep 60\n',
    );
    expect(screen).toContain('[1]-  Terminated              sleep 50\n');
    expect(screen).toContain('[2]+ sleep 60 &\n');
  });

  test('completes commands and files, and recalls history', () => {
    expect(session('ec\tx\r').screen).toContain('echo x\nx\n');
    expect(session('echo /wo\t\r').screen).toContain('/work/\n');
    expect(session('echo one\r', '!!\r').screen).toContain('$ !!\necho one\none\n');
    expect(session('alias k=echo\r', 'k aliased\r').screen).toContain('\naliased\n');
  });

  test('keeps its history in ~/.bash_history, within HISTSIZE', () => {
    const { screen } = session(
      'echo one\r',
      'HISTSIZE=2\r',
      'echo two\r',
      'history\r',
      'bash -i\r',
      'echo inner\r',
      'exit\r',
      'cat .bash_history\r',
    );
    expect(screen).toContain('    1  echo two\n    2  history\n');
    expect(screen.endsWith('$ cat .bash_history\necho inner\nexit\n$ ')).toBe(true);
  });

  test('ends at exit and at ^D', () => {
    expect(session('exit 3\r')).toMatchObject({ ended: true, status: 3 });
    expect(session('\x04')).toMatchObject({ ended: true, status: 0 });
  });
});
