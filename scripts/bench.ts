/**
 * How much processor time the simulation takes: `npm run bench`. Each figure is the time of a scenario over that of a fixed loop that
 * runs beside it in the same process, so that figures from different and from busy machines can be compared. Medians of five.
 */
import { deployments, pods } from '../src/api/resources.ts';
import { Client } from '../src/cluster/client.ts';
import { engine } from '../src/lab/engine-main.ts';
import type { Played } from '../src/lab/line.ts';
import type { PlacedInput } from '../src/lab/recording.ts';
import { replay } from '../src/lab/replay.ts';
import { World } from '../src/lab/world.ts';

const RUNS = 5;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Milliseconds of processor time that this process has had. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function timed(work: () => unknown): number {
  const before = processorTime();
  work();
  return processorTime() - before;
}

/** The fixed loop: small objects, maps, strings and sorting, as the simulation's own work. */
function yardstick(): number {
  let sum = 0;
  for (let round = 0; round < 40; round++) {
    const map = new Map<string, { readonly key: string; readonly value: number }>();
    for (let i = 0; i < 2000; i++) {
      const key = `key-${(i * 7919) % 2003}`;
      map.set(key, { key, value: i });
    }
    const sorted = [...map.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    for (const { key, value } of sorted) sum += key.length + value;
  }
  return sum;
}

let worlds = 0;

function newWorld(setup = ''): World {
  return new World({
    seed: `bench-${worlds++}`,
    epoch: 1_767_225_600_000, // the first moment of 2026
    preset: 'three-nodes',
    language: 'en',
    columns: 80,
    rows: 24,
    files: {},
    setup,
  });
}

const clientOf = (world: World): Client => new Client(world.cluster.api, 'minikube-user');

/** A node of minikube takes 110 pods: for more there must be more nodes. */
function addNodes(world: World, count: number): void {
  const { sim, cluster } = world;
  for (let i = 0; i < count; i++) {
    const name = `bench-${i}`;
    cluster.host.create({
      ...{ name, ip: `192.168.49.${100 + i}`, cpus: 8, memoryKi: 8 * 1024 * 1024 },
      ...{ controlPlane: false, labels: {}, staticPods: [] },
    });
    cluster.host.startKubelet(name);
  }
  sim.advance(MINUTE);
}

function createPods(world: World, count: number, container: object): void {
  const client = clientOf(world);
  for (let i = 0; i < count; i++)
    client.create(
      pods,
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: `bench-${i}`, namespace: 'default' },
        spec: { containers: [{ name: 'app', image: 'nginx', ...container }] },
      },
      'default',
    );
}

const running = (world: World): number =>
  clientOf(world)
    .list(pods, { namespace: 'default' })
    .items.filter(({ status }) => status?.phase === 'Running').length;

function createDeployment(world: World, replicas: number): void {
  const labels = { app: 'bench' };
  clientOf(world).create(
    deployments,
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'bench', namespace: 'default' },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: { name: 'bench', labels },
          spec: { containers: [{ name: 'app', image: 'nginx' }] },
        },
      },
    },
    'default',
  );
}

/** Go on until all of `default`'s pods run. @throws when they do not within an hour */
function untilRunning(world: World, count: number): void {
  for (let waited = 0; waited < HOUR; waited += SECOND) {
    world.sim.advance(SECOND);
    if (running(world) === count) return;
  }
  throw new Error(`of ${count} pods only ${running(world)} run`);
}

function applyPods(world: World, count: number): void {
  createPods(world, count, {});
  untilRunning(world, count);
}

const PROBE = { httpGet: { path: '/', port: 80 }, periodSeconds: 10 };

function probed(): World {
  const world = newWorld();
  createPods(world, 20, { livenessProbe: PROBE, readinessProbe: PROBE });
  world.sim.advance(2 * MINUTE);
  return world;
}

/** Half an hour at the terminal: a command every half minute. */
function session(): Played {
  const world = newWorld();
  const inputs: PlacedInput[] = [];
  const type = (data: string): void => {
    inputs.push({ ...world.place, input: { kind: 'type', data } });
    world.input({ kind: 'type', data });
  };
  type('kubectl create deployment web --image=nginx --replicas=3\r');
  const commands = [
    'kubectl get pods -o wide\r',
    'kubectl describe deployment web\r',
    'kubectl get pods -o yaml | grep image: | sort | uniq -c\r',
    'kubectl delete pod -l app=web --wait=false\r',
    'kubectl get events --sort-by=.lastTimestamp | tail -n 5\r',
    'for i in 1 2 3; do kubectl get nodes; sleep 1; done\r',
  ];
  for (let i = 0; i < 60; i++) {
    world.sim.advance(30 * SECOND);
    type(commands[i % commands.length] ?? '\r');
  }
  return { world: world.options, inputs, end: world.place };
}

/** A scenario: `prepare` is not measured, `run` is. */
interface Scenario<T> {
  readonly name: string;
  prepare(): T;
  run(prepared: T): unknown;
}

const scenario = <T>(name: string, prepare: () => T, run: (prepared: T) => unknown): Scenario<unknown> =>
  ({ name, prepare, run }) as Scenario<unknown>;

const recording = session();

const SCENARIOS: readonly Scenario<unknown>[] = [
  scenario(
    'boot of three nodes',
    () => undefined,
    () => newWorld(),
  ),
  scenario(
    '1 pod from apply to Running',
    () => newWorld(),
    (world) => applyPods(world, 1),
  ),
  scenario(
    '100 pods from apply to Running',
    () => newWorld(),
    (world) => applyPods(world, 100),
  ),
  scenario(
    '500 pods from apply to Running',
    () => {
      const world = newWorld();
      addNodes(world, 3);
      return world;
    },
    (world) => applyPods(world, 500),
  ),
  ...[100, 300].map((replicas) =>
    scenario(
      `${replicas} replicas to Running`,
      () => newWorld(),
      (world) => {
        createDeployment(world, replicas);
        untilRunning(world, replicas);
      },
    ),
  ),
  scenario(
    'idle hour',
    () => newWorld(),
    (world) => world.sim.advance(HOUR),
  ),
  scenario('hour of 20 probed pods', probed, (world) => world.sim.advance(HOUR)),
  scenario(
    'replay of 30 minutes',
    () => undefined,
    () => replay(engine, recording),
  ),
];

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const only = process.argv.slice(2).join(' ');
for (let i = 0; i < 3; i++) yardstick();
console.log(`${'scenario'.padEnd(34)}${'x loop'.padStart(9)}${'ms'.padStart(9)}   medians of ${RUNS}`);
for (const { name, prepare, run } of SCENARIOS) {
  if (!name.includes(only)) continue;
  const ratios: number[] = [];
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const prepared = prepare();
    const before = timed(yardstick);
    const time = timed(() => run(prepared));
    ratios.push(time / ((before + timed(yardstick)) / 2));
    times.push(time);
  }
  console.log(name.padEnd(34) + median(ratios).toFixed(1).padStart(9) + median(times).toFixed(0).padStart(9));
}
console.log(`${'the loop itself'.padEnd(34)}${'1.0'.padStart(9)}${timed(yardstick).toFixed(0).padStart(9)}`);
