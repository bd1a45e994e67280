import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { engine } from '../../../src/lab/engine-main.ts';
import { playedLine } from '../../../src/lab/line.ts';
import { readRecording } from '../../../src/lab/read-recording.ts';
import { Recorder } from '../../../src/lab/recorder.ts';
import type { Input, WorldOptions } from '../../../src/lab/recording.ts';
import { replay } from '../../../src/lab/replay.ts';
import { World } from '../../../src/lab/world.ts';
import { events, pods } from '../../../src/api/resources.ts';
import { parseTime } from '../../../src/api/time.ts';
import { Client } from '../../../src/cluster/client.ts';

const OPTIONS: WorldOptions = {
  seed: 'world-test',
  epoch: Date.UTC(2026, 0, 1),
  preset: 'three-nodes',
  language: 'ko',
  columns: 80,
  rows: 24,
  files: {
    'pod.yaml': `apiVersion: v1
kind: Pod
metadata: { name: demo }
spec:
  initContainers:
  - { name: first, image: busybox, command: [sh, -c, 'sleep 2; echo one'] }
  containers:
  - { name: app, image: busybox, command: [sh, -c, 'while true; do date; sleep 1; done'] }
`,
  },
  setup: '',
};

/** What a learner does: inputs with the virtual milliseconds that pass before each. */
const SESSION: readonly (readonly [number, Input])[] = [
  [500, { kind: 'type', data: 'kubectl apply -f pod.yaml\r' }],
  [700, { kind: 'type', data: 'kubectl get pods -w | cat\r' }],
  [9_000, { kind: 'resize', columns: 100, rows: 30 }],
  [4_000, { kind: 'type', data: '\x03' }],
  [300, { kind: 'type', data: 'kubectl logs -f demo\r' }],
  [3_333, { kind: 'type', data: '\x03' }],
  [10, { kind: 'save', path: '/home/learner/노트.txt', text: '안녕하세요\n' }],
  [250, { kind: 'type', data: 'cat 노트.txt; while true; do :; done\r' }],
  [1_500, { kind: 'type', data: '\x03' }],
  [800, { kind: 'type', data: 'kubectl delete pod demo --now &\r' }],
  [5_000, { kind: 'type', data: 'jobs; kubectl get pods -A\r' }],
  [2_000, { kind: 'type', data: 'exit\r' }],
  [1_000, { kind: 'type', data: 'echo again\r' }],
];

/** Run the session, moving the clock by `move`. @returns everything that can be compared */
function run(move: (world: World, target: number) => void): {
  screen: string;
  store: string;
  world: World;
  recorder: Recorder;
} {
  let screen = '';
  const decoder = new TextDecoder();
  const world = new World(OPTIONS, {
    onOutput: (data) => void (screen += decoder.decode(data, { stream: true })),
  });
  const recorder = new Recorder({ version: 2, engine: 'source', content: '', world: OPTIONS });
  for (const [wait, input] of SESSION) {
    move(world, world.sim.now + wait);
    recorder.input(world, input);
  }
  move(world, world.sim.now + 3_000);
  return { screen, store: world.storeText(), world, recorder };
}

describe('a session', () => {
  const whole = run((world, target) => void world.sim.advanceTo(target));

  test('shows what a learner would see', () => {
    expect(whole.screen).toContain('pod/demo created');
    expect(whole.screen).toMatch(/demo +0\/1 +Init:0\/1/);
    expect(whole.screen).toMatch(/demo +1\/1 +Running/);
    expect(whole.screen).toContain('안녕하세요');
    expect(whole.screen).toContain('again');
    expect(whole.store).toContain('kube-apiserver-minikube');
  });

  test('is the same however the clock is sliced, store and screen byte for byte', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 5 }), (slices) => {
        const sliced = run((world, target) => {
          for (let i = 0; world.sim.now < target; i++) {
            const step = slices[i % slices.length] ?? 1;
            let events = 0;
            const end = Math.min(target, world.sim.now + step);
            while (!world.sim.advanceTo(end, () => events++ > 50)) events = 0;
          }
        });
        expect(sliced.screen).toBe(whole.screen);
        expect(sliced.store).toBe(whole.store);
      }),
      { numRuns: 5 },
    );
  });

  const recording = readRecording(JSON.parse(JSON.stringify(whole.recorder.recording(whole.world.place))));

  test('replays from its recording to the same store and screen', () => {
    let screen = '';
    const decoder = new TextDecoder();
    const world = replay(engine, playedLine(recording), {
      onOutput: (data) => void (screen += decoder.decode(data, { stream: true })),
    });
    expect(screen).toBe(whole.screen);
    expect(world.storeText()).toBe(whole.store);
    expect(world.place).toEqual(whole.world.place);
  });

  test('that does not fit this engine is told apart, not replayed wrongly', () => {
    const played = playedLine(recording);
    const inputs = played.inputs.map((input, index) =>
      index === 3 ? { ...input, steps: (input.steps ?? 0) + 100_000 } : input,
    );
    expect(() => replay(engine, { ...played, inputs })).toThrow(/does not replay/);
  });
});

/** A world whose terminal's output is kept. */
function shownWorld(options: Partial<WorldOptions> = {}): { world: World; screen: () => string } {
  let screen = '';
  const decoder = new TextDecoder();
  const world = new World(
    { ...OPTIONS, ...options },
    { onOutput: (data) => void (screen += decoder.decode(data, { stream: true })) },
  );
  return { world, screen: () => screen };
}

