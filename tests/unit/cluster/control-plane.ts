/** A control plane without machines: nodes and pod statuses are what a test writes. */
import { createApiServer } from '../../../src/cluster/apiserver/server.ts';
import { Client } from '../../../src/cluster/client.ts';
import { startControllers } from '../../../src/cluster/controllers/index.ts';
import { SeriesEventRecorder } from '../../../src/cluster/events.ts';
import { InformerFactory } from '../../../src/cluster/informer.ts';
import { startScheduler } from '../../../src/cluster/scheduler/scheduler.ts';
import { events, nodes, pods } from '../../../src/api/resources.ts';
import { formatTime } from '../../../src/api/time.ts';
import type { Event, Node, NodeSpec, Pod, PodSpec } from '../../../src/api/types.ts';
import { Simulation } from '../../../src/sim/index.ts';

export const EPOCH = 1_767_225_600_000; // 2026-01-01T00:00:00Z

export interface PodOptions extends Partial<PodSpec> {
  labels?: Record<string, string>;
  cpu?: string;
  memory?: string;
}

export class ControlPlane {
  readonly sim: Simulation;
  readonly client: Client;

  constructor(
    options: { seed?: string; kubelets?: boolean; scheduler?: boolean; controllers?: boolean } = {},
  ) {
    const sim = new Simulation({ seed: options.seed ?? 'test', epoch: EPOCH });
    this.sim = sim;
    // A controller that never rests would hold the clock: let that fail instead of hang.
    sim.advance = (ms) => {
      const limit = sim.steps + 50_000;
      if (!sim.advanceTo(sim.now + ms, () => sim.steps > limit))
        throw new Error(`the control plane never rests at ${sim.now}`);
    };
    const server = createApiServer({ sim });
    this.client = new Client(server.handle, 'kubernetes-admin');
    if (options.controllers ?? true) {
      const client = new Client(server.handle, 'system:kube-controller-manager');
      startControllers({ sim, client, certificate: 'PEM', kubelets: options.kubelets ?? false });
    }
    if (options.scheduler ?? true) {
      const client = new Client(server.handle, 'system:kube-scheduler');
      const informers = new InformerFactory(sim, client);
      const recorder = new SeriesEventRecorder(
        sim,
        client,
        'default-scheduler',
        'default-scheduler-minikube',
      );
      startScheduler({ sim, client, informers, recorder });
      informers.start();
    }
    sim.advance(10);
  }

  /** A node that says it is ready. */
  node(
    name: string,
    options: {
      cpu?: string;
      memory?: string;
      pods?: string;
      labels?: Record<string, string>;
      spec?: NodeSpec;
      ready?: string;
    } = {},
  ): Node {
    const created = this.client.create(nodes, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name, ...options.labels } },
      spec: options.spec ?? {},
    });
    const amounts = { cpu: options.cpu ?? '2', memory: options.memory ?? '4Gi', pods: options.pods ?? '110' };
    this.client.updateStatus(nodes, { ...created, status: { capacity: amounts, allocatable: amounts } });
    this.ready(name, options.ready ?? 'True');
    this.sim.advance(1);
    return this.client.get(nodes, name);
  }

  ready(name: string, status: string): void {
    const node = this.client.get(nodes, name);
    const now = formatTime(this.sim.time);
    const conditions = [
      { type: 'Ready', status, lastHeartbeatTime: now, lastTransitionTime: now, reason: 'Test', message: '' },
    ];
    this.client.updateStatus(nodes, { ...node, status: { ...node.status, conditions } });
  }

  pod(name: string, options: PodOptions = {}): Pod {
    const { labels, cpu, memory, ...spec } = options;
    const requests = { ...(cpu && { cpu }), ...(memory && { memory }) };
    return this.client.create(pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default', ...(labels && { labels }) },
      spec: { containers: [{ name: 'main', image: 'busybox', resources: { requests } }], ...spec },
    });
  }

  get(name: string, namespace = 'default'): Pod {
    return this.client.get(pods, name, namespace);
  }

  /** Write what a kubelet would once the pod runs. */
  run(pod: Pod, phase = 'Running'): void {
    const current = this.get(pod.metadata.name, pod.metadata.namespace);
    const now = formatTime(this.sim.time);
    const ready = phase === 'Running' ? 'True' : 'False';
    const others = (current.status?.conditions ?? []).filter(({ type }) => type !== 'Ready');
    this.ip++;
    this.client.updateStatus(pods, {
      ...current,
      status: {
        ...current.status,
        phase,
        podIP: `10.244.0.${this.ip}`,
        startTime: now,
        conditions: [...others, { type: 'Ready', status: ready, lastTransitionTime: now }],
      },
    });
  }
  ip = 1;

  /** `reason: message` of what was recorded about an object. */
  eventsOf(name: string, namespace = 'default'): string[] {
    return this.events(name, namespace).map((event) => `${event.reason ?? ''}: ${event.message ?? ''}`);
  }

  events(name: string, namespace = 'default'): readonly Event[] {
    return this.client
      .list(events, { namespace })
      .items.filter((event) => event.involvedObject.name === name)
      .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  }
}
