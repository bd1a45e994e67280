import { describe, expect, test } from 'vitest';
import { engine } from '../../../src/lab/engine-main.ts';
import type { Engine } from '../../../src/lab/engine.ts';
import type { Recording } from '../../../src/lab/recording.ts';
import { NotLoaded, type Engines } from '../../../src/session/engines.ts';
import { enginesOf, memoryStore, visit } from './harness.ts';

/** An engine of another release: other names, other events. */
const other: Engine = {
  ...engine,
  create: (options, hooks) => engine.create({ ...options, seed: `${options.seed}, otherwise` }, hooks),
};

/** A session of some commands on engine `a`, and what there was at its end. */
async function session() {
  const memory = memoryStore();
  const first = await visit(memory.store, { engines: enginesOf('a') });
  first.pass(500);
  first.type('kubectl create deployment web --image=nginx\r', 3000);
  first.session.handle({ type: 'save', path: '/home/learner/note', text: '메모\n' });
  first.type('cat note; kubectl get pods\r');
  const end = first.exported();
  await first.session.close();
  return { ...memory, end, output: first.output() };
}

describe('a session after a new deployment', () => {
  test('comes back by the engine that it was made with, where the site has it, and goes on with it', async () => {
    const { store, end, output } = await session();
    const engines = enginesOf('b', { a: engine, b: other });
    const second = await visit(store, { engines });
    expect(second.output()).toBe(output);
    expect(second.exported().store).toBe(end.store);
    expect(second.reports.filter(({ type }) => type === 'notice')).toEqual([]);
    second.type('echo on\r');
    await second.session.close();
    const third = await visit(store, { engines });
    expect(third.output()).toBe(second.output());
    expect(third.exported().recording.engine).toBe('a');
    // A session that is begun anew takes the new one.
    const fresh = await visit(store, { engines, fresh: true });
    expect(fresh.exported().recording.engine).toBe('b');
  });

  test('is replayed by the current engine where its own is gone, says so once, and keeps the recording as it was', async () => {
    const { store, aside, end, output } = await session();
    const engines = enginesOf('b', { b: other });
    const second = await visit(store, { engines });
    expect(second.reports).toContainEqual({ type: 'notice', code: 'engine-gone' });
    expect(second.reports).toContainEqual(expect.objectContaining({ type: 'ready', restored: true }));
    // The same was done, on another cluster.
    expect(second.output()).toContain('deployment.apps/web created');
    expect(second.output()).toContain('메모');
    expect(second.output()).not.toBe(output);
    expect([...aside.values()]).toEqual([{ ...end.recording, end: expect.anything() }]);
    second.type('echo on\r');
    const { store: cluster } = second.exported();
    await second.session.close();
    const third = await visit(store, { engines });
    expect(third.output()).toBe(second.output());
    expect(third.exported().store).toBe(cluster);
    expect(third.reports.filter(({ type }) => type === 'notice')).toEqual([]);
  });

  test('is replayed event for event where the new engine differs in nothing that matters to it', async () => {
    const { store, output, end } = await session();
    const second = await visit(store, { engines: enginesOf('b', { b: engine }) });
    expect(second.output()).toBe(output);
    expect(second.exported().store).toBe(end.store);
    expect(second.reports).toContainEqual({ type: 'notice', code: 'engine-gone' });
  });

  test('is neither set aside nor begun anew while its engine cannot be loaded', async () => {
    const { store, kept, aside } = await session();
    const before = structuredClone(kept.get('lesson/a'));
    const engines: Engines = {
      current: 'b',
      load: () => Promise.reject(new NotLoaded('no network')),
    };
    await expect(visit(store, { engines })).rejects.toThrow('no network');
    expect(kept.get('lesson/a')).toEqual(before);
    expect(aside.size).toBe(0);
  });

  test('is told when the lesson has changed, and goes on with what it began with', async () => {
    const memory = memoryStore();
    const first = await visit(memory.store, { files: { 'pod.yaml': 'kind: Pod\n' } });
    await first.session.close();
    const same = await visit(memory.store, { files: { 'pod.yaml': 'kind: Pod\n' } });
    expect(same.reports.filter(({ type }) => type === 'notice')).toEqual([]);
    await same.session.close();
    const changed = await visit(memory.store, { files: { 'pod.yaml': 'kind: Deployment\n' } });
    expect(changed.reports).toContainEqual({ type: 'notice', code: 'content-changed' });
    changed.session.handle({ type: 'read', request: 1, path: '/home/learner/pod.yaml' });
    expect(changed.last('file').text).toBe('kind: Pod\n');
  });
});

/** An engine that breaks on a key. */
const fragile: Engine = {
  ...engine,
  create: (options, hooks) => {
    const world = engine.create(options, hooks);
    const input = world.input.bind(world);
    world.input = (given) => {
      if (given.kind === 'type' && given.data.includes('boom')) throw new Error('boom');
      return input(given);
    };
    return world;
  },
};