test('an input that comes between two events of one instant comes there again in a replay', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40), { minLength: 3, maxLength: 8 }), (pauses) => {
      const { world, screen } = shownWorld();
      const recorder = new Recorder({ version: 2, engine: 'source', content: '', world: OPTIONS });
      const keys =
        'kubectl apply -f pod.yaml & kubectl get pods -w & for i in 1 2 3; do echo $i; done | cat\r';
      recorder.input(world, { kind: 'type', data: keys });
      for (const pause of pauses) {
        let events = 0;
        world.sim.advanceTo(world.sim.now + 100, () => events++ >= pause);
        recorder.input(world, { kind: 'type', data: '#' });
      }
      world.sim.advanceTo(world.sim.now + 2000);
      let again = '';
      const decoder = new TextDecoder();
      const recording = recorder.recording(world.place);
      const replayed = replay(engine, playedLine(recording), {
        onOutput: (data) => void (again += decoder.decode(data, { stream: true })),
      });
      expect(again).toBe(screen());
      expect(replayed.storeText()).toBe(world.storeText());
    }),
    { numRuns: 8 },
  );
});

test('a request to the API costs no virtual time, and is answered while the clock stands', () => {
  const { world } = shownWorld();
  const client = new Client(world.cluster.api, 'test');
  const { now } = world.sim;
  client.create(pods, {
    metadata: { name: 'a', namespace: 'default' },
    spec: { containers: [{ name: 'a', image: 'nginx' }] },
  });
  expect(client.get(pods, 'a', 'default').metadata?.uid).not.toBe('');
  expect(client.list(pods, {}).items.length).toBeGreaterThan(1);
  expect(world.sim.now).toBe(now);
});

test('a draw by somebody new changes nothing for anybody else', () => {
  const done = (draws: number): string => {
    const { world } = shownWorld();
    for (let i = 0; i < draws; i++) world.sim.random('somebody/new').next();
    world.input({ kind: 'type', data: 'kubectl create deployment web --image=nginx --replicas=4\r' });
    world.sim.advanceTo(world.sim.now + 10_000);
    return world.storeText();
  };
  expect(done(3)).toBe(done(0));
});

test('now is the simulation’s: dates, ages and timestamps come from the virtual clock', () => {
  const { world, screen } = shownWorld({ epoch: Date.UTC(1999, 11, 31, 23, 59, 50) });
  world.sim.advanceTo(world.sim.now + 500);
  world.input({
    kind: 'type',
    data: 'sleep 20; date -u; kubectl get nodes; kubectl create namespace late\r',
  });
  world.sim.advanceTo(world.sim.now + 30_000);
  expect(screen()).toMatch(/Sat Jan +1 00:00:\d\d UTC 2000/);
  expect(screen()).toMatch(/minikube +Ready +control-plane +\dm\d*s? /);
  expect(world.storeText()).toMatch(/"name":"late"[^]*"creationTimestamp":"2000-01-01T00:00:\d\dZ"/);
});

describe('Tab', () => {
  test.each([
    ['kubectl desc\tpods de\t', 'kubectl describe pods demo '],
    ['kubectl logs dem\tfi\t', 'kubectl logs demo first '],
    ['kubectl exec dem\t-c fi\t', 'kubectl exec demo -c first '],
    ['kubectl get pods -n kube-s\t', 'kubectl get pods -n kube-system '],
    ['kubectl apply -f po\t', 'kubectl apply -f pod.yaml '],
    ['k logs dem\t', 'k logs demo '],
    ['if ec\t', 'if echo '],
  ])('completes %j', (typed, line) => {
    let screen = '';
    const decoder = new TextDecoder();
    const world = new World(OPTIONS, { onOutput: (data) => void (screen += decoder.decode(data)) });
    const type = (data: string): void => {
      world.sim.advanceTo(world.sim.now + 500);
      world.input({ kind: 'type', data });
      world.sim.advanceTo(world.sim.now + 2000);
    };
    type('kubectl apply -f pod.yaml; alias k=kubectl\r');
    type(typed);
    screen = '';
    // Made a comment, the line lands in the history, where it can be read whole.
    type('\x01#\r');
    type('history 2\r');
    expect(screen).toContain(`#${line}`);
  });
});

test('hours go by: a container ends and starts again, and events are forgotten after an hour', () => {
  const file = (OPTIONS.files['pod.yaml'] ?? '').replace(/\[sh, -c, 'while.*'\]/, '[sleep, "3600"]');
  expect(file).toContain('3600');
  const world = new World({ ...OPTIONS, files: { 'pod.yaml': file } });
  world.input({ kind: 'type', data: 'kubectl apply -f pod.yaml\r' });
  let steps = 0;
  // A clock that stands still while events run would never come back: give up after far more than hours take.
  expect(world.sim.advanceTo(world.sim.now + 3 * 3_600_000, () => ++steps > 500_000)).toBe(true);
  const client = new Client(world.cluster.api, 'test');
  const [status] = client.get(pods, 'demo', 'default').status?.containerStatuses ?? [];
  expect(status?.restartCount).toBe(2);
  const kept = client.list(events, { namespace: 'default' }).items;
  expect(kept.map(({ reason }) => reason)).toContain('Started');
  for (const { lastTimestamp } of kept) {
    expect(world.sim.time - (parseTime(lastTimestamp ?? '') ?? 0)).toBeLessThanOrEqual(3_601_000);
  }
});
