import { expect, it } from 'vitest';
import { bash, callbackOutput, createMachine, FileSystem } from '../../../../src/shell/index.ts';
import { coreutils } from '../../../../src/shell/tools/index.ts';
import { Processor, Simulation } from '../../../../src/sim/index.ts';

/** What a script prints, each piece with the virtual second at which it came. */
function run(
  script: string,
  limit = 60_000,
): { pieces: [second: number, text: string][]; ended: boolean; now: number } {
  const sim = new Simulation();
  const fs = new FileSystem({ clock: sim });
  for (const [name, program] of coreutils) fs.addProgram(`/usr/bin/${name}`, program);
  fs.addProgram('/usr/bin/sh', bash);
  fs.mkdir('/tmp');
  const machine = createMachine({ sim, fs, hostname: 'host', processor: new Processor(sim, 2) });
  const pieces: [number, string][] = [];
  const output = callbackOutput((bytes) => {
    pieces.push([Math.floor(sim.now / 1000), new TextDecoder().decode(bytes)]);
  });
  const child = machine.exec(['sh', '-c', script], {
    cwd: '/tmp',
    env: new Map([['PATH', '/usr/bin']]),
    stdout: output,
    stderr: output,
  });
  const ended = sim.runUntil(() => child.ended, limit);
  return { pieces, ended, now: sim.now };
}

it('ends a pipeline whose reader has had enough', () => {
  const { pieces, ended } = run('yes | head -n 3; yes no | sed 2q; seq 1 inf 2>/dev/null; echo done');
  expect(pieces.map(([, text]) => text).join('')).toBe('y\ny\ny\nno\nno\ndone\n');
  expect(ended).toBe(true);
});

it('passes lines on as they come', () => {
  const { pieces } = run(
    '(echo a1; sleep 2; echo b; sleep 2; echo a2) | grep a | sed s/a/A/ | awk \'{print $1 "!"}\' | cat -n',
  );
  expect(pieces).toEqual([
    [0, '     1\tA1!\n'],
    [4, '     2\tA2!\n'],
  ]);
});

it('follows a file that grows', () => {
  const { pieces, ended } = run(
    'echo one > f; (sleep 3; echo two >> f) & timeout 6 tail -f f | grep o; echo $?',
  );
  expect(pieces.map(([, text]) => text)).toEqual(['one\n', 'two\n', '0\n']);
  expect(pieces[1]?.[0]).toBeGreaterThanOrEqual(3);
  expect(ended).toBe(true);
});

it('ends a command that takes too long, with 124', () => {
  const { pieces, now } = run('timeout 2 sleep 100; echo $?; timeout -s KILL 1 sleep 9; echo $?');
  expect(pieces.map(([, text]) => text).join('')).toContain('124\n');
  expect(now).toBeLessThan(4000);
});

it('keeps the processor busy and the clock moving while it copies without end', () => {
  const { ended, now } = run('timeout 1 dd if=/dev/zero of=/dev/null bs=1M; timeout 1 yes > /dev/null');
  expect(ended).toBe(true);
  expect(now).toBeGreaterThanOrEqual(2000);
});

it('runs a command again and again', () => {
  const { pieces } = run('timeout 5 watch -t -n 2 date +%S');
  const text = pieces.map(([, piece]) => piece).join('');
  expect([...text.matchAll(/\d\d/g)].map(([second]) => second)).toEqual(['00', '02', '04']);
});

it('waits at a device that is followed: what keeps many a container alive', () => {
  const { pieces, ended, now } = run('timeout 200000 tail -f /dev/null; echo $?', 300_000_000);
  expect(pieces.map(([, text]) => text)).toEqual(['124\n']);
  expect(ended).toBe(true);
  expect(now).toBeGreaterThanOrEqual(200_000_000);
});

it.each([
  ['md5sum /dev/zero', 'its sum never comes'],
  ['cat /dev/urandom | tr -dc a-z > /dev/null', 'nor the end of this pipe'],
  ['yes | sed s/y/n/ > /dev/null', 'nor of these lines'],
])('%s runs on, and neither fills the memory nor stops the clock: %s', (script) => {
  const { pieces, ended, now } = run(
    `timeout 2 ${/^md5/.test(script) ? script : `sh -c "${script}"`}; echo $?`,
  );
  expect(pieces.map(([, text]) => text)).toEqual(['124\n']);
  expect(ended).toBe(true);
  expect(now).toBeLessThan(2500);
});

it('a program that must have all of its input gives up when there is no end to it', () => {
  const { pieces } = run('for tool in tail sort "grep x"; do $tool /dev/zero; echo $?; done', 3_600_000);
  expect(pieces.map(([, text]) => text).join('')).toBe(
    'tail: memory exhausted\n1\nsort: memory exhausted\n2\ngrep: memory exhausted\n2\n',
  );
});

it('dd counts blocks, however many it copies at once', () => {
  const { pieces } = run(
    'dd if=/dev/zero of=f count=1000 2>&1 | head -n 2; wc -c < f; dd if=f bs=999 of=g 2>&1 | head -n 1; cmp f g && echo same',
  );
  expect(pieces.map(([, text]) => text).join('')).toBe(
    '1000+0 records in\n1000+0 records out\n512000\n512+1 records in\nsame\n',
  );
});