describe('a recording that breaks the engine', () => {
  async function broken() {
    const memory = memoryStore();
    const engines = enginesOf('a', { a: fragile });
    const first = await visit(memory.store, { engines });
    first.pass(500);
    first.type('echo kept\r');
    first.type('echo bo');
    expect(() => first.type('boom\r')).toThrow('boom');
    await first.session.close();
    return { ...memory, engines };
  }

  test('breaks it again, and is neither lost nor set aside', async () => {
    const { store, kept, aside, engines } = await broken();
    await expect(visit(store, { engines })).rejects.toThrow('boom');
    expect(kept.get('lesson/a')?.entries.at(-1)).toMatchObject({ data: 'boom\r' });
    expect(aside.size).toBe(0);
  });

  test('goes on without its last line when asked to, and for good', async () => {
    const { store, kept, engines } = await broken();
    const second = await visit(store, { engines, back: true });
    expect(second.output()).toContain('2004lkept\r\n');
    expect(second.output()).not.toContain('echo bo');
    second.type('echo on\r');
    await second.session.close();
    expect(kept.get('lesson/a')?.entries.some(({ kind }) => kind === 'rewind')).toBe(true);
    const third = await visit(store, { engines });
    expect(third.output()).toBe(second.output());
  });
});

describe('a recording as a file', () => {
  test('goes on elsewhere; what was there is set aside', async () => {
    const { end, output } = await session();
    const elsewhere = memoryStore();
    const before = await visit(elsewhere.store);
    before.type('echo here\r');
    await before.session.close();
    const recording: unknown = JSON.parse(JSON.stringify(end.recording));
    const second = await visit(elsewhere.store, { recording, engines: enginesOf('a') });
    expect(second.output()).toBe(output);
    expect(second.exported().store).toBe(end.store);
    expect(elsewhere.aside.size).toBe(1);
    second.type('echo on\r');
    await second.session.close();
    const third = await visit(elsewhere.store, { engines: enginesOf('a') });
    expect(third.output()).toBe(second.output());
  });

  test.each<[string, (recording: Recording) => unknown]>([
    ['text', () => 'hello'],
    ['of a later version', (recording) => ({ ...recording, version: 3 })],
    ['without a world', (recording) => ({ ...recording, world: undefined })],
    ['with an unknown field', (recording) => ({ ...recording, extra: 1 })],
    [
      'with a terminal of a million columns',
      (recording) => ({ ...recording, world: { ...recording.world, columns: 1e6 } }),
    ],
    ['with an input of no kind', (recording) => ({ ...recording, entries: [{ now: 0, kind: 'magic' }] })],
    [
      'that goes back to what never came',
      (recording) => ({
        ...recording,
        entries: [{ kind: 'rewind', inputs: 5, left: { now: 0 }, title: '' }],
      }),
    ],
    [
      'that returns to no line',
      (recording) => ({ ...recording, entries: [{ kind: 'return', line: 5, left: { now: 0 }, title: '' }] }),
    ],
    [
      'whose change does not fit',
      (recording) => ({ ...recording, entries: [{ kind: 'save', now: 0, path: '/x', change: [5, 'a'] }] }),
    ],
  ])('that is %s is refused with a word, and the session stays', async (_, spoil) => {
    const { store, end, output, aside } = await session();
    const second = await visit(store, { engines: enginesOf('a'), recording: spoil(end.recording) });
    expect(second.reports).toContainEqual({ type: 'notice', code: 'no-recording' });
    expect(second.output()).toBe(output);
    expect(aside.size).toBe(0);
  });

  test('of the first version is read: its inputs by their times', async () => {
    const { end, output } = await session();
    const old = {
      version: 1,
      engine: 'podlab-1',
      world: end.recording.world,
      inputs: end.recording.entries.map((entry) => {
        if (entry.kind === 'type')
          return { now: entry.now, steps: entry.steps, input: { kind: 'type', data: entry.data } };
        return {
          now: 'now' in entry ? entry.now : 0,
          steps: 0,
          input: { kind: 'save', path: '/home/learner/note', text: '메모\n' },
        };
      }),
      end: end.recording.end,
    };
    const { store, kept } = memoryStore();
    kept.set('lesson/a', old as unknown as Recording);
    const second = await visit(store);
    expect(second.reports).toContainEqual({ type: 'notice', code: 'engine-gone' });
    expect(second.output()).toBe(output);
    expect(second.exported().recording).toMatchObject({ version: 2, engine: 'source' });
  });
});

test('a recording over 2 MB is told of', async () => {
  const a = await visit(undefined);
  a.pass(500);
  for (const letter of ['a', 'b', 'c']) {
    expect(a.reports).not.toContainEqual({ type: 'notice', code: 'large' });
    a.session.handle({ type: 'save', path: '/home/learner/f', text: letter.repeat(800_000) });
    a.pass(50);
  }
  expect(a.reports).toContainEqual({ type: 'notice', code: 'large' });
});
