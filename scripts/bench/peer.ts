/**
 * The peer, `@ngrok/webernetes`, on what it can do of the same: its boot, pods until they are Running, and an hour of probed pods. Once on
 * its own clock, which is the wall's, so that the time it only waits shows; and once with its clock paused and stepped as fast as
 * it can go. What it starts is promises, which go on only between two steps, so each step is followed by a turn of the event loop.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import { scenario, type Scenario } from './measure.ts';
import { NAMES, type Sizes } from './podlab.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PACKAGE = '@ngrok/webernetes';

interface PeerPod {
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { type: string; status: string }[];
  };
}

interface PeerCluster {
  readonly clock: { pause(): void; step(ms: number): void };
  readonly api: {
    readonly corev1: { listNamespacedPod(of: { namespace: string }): Promise<{ items: readonly PeerPod[] }> };
  };
  init(): Promise<void>;
  apply(objects: readonly object[]): Promise<unknown>;
  close?(): Promise<void>;
}

interface Peer {
  readonly Cluster: new () => PeerCluster;
}

let version = '';

/** The installed version; known after {@link loadPeer}. */
export const peerVersion = (): string => version;

/** The peer as one file, as Node does not load it as it is (its imports lack extensions). Made once and kept. */
export async function loadPeer(): Promise<Peer> {
  const manifest = join(ROOT, 'node_modules', PACKAGE, 'package.json');
  ({ version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string });
  const outDir = join(ROOT, 'node_modules/.cache/podlab-bench');
  const file = join(outDir, `webernetes-${version}.mjs`);
  if (!existsSync(file)) {
    await build({
      configFile: false,
      root: ROOT,
      logLevel: 'warn',
      build: {
        ssr: true,
        outDir,
        emptyOutDir: true,
        copyPublicDir: false,
        rollupOptions: {
          input: PACKAGE,
          output: { entryFileNames: `webernetes-${version}.mjs` },
        },
      },
      ssr: { noExternal: true },
    });
  }
  return (await import(pathToFileURL(file).href)) as Peer;
}

/** How a cluster's time goes on. */
interface Pace {
  begin(cluster: PeerCluster): void;
  /** Let some of it pass. */
  pass(cluster: PeerCluster, step: number): Promise<void>;
}

const OWN_TIME: Pace = {
  begin: () => undefined,
  pass: () => new Promise((resolve) => void setTimeout(resolve, 5)),
};

const STEPPED: Pace = {
  begin: (cluster) => cluster.clock.pause(),
  async pass(cluster, step) {
    cluster.clock.step(step);
    await new Promise((resolve) => void setImmediate(resolve));
  },
};

/** Virtual milliseconds a step while something is waited for, and while an hour passes. */
const SHORT_STEP = 10;
const LONG_STEP = 1000;
/** Its control plane. */
const SYSTEM_PODS = 8;
const GIVE_UP = 60_000;

const isReady = ({ status }: PeerPod): boolean =>
  status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
const isRunning = ({ status }: PeerPod): boolean => status?.phase === 'Running';

async function until(
  cluster: PeerCluster,
  pace: Pace,
  namespace: string,
  count: number,
  holds: (pod: PeerPod) => boolean,
): Promise<void> {
  for (let turns = 0; turns < GIVE_UP; turns++) {
    const { items } = await cluster.api.corev1.listNamespacedPod({ namespace });
    if (items.filter(holds).length >= count) return;
    await pace.pass(cluster, SHORT_STEP);
  }
  throw new Error(`the peer's ${count} pods in ${namespace} do not come`);
}

/** Wait for a promise of its own while its time goes on. */
async function alongside(cluster: PeerCluster, pace: Pace, promise: Promise<unknown>): Promise<void> {
  let done = false;
  const end = promise.then(() => void (done = true));
  while (!done) {
    await Promise.race([end, pace.pass(cluster, SHORT_STEP)]);
  }
}

async function boot({ Cluster }: Peer, pace: Pace): Promise<PeerCluster> {
  const cluster = new Cluster();
  pace.begin(cluster);
  await alongside(cluster, pace, cluster.init());
  await until(cluster, pace, 'kube-system', SYSTEM_PODS, isReady);
  return cluster;
}

async function applyPods(cluster: PeerCluster, pace: Pace, count: number, container = {}): Promise<void> {
  const pods = Array.from({ length: count }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `bench-${index}`, namespace: 'default' },
    spec: { containers: [{ name: 'app', image: 'crccheck/hello-world:1.0', ...container }] },
  }));
  await alongside(cluster, pace, cluster.apply(pods));
  await until(cluster, pace, 'default', count, isRunning);
}

/** What the peer can do, at one pace. Its hour is measured stepped alone: on its own time it takes an hour. */
export function peerScenarios(peer: Peer, sizes: Sizes, how: 'own time' | 'stepped'): Scenario[] {
  const pace = how === 'own time' ? OWN_TIME : STEPPED;
  const few = 3;
  const scenarios = [
    scenario(
      NAMES.boot,
      () => undefined,
      async () => void (await (await boot(peer, pace)).close?.()),
    ),
    ...sizes.pods.map((count) =>
      scenario(
        NAMES.pods(count),
        () => boot(peer, pace),
        async (cluster) => {
          await applyPods(cluster, pace, count);
          await cluster.close?.();
        },
        count > 300 ? 1 : few,
      ),
    ),
  ];
  if (how === 'own time') return scenarios;
  const probe = { httpGet: { path: '/', port: 8000 }, periodSeconds: 10 };
  return [
    ...scenarios,
    scenario(
      NAMES.probed(sizes),
      async () => {
        const cluster = await boot(peer, pace);
        await applyPods(cluster, pace, sizes.probed, { livenessProbe: probe, readinessProbe: probe });
        await until(cluster, pace, 'default', sizes.probed, isReady);
        return cluster;
      },
      async (cluster) => {
        for (let passed = 0; passed < sizes.time; passed += LONG_STEP) await pace.pass(cluster, LONG_STEP);
        await cluster.close?.();
      },
      1,
    ),
  ];
}
