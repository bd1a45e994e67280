import { mkdtempSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatNanoTime, parseTime } from '../api/time.ts';
import type { ApiHandler } from '../cluster/apiserver/request.ts';
import { BOOT_DURATION, createCluster } from '../cluster/cluster.ts';
import { Simulation } from '../sim/index.ts';
import { commandLine, wrongUsage } from './command-line.ts';
import { ClockDriver } from './serve-clock.ts';
import { createHttpServer } from './serve-http.ts';

const USAGE = `Usage: podlab serve [--port N] [--start TIME] [--speed X | --paused] [--seed N] [--no-kubelet] [--no-nodes]

Serves a simulated cluster's API on 127.0.0.1 to any Kubernetes client, and writes a kubeconfig for it.

  --port N       the port (default: any free one)
  --start TIME   the virtual time at which serving starts, RFC 3339 (default: now)
  --speed X      virtual seconds a second (default 1)
  --paused       time moves by POST /podlab/clock {"advance":"40s"}, and while an exec or attach is open
  --seed N       another seed gives another cluster (names, addresses, ties)
  --no-kubelet   no kubelets: clients create nodes and write statuses themselves; nothing judges heartbeats
  --no-nodes     no nodes to begin with

GET /podlab/clock answers {"now":…}.
`;

export interface ServeOptions {
  readonly port?: number;
  /** Virtual time at which serving starts, in milliseconds since 1970. */
  readonly start: number;
  /** Virtual seconds a wall second; 0 is paused. */
  readonly speed: number;
  readonly seed?: string;
  readonly kubelet?: boolean;
  readonly nodes?: boolean;
}

export interface Serving {
  readonly sim: Simulation;
  readonly handle: ApiHandler;
  readonly url: string;
  /** The path of a kubeconfig that points at it. */
  readonly kubeconfig: string;
  close(): Promise<void>;
}

/** Start a cluster behind an HTTP port of 127.0.0.1. */
export async function startServing(options: ServeOptions): Promise<Serving> {
  const { seed = '1', start, kubelet = true, nodes = true } = options;
  const sim = new Simulation({ seed, epoch: start - BOOT_DURATION });
  const cluster = createCluster({ sim, kubelets: kubelet, nodes });
  cluster.boot();
  const handle = cluster.api;
  const clock = new ClockDriver(sim, options.speed);
  const server = createHttpServer(handle, clock);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const kubeconfig = join(mkdtempSync(join(tmpdir(), 'podlab-')), 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigText(url), { mode: 0o600 });
  clock.start();
  return {
    sim,
    handle,
    url,
    kubeconfig,
    close: () => {
      clock.stop();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A kubeconfig as minikube writes it, without the certificates that plain HTTP has no use for. */
function kubeconfigText(url: string): string {
  return `apiVersion: v1
kind: Config
clusters:
- name: minikube
  cluster:
    server: ${url}
contexts:
- name: minikube
  context:
    cluster: minikube
    namespace: default
    user: minikube
current-context: minikube
preferences: {}
users:
- name: minikube
  user: {}
`;
}

/** `podlab serve`. Ends on SIGINT or SIGTERM. @returns the exit status */
export async function serve(args: readonly string[]): Promise<number> {
  const complain = (message: string): number => wrongUsage('serve', message, USAGE);
  const line = commandLine(
    'serve',
    USAGE,
    args,
    {
      port: { type: 'string' },
      start: { type: 'string' },
      speed: { type: 'string' },
      paused: { type: 'boolean', default: false },
      seed: { type: 'string' },
      'no-kubelet': { type: 'boolean', default: false },
      'no-nodes': { type: 'boolean', default: false },
    },
    0,
  );
  if (typeof line === 'number') return line;
  const { values } = line;
  const port = values.port === undefined ? 0 : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) return complain('--port wants a port number');
  const start = values.start === undefined ? Date.now() : parseTime(values.start);
  if (start === undefined) return complain('--start wants an RFC 3339 time, e.g. 2026-01-01T00:00:00Z');
  if (values.paused && values.speed !== undefined) return complain('--speed and --paused exclude each other');
  const speed = values.paused ? 0 : Number(values.speed ?? '1');
  if (!(speed >= 0 && speed < Infinity)) return complain('--speed wants a number');
  let serving: Serving;
  try {
    serving = await startServing({
      port,
      start,
      speed,
      ...(values.seed !== undefined && { seed: values.seed }),
      kubelet: !values['no-kubelet'],
      nodes: !values['no-nodes'],
    });
  } catch (error) {
    process.stderr.write(`podlab serve: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  process.stdout.write(
    `Serving a simulated cluster on ${serving.url}, virtual time ${formatNanoTime(serving.sim.time)}\n` +
      `KUBECONFIG=${serving.kubeconfig}\n`,
  );
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await serving.close();
  return 0;
}
