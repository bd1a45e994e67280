import { expect, test } from 'vitest';
import { engine } from '../../../src/lab/engine-main.ts';
import type { Engine } from '../../../src/lab/engine.ts';
import { replay } from '../../../src/lab/replay.ts';
import { playedLine } from '../../../src/lab/line.ts';
import { prepare } from '../../../src/session/preparation.ts';
import { enginesOf, memoryStore, visit } from './harness.ts';

const seen = async (options: Parameters<typeof visit>[1], store = memoryStore().store) => {
  const visited = await visit(store, options);
  visited.pass(500);
  visited.type('kubectl get pods -A -o wide\r');
  await visited.session.close();
  return { ...visited, store };
};

test('a world is the same, whether its cluster was brought up ahead or not', async () => {
  const ahead = await seen({ prepares: 'lesson/a' });
  const alone = await seen({});
  expect(ahead.exported().store).toBe(alone.exported().store);
  expect(ahead.output()).toBe(alone.output());
});

/** An engine that counts how many clusters were brought up for worlds: what was prepared costs none. */
function counting(): { readonly engine: Engine; readonly used: boolean[] } {
  const used: boolean[] = [];
  return {
    used,
    engine: {
      ...engine,
      create: (options, hooks, prepared) => {
        const world = engine.create(options, hooks, prepared);
        used.push(prepared !== undefined && 'sim' in prepared && prepared.sim === world.sim);
        return world;
      },
    },
  };
}

test('a stored session is taken up on the cluster that was brought up for it', async () => {
  const { store } = await seen({});
  const { engine: counted, used } = counting();
  const again = await visit(store, {
    engines: enginesOf('source', { source: counted }),
    prepares: 'lesson/a',
  });
  expect(again.last('ready').restored).toBe(true);
  expect(again.output()).toContain('kube-scheduler-minikube');
  expect(used).toEqual([true]);
});

test('what was prepared for another world, or for one that is begun afresh, is left alone', async () => {
  const { store } = await seen({});
  for (const options of [{ prepares: 'lesson/b' }, { prepares: 'lesson/a', fresh: true }]) {
    const { engine: counted, used } = counting();
    const { exported } = await visit(store, {
      ...options,
      engines: enginesOf('source', { source: counted }),
    });
    expect(used).toEqual([false]);
    const { recording, store: text } = exported();
    expect(replay(engine, playedLine(recording)).storeText()).toBe(text);
  }
});

test('an exercise that is not stored, an engine that is gone and a damaged store prepare nothing', async () => {
  const { store } = memoryStore();
  const machine = { store, engines: enginesOf('source'), time: () => 0, seed: () => 'a' };
  expect(await prepare(machine, 'exercise/x')).toBeUndefined();
  expect(
    await prepare({ ...machine, engines: { current: 'x', load: async () => undefined } }, 'lesson/a'),
  ).toBeUndefined();
  expect(
    await prepare({ ...machine, store: { ...store, header: async () => ({ world: 1 }) } }, 'lesson/a'),
  ).toBeUndefined();
  expect(await prepare({ ...machine, store: undefined }, 'lesson/a')).toBeDefined();
});
