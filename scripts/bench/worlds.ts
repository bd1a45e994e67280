/** Worlds to measure in, and what happens in them. */
import { deployments, pods } from '../../src/api/resources.ts';
import { Client } from '../../src/cluster/client.ts';
import type { Played } from '../../src/lab/line.ts';
import type { PlacedInput } from '../../src/lab/recording.ts';
import { World } from '../../src/lab/world.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

let worlds = 0;

/** A world of its own: no two have the same seed. */
export function newWorld(): World {
  return new World({
    seed: `bench-${worlds++}`,
    epoch: 1_767_225_600_000, // the first moment of 2026
    preset: 'three-nodes',
    language: 'en',
    columns: 80,
    rows: 24,
    files: {},
    setup: '',
  });
}

const clientOf = (world: World): Client => new Client(world.cluster.api, 'minikube-user');

/** A node of minikube takes 110 pods: for more there must be more nodes. */
export function addNodes(world: World, count: number): void {
  const { host } = world.cluster;
  for (let i = 0; i < count; i++) {
    const name = `bench-${i}`;
    host.create({
      ...{ name, ip: `192.168.49.${100 + i}`, cpus: 8, memoryKi: 8 * 1024 * 1024 },
      ...{ controlPlane: false, labels: {}, staticPods: [] },
    });
    host.startKubelet(name);
  }
  world.sim.advance(2 * MINUTE);
}

const running = (world: World): number =>
  clientOf(world)
    .list(pods, { namespace: 'default' })
    .items.filter(({ status }) => status?.phase === 'Running').length;

/** Go on until so many of `default`'s pods run. @throws when they do not within an hour */
export function untilRunning(world: World, count: number): void {
  for (let waited = 0; waited < HOUR; waited += SECOND) {
    world.sim.advance(SECOND);
    if (running(world) === count) return;
  }
  throw new Error(`of ${count} pods only ${running(world)} run`);
}

/** Create pods of nginx and wait until they run. */
export function applyPods(world: World, count: number, container: object = {}): void {
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
  untilRunning(world, count);
}

/** Create a Deployment of nginx and wait until its pods run. */
export function applyDeployment(world: World, replicas: number): void {
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
  untilRunning(world, replicas);
}

/** Pods with a readiness and a liveness probe over HTTP every ten seconds, a few minutes old. */
export function probedWorld(count: number): World {
  const world = newWorld();
  const probe = { httpGet: { path: '/', port: 80 }, periodSeconds: 10 };
  applyPods(world, count, { livenessProbe: probe, readinessProbe: probe });
  world.sim.advance(2 * MINUTE);
  return world;
}

/** Somebody at the terminal, a command every half minute; as it can be replayed. */
export function terminalSession(minutes: number): Played {
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
  for (let i = 0; i < 2 * minutes; i++) {
    world.sim.advance(30 * SECOND);
    type(commands[i % commands.length] ?? '\r');
  }
  return { world: world.options, inputs, end: world.place };
}
