import { describe, expect, test } from 'vitest';
import { memoryStore, visit } from './harness.ts';

const SHOWN = /\x1b\[[?\d;]*[a-zA-Z]|\r/g;

/** What a terminal shows, without its control sequences. */
function plain(output: string): string {
  return output.replace(SHOWN, '');
}

describe('going back', () => {
  test('leads to the world as it was before a command, and the line that was left can be taken up again', async () => {
    const { store, kept } = memoryStore();
    const a = await visit(store);
    a.pass(500);
    a.type('echo one\r');
    a.session.handle({ type: 'save', path: '/home/learner/f', text: 'first\n' });
    a.pass(200);
    const before = a.exported();
    const shown = a.output();
    a.type('kubectl create namespace shop; rm f\r', 3000);
    a.type('echo last\r');
    const after = a.exported();
    const shownAfter = a.output();
    const commands = a.last('history').history.commands;
    expect(commands.map(({ text }) => text)).toEqual([
      'echo one',
      'kubectl create namespace shop; rm f',
      'echo last',
    ]);

    await a.session.go({ type: 'rewind', inputs: commands[1]?.inputs ?? -1 });
    expect(a.exported().store).toBe(before.store);
    expect(a.output()).toBe(shown);
    a.session.handle({ type: 'read', request: 1, path: '/home/learner/f' });
    expect(a.last('file').text).toBe('first\n');
    expect(a.last('history').history).toMatchObject({
      commands: [{ text: 'echo one' }],
      lines: [{ line: 0, title: 'echo last' }],
      rewinds: 1,
    });

    a.type('echo other\r');
    await a.session.go({ type: 'return', line: 0 });
    expect(a.exported().store).toBe(after.store);
    expect(a.output()).toBe(shownAfter);
    expect(a.last('history').history).toMatchObject({
      lines: [{ line: 1, title: 'echo other' }],
      rewinds: 2,
    });
    a.type('echo on\r');
    expect(plain(a.output())).toMatch(/echo last\nlast\n.*echo on\non\n/);
    const end = a.exported();
    await a.session.close();

    // What was stored was only added to (the store sees to it), and is the whole tree.
    expect(
      kept.get('lesson/a')?.entries.filter(({ kind }) => kind === 'rewind' || kind === 'return'),
    ).toHaveLength(2);
    const b = await visit(store);
    expect(b.output()).toBe(a.output());
    expect(b.exported().store).toBe(end.store);
    expect(b.exported().recording.entries).toEqual(end.recording.entries);
    expect(b.last('history').history.rewinds).toBe(2);
    await b.session.go({ type: 'return', line: 1 });
    expect(plain(b.output())).toMatch(/echo other\nother\n/);
  });

  test('goes back from a line that was itself begun by going back', async () => {
    const a = await visit(undefined);
    a.pass(500);
    for (const word of ['a', 'b', 'c']) a.type(`echo ${word}\r`);
    const at = (index: number): number => a.last('history').history.commands[index]?.inputs ?? -1;
    await a.session.go({ type: 'rewind', inputs: at(2) });
    a.type('echo d\r');
    await a.session.go({ type: 'rewind', inputs: at(1) });
    a.type('echo e\r');
    expect(plain(a.output()).match(/^\w$/gm)).toEqual(['a', 'e']);
    await a.session.go({ type: 'return', line: 1 });
    expect(plain(a.output()).match(/^\w$/gm)).toEqual(['a', 'b', 'd']);
    await a.session.go({ type: 'return', line: 0 });
    expect(plain(a.output()).match(/^\w$/gm)).toEqual(['a', 'b', 'c']);
  });

  test('keeps the pause and the size that the terminal has now', async () => {
    const a = await visit(undefined);
    a.pass(500);
    a.type('echo a\r');
    a.session.handle({ type: 'resize', columns: 100, rows: 30 });
    a.session.handle({ type: 'clock', paused: true });
    await a.session.go({ type: 'rewind', inputs: 0 });
    expect(a.last('clock').clock.paused).toBe(true);
    expect(a.exported().recording.entries.slice(-2)).toMatchObject([
      { kind: 'rewind' },
      { kind: 'resize', columns: 100, rows: 30 },
    ]);
  });

  test('is refused where there is nothing to go back to', async () => {
    const a = await visit(undefined);
    a.pass(500);
    a.type('echo a\r');
    const { recording } = a.exported();
    await a.session.go({ type: 'rewind', inputs: 99 });
    await a.session.go({ type: 'return', line: 7 });
    await a.session.go({ type: 'return', line: 0 });
    expect(a.exported().recording).toEqual(recording);
  });
});

describe('the list of commands', () => {
  /** The commands with the keys that going back before each leaves. */
  async function listed(
    play: (visit: Awaited<ReturnType<typeof visit_>>) => void,
  ): Promise<[string, string][]> {
    const a = await visit_();
    a.pass(500);
    play(a);
    const typed = a.exported().recording.entries.map((entry) => (entry.kind === 'type' ? entry.data : ''));
    return a
      .last('history')
      .history.commands.map(({ text, inputs }) => [text, typed.slice(0, inputs).join('')]);
  }
  const visit_ = (): ReturnType<typeof visit> => visit(undefined);

  test.each<[string, string[], [string, string][]]>([
    [
      'keys one by one',
      ['l', 's', '\r', 'p', 'w', 'd', '\r'],
      [
        ['ls', ''],
        ['pwd', 'ls\r'],
      ],
    ],
    [
      'keys that a program reads',
      ['cat\r', 'text\r', '\x04', 'ls\r'],
      [
        ['cat', ''],
        ['ls', 'cat\rtext\r\x04'],
      ],
    ],
    ['a line that is given up', ['ech', '\x03', 'ls\r'], [['ls', 'ech\x03']]],
    ['an empty line', ['\r', '  \r', 'ls\r'], [['ls', '\r  \r']]],
    [
      'lines pasted at once',
      ['ls\rpwd\r', 'id\r'],
      [
        ['ls\npwd', ''],
        ['id', 'ls\rpwd\r'],
      ],
    ],
    [
      'a line that is continued',
      ['for i in 1\r', 'do true; done\r', 'ls\r'],
      [
        ['for i in 1\ndo true; done', ''],
        ['ls', 'for i in 1\rdo true; done\r'],
      ],
    ],
    [
      'keys typed ahead',
      ['sleep 3\r', 'pwd\r'],
      [
        ['sleep 3', ''],
        ['pwd', 'sleep 3\r'],
      ],
    ],
    [
      'a shell in the shell',
      ['bash\r', 'ls\r', 'exit\r'],
      [
        ['bash', ''],
        ['ls', 'bash\r'],
        ['exit', 'bash\rls\r'],
      ],
    ],
    [
      'a recalled command',
      ['ls\r', '!!\r'],
      [
        ['ls', ''],
        ['ls', 'ls\r'],
      ],
    ],
  ])('follows %s', async (_, keys, commands) => {
    expect(
      await listed((a) => {
        for (const data of keys) a.type(data, 500);
        a.pass(4000);
      }),
    ).toEqual(commands);
  });
});

describe('while the clock is paused', () => {
  test('keys show and move nothing; a quick command answers; one that takes time waits, and it is told', async () => {
    const a = await visit(undefined);
    a.pass(2000);
    a.session.handle({ type: 'clock', paused: true });
    const now = (): number => a.exported().recording.end.now;
    const before = now();
    a.type('kubectl get', 500);
    expect(plain(a.output())).toMatch(/kubectl get$/);
    expect(now()).toBe(before);
    expect(a.last('clock').clock.held).toBe(false);
    a.type(' nodes\r', 500);
    expect(plain(a.output())).toMatch(/minikube-m03 +Ready[^]*\$ $/);
    expect(now() - before).toBeLessThan(100);
    expect(a.last('clock').clock.held).toBe(false);
    a.type('sleep 2; echo done\r', 5000);
    expect(a.last('clock').clock.held).toBe(true);
    expect(now() - before).toBeLessThan(300);
    a.session.handle({ type: 'clock', paused: false });
    a.pass(3000);
    expect(plain(a.output())).toMatch(/\ndone\n/);
  });
});

test('the next change is told: how far away it was, and what it is', async () => {
  const a = await visit(undefined);
  a.pass(500);
  a.type('kubectl run web --image=nginx\r');
  a.session.handle({ type: 'skip' });
  a.pass(50);
  const { ms, change } = a.last('skipped');
  expect(ms).toBeGreaterThan(0);
  expect(change).toMatchObject({ name: 'web' });
  // A key ends a skip: that is no reason to say that nothing has changed.
  a.session.handle({ type: 'skip' });
  a.session.handle({ type: 'type', data: 'x' });
  a.pass(100);
  expect(a.reports).not.toContainEqual({ type: 'notice', code: 'nothing-changed' });
});
