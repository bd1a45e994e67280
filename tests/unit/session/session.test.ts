import { describe, expect, test } from 'vitest';
import type { Recording } from '../../../src/lab/recording.ts';
import { memoryStore, visit } from './harness.ts';

describe('a session', () => {
  test('runs what is typed and tells the page', async () => {
    const { session, reports, pass, output } = await visit(undefined);
    pass(500);
    session.handle({ type: 'run', command: 'echo $((6 * 7))' });
    pass(1000);
    expect(output()).toMatch(/6 \* 7[^]*42\r\n/);
    const cluster = reports.findLast((report) => report.type === 'cluster');
    expect(cluster?.cluster.nodes.map(({ name, ready }) => [name, ready])).toEqual([
      ['minikube', true],
      ['minikube-m02', true],
      ['minikube-m03', true],
    ]);
  });

  test('types the lines of a command one prompt after the other', async () => {
    const { session, pass, output } = await visit(undefined);
    pass(500);
    session.handle({ type: 'run', command: 'sleep 1; echo one\necho two' });
    pass(3000);
    expect(output()).toMatch(/; echo one\r+\n[^]*2004lone\r\n[^]*\$ echo two\r+\n/);
    expect(output().match(/echo two/g)).toHaveLength(1);
  });

  test('tells of a command that waits for the running one, and types it after ^C', async () => {
    const { session, reports, pass, output } = await visit(undefined);
    pass(500);
    session.handle({ type: 'type', data: 'sleep 100\r' });
    pass(500);
    session.handle({ type: 'run', command: 'echo after' });
    pass(1000);
    expect(reports).toContainEqual({ type: 'waiting', command: 'echo after' });
    expect(output()).not.toContain('echo after');
    session.handle({ type: 'type', data: '\x03' });
    pass(1000);
    expect(output()).toMatch(/2004lafter\r\n/);
    expect(reports.findLast((report) => report.type === 'waiting')).toEqual({
      type: 'waiting',
      command: undefined,
    });
  });

  test('reports a file that cannot be saved, goes on, and replays it', async () => {
    const { store } = memoryStore();
    const { session, reports, pass, output } = await visit(store);
    pass(500);
    session.handle({ type: 'save', path: '/home/learner/no/such/pod.yaml', text: 'a' });
    session.handle({ type: 'save', path: '/home/learner', text: 'a' });
    session.handle({ type: 'save', path: '/home/learner/pod.yaml', text: 'a' });
    expect(reports.filter(({ type }) => type === 'saved' || type === 'save-failed')).toEqual([
      { type: 'save-failed', path: '/home/learner/no/such/pod.yaml', reason: 'ENOENT' },
      { type: 'save-failed', path: '/home/learner', reason: 'EISDIR' },
      { type: 'saved', path: '/home/learner/pod.yaml' },
    ]);
    session.handle({ type: 'type', data: 'echo alive\r' });
    pass(1000);
    expect(output()).toMatch(/2004lalive\r\n/);
    await session.close();
    const again = await visit(store);
    expect(again.output()).toBe(output());
  });

  test('comes back by replay: its screen, its files and its time', async () => {
    const { store } = memoryStore();
    const first = await visit(store);
    first.session.handle({ type: 'type', data: 'echo kept > note\r' });
    first.pass(3000);
    const time = first.reports.findLast((report) => report.type === 'clock')?.clock.time;
    await first.session.close();

    const second = await visit(store);
    expect(second.reports).toContainEqual({
      type: 'ready',
      id: 'lesson/a',
      restored: true,
      home: '/home/learner',
    });
    expect(second.output()).toBe(first.output());
    expect(second.reports.findLast((report) => report.type === 'clock')?.clock.time).toBe(time);
    second.session.handle({ type: 'read', request: 1, path: '/home/learner/note' });
    expect(second.reports.at(-1)).toEqual({
      type: 'file',
      request: 1,
      path: '/home/learner/note',
      text: 'kept\n',
    });
  });

  test('goes on being stored after it came back', async () => {
    const { store, kept } = memoryStore();
    const first = await visit(store);
    first.session.handle({ type: 'type', data: 'a' });
    await first.session.close();
    const second = await visit(store);
    second.session.handle({ type: 'type', data: 'b' });
    await second.session.close();
    expect(kept.get('lesson/a')?.entries).toMatchObject([
      { kind: 'type', data: 'a' },
      { kind: 'type', data: 'b' },
    ]);
  });

  test.each<[string, (recording: Recording) => unknown]>([
    ['is no recording', () => ({ version: 99 })],
    ['leads to a place that is not in the run', (recording) => ({ ...recording, end: { now: 5, steps: 1 } })],
  ])('sets a stored session aside that %s, and starts afresh', async (_, damage) => {
    const { store, kept, aside } = memoryStore();
    const first = await visit(store);
    first.session.handle({ type: 'type', data: 'echo old\r' });
    first.pass(500);
    await first.session.close();
    const stored = kept.get('lesson/a');
    if (!stored) throw new Error('nothing was stored');
    const damaged = damage(stored);
    kept.set('lesson/a', damaged as Recording);

    const second = await visit(store);
    expect(second.reports).toContainEqual({ type: 'notice', code: 'set-aside' });
    expect(second.reports).toContainEqual(expect.objectContaining({ type: 'ready', restored: false }));
    expect([...aside.values()]).toEqual([damaged]);
  });

  test('takes the keys that come before it can look as one input', async () => {
    const { session, exported, pass, output } = await visit(undefined);
    pass(500);
    for (const key of 'echo 한글\r') session.handle({ type: 'type', data: key });
    session.handle({ type: 'resize', columns: 90, rows: 24 });
    for (const key of 'pwd\r') session.handle({ type: 'type', data: key });
    pass(1000);
    expect(exported().recording.entries).toMatchObject([
      { kind: 'type', data: 'echo 한글\r' },
      { kind: 'resize' },
      { kind: 'type', data: 'pwd\r' },
    ]);
    expect(output()).toMatch(/한글\r\n[^]*\/home\/learner\r\n/);
  });

  test('hands the page what is not stored, from which it comes back', async () => {
    const { store } = memoryStore();
    let full = false;
    const filling = {
      ...store,
      append: (...args: Parameters<typeof store.append>) =>
        full ? Promise.reject(new Error('no space left')) : store.append(...args),
    };
    for (const given of [undefined, filling]) {
      full = false;
      const first = await visit(given);
      first.pass(500);
      first.type('echo one\r');
      full = true;
      first.type('echo two\r');
      await new Promise((resolve) => setImmediate(resolve));
      first.type('echo three\r');
      await first.session.close();
      const kept = first.reports.filter((report) => report.type === 'kept');
      const recording = {
        ...kept.find(({ header }) => header)?.header,
        entries: kept.flatMap(({ entries }) => entries),
        end: kept.at(-1)?.end,
      };
      const second = await visit(undefined, { recording });
      expect(second.output()).toBe(first.output());
      expect(second.output()).toContain('2004lthree');
    }
  });

  test('begins again when asked for a fresh one', async () => {
    const { store, kept } = memoryStore();
    const first = await visit(store);
    first.session.handle({ type: 'type', data: 'x' });
    await first.session.close();
    const second = await visit(store, { fresh: true });
    expect(second.output()).not.toContain('x\r');
    expect(kept.get('lesson/a')?.entries).toEqual([]);
  });

  test('puts the lesson’s files into the home directory', async () => {
    const { session, reports } = await visit(undefined, { files: { 'pod.yaml': 'kind: Pod\n' } });
    session.handle({ type: 'read', request: 7, path: '/home/learner/pod.yaml' });
    expect(reports.at(-1)).toMatchObject({ request: 7, text: 'kind: Pod\n' });
    session.handle({ type: 'read', request: 8, path: '/home/learner/none.yaml' });
    expect(reports.at(-1)).toMatchObject({ request: 8, text: undefined });
  });
});
