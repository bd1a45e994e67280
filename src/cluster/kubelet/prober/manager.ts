import { parseTime } from '../../../api/time.ts';
import type { Container, ContainerStatus, Pod, PodStatus, Probe } from '../../../api/types.ts';
import { delay, first, Notice, type Process, type Simulation, type Task } from '../../../sim/index.ts';
import type { ContainerRuntime } from '../../runtime/runtime.ts';
import type { ProbeView } from '../api-status.ts';
import type { ProbeResult, ProbeResults } from '../compute-actions.ts';
import { containerRestartPolicy, isRestartableInit, isTerminalPhase, uidOf } from '../pods.ts';
import type { PodRecorder } from '../recorder.ts';
import type { Spawn } from '../spawn.ts';
import { runProbe } from './probe.ts';

export type ProbeType = 'Liveness' | 'Readiness' | 'Startup';

/** What a container is taken for before its first probe. */
const INITIAL: Readonly<Record<ProbeType, ProbeResult>> = {
  Liveness: 'success',
  Readiness: 'failure',
  Startup: 'unknown',
};
/** A failing probe is tried so often before its failure counts as told (maxProbeRetries). */
const MAX_TRIES = 3;

export interface ProbeManagerOptions {
  readonly sim: Simulation;
  readonly spawn: Spawn;
  readonly runtime: ContainerRuntime;
  readonly recorder: PodRecorder;
  /** The pod as it is now, and its latest status. */
  podOf(uid: string): Pod | undefined;
  statusOf(uid: string): PodStatus | undefined;
  /** A result changed: the pod wants a sync. */
  onChange(podUid: string): void;
}

const PROBE_OF = { Liveness: 'livenessProbe', Readiness: 'readinessProbe', Startup: 'startupProbe' } as const;

/** What probes say, by type and container id. */
class Results {
  readonly #map = new Map<string, ProbeResult>();
  version = 0;

  get(key: string): ProbeResult | undefined {
    return this.#map.get(key);
  }

  set(key: string, result: ProbeResult): void {
    this.#map.set(key, result);
    this.version++;
  }

  delete(key: string): void {
    if (this.#map.delete(key)) this.version++;
  }
}

/** Runs the probes of all pods of a node. Models pkg/kubelet/prober manager with its results managers. */
export class ProbeManager implements ProbeResults, ProbeView {
  readonly #options: ProbeManagerOptions;
  readonly #results = new Results();
  readonly #workers = new Map<string, ProbeWorker>();

  constructor(options: ProbeManagerOptions) {
    this.#options = options;
  }

  get version(): number {
    return this.#results.version;
  }

  liveness(id: string): ProbeResult | undefined {
    return this.#results.get(`Liveness ${id}`);
  }

  startup(id: string): ProbeResult | undefined {
    return this.#results.get(`Startup ${id}`);
  }

  started(spec: Container, status: ContainerStatus): boolean {
    if (!spec.startupProbe) return true;
    return this.startup(runtimeId(status)) === 'success';
  }

  ready(spec: Container, status: ContainerStatus): boolean {
    if (!spec.readinessProbe) return true;
    return this.#results.get(`Readiness ${runtimeId(status)}`) === 'success';
  }

  /** Begin the probes that a pod's containers have. */
  addPod(pod: Pod): void {
    const sidecars = (pod.spec.initContainers ?? []).filter(isRestartableInit);
    for (const spec of [...pod.spec.containers, ...sidecars]) {
      for (const type of ['Startup', 'Readiness', 'Liveness'] as const) {
        const key = `${uidOf(pod)} ${spec.name} ${type}`;
        if (!spec[PROBE_OF[type]] || this.#workers.has(key)) continue;
        this.#workers.set(
          key,
          new ProbeWorker(this.#options, uidOf(pod), spec.name, type, this.#results, () =>
            this.#workers.delete(key),
          ),
        );
      }
    }
  }

  /** A container that has just begun to run and is not ready: ask its readiness probe now rather than at its next turn. */
  update(pod: Pod, status: PodStatus): void {
    for (const each of status.containerStatuses ?? []) {
      if (!each.state?.running || !each.started || each.ready) continue;
      this.#workers.get(`${uidOf(pod)} ${each.name} Readiness`)?.trigger();
    }
  }

  stopLivenessAndStartup(podUid: string): void {
    for (const [key, worker] of [...this.#workers]) {
      if (key.startsWith(`${podUid} `) && !key.endsWith(' Readiness')) worker.stop();
    }
  }

  removePod(podUid: string): void {
    for (const [key, worker] of [...this.#workers]) if (key.startsWith(`${podUid} `)) worker.stop();
  }
}

/** What a probe is about. */
interface Found {
  readonly pod: Pod;
  readonly container: Container;
  readonly probe: Probe;
}

function runtimeId(status: ContainerStatus): string {
  return (status.containerID ?? '').replace(/^containerd:\/\//, '');
}

/** One probe of one container, over all its restarts. Models pkg/kubelet/prober worker. */
class ProbeWorker {
  readonly #options: ProbeManagerOptions;
  readonly #podUid: string;
  readonly #container: string;
  readonly #type: ProbeType;
  readonly #results: Results;
  readonly #onEnd: () => void;
  readonly #process: Process;
  readonly #manual = new Notice();
  #id = '';
  #triggered = false;
  /** A verdict was given that ends the container: nothing more to ask until there is a new one. */
  #onHold = false;
  #last: 'success' | 'failure' | undefined;
  #run = 0;
  /** Looked up before, as long as pod and status are the same objects. */
  #found: Found | undefined;
  #own: { readonly status: PodStatus; readonly own: ContainerStatus | undefined } | undefined;
  #startedAt = { text: '', time: 0 };

  constructor(
    options: ProbeManagerOptions,
    podUid: string,
    container: string,
    type: ProbeType,
    results: Results,
    onEnd: () => void,
  ) {
    this.#options = options;
    this.#podUid = podUid;
    this.#container = container;
    this.#type = type;
    this.#results = results;
    this.#onEnd = onEnd;
    this.#process = options.spawn(this.#loop(), `kubelet ${type.toLowerCase()} probe`);
  }

  stop(): void {
    this.#process.signal('SIGKILL');
    this.#results.delete(this.#key());
    this.#onEnd();
  }

  trigger(): void {
    // Once per container: what follows is the ticker's affair.
    if (this.#triggered) return;
    this.#triggered = true;
    this.#manual.announce();
  }

  #key(): string {
    return `${this.#type} ${this.#id}`;
  }

  #set(result: ProbeResult): void {
    const key = this.#key();
    if (this.#results.get(key) === result) return;
    this.#results.set(key, result);
    this.#options.onChange(this.#podUid);
  }

  *#loop(): Task {
    const { sim } = this.#options;
    let next = sim.now;
    while (yield* this.#probeOnce()) {
      const period = (this.#spec()?.probe.periodSeconds ?? 10) * 1000;
      // A ticker drops the ticks that a slow probe missed; a probe out of turn does not move it.
      while (next <= sim.now) next += period;
      yield* first([delay(next - sim.now), this.#manual.toWait()]);
    }
    this.#onEnd();
  }

  #spec(): Found | undefined {
    const pod = this.#options.podOf(this.#podUid);
    if (this.#found?.pod === pod) return this.#found;
    const all = [...(pod?.spec.containers ?? []), ...(pod?.spec.initContainers ?? [])];
    const container = all.find(({ name }) => name === this.#container);
    const probe = container?.[PROBE_OF[this.#type]];
    this.#found = pod && container && probe ? { pod, container, probe } : undefined;
    return this.#found;
  }

  /** The container's own part of its pod's status. */
  #ownStatus(status: PodStatus): ContainerStatus | undefined {
    if (this.#own?.status === status) return this.#own.own;
    const all = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
    const own = all.find(({ name }) => name === this.#container);
    this.#own = { status, own };
    return own;
  }

  /** When the container began, in milliseconds since 1970. */
  #started(text: string): number {
    if (this.#startedAt.text !== text)
      this.#startedAt = { text, time: parseTime(text) ?? this.#options.sim.time };
    return this.#startedAt.time;
  }

  /** @returns whether to go on */
  *#probeOnce(): Task<boolean> {
    const { sim, runtime, recorder } = this.#options;
    const found = this.#spec();
    if (!found) return false;
    const { pod, container: spec, probe } = found;
    const status = this.#options.statusOf(this.#podUid);
    if (!status) return true;
    if (isTerminalPhase(status.phase)) return false;
    const own = this.#ownStatus(status);
    const id = own ? runtimeId(own) : '';
    if (!own || id === '') return true;
    if (id !== this.#id) {
      if (this.#id !== '') this.#results.delete(this.#key());
      this.#id = id;
      this.#results.set(this.#key(), INITIAL[this.#type]);
      this.#onHold = false;
      this.#triggered = false;
      this.#run = 0;
      this.#last = undefined;
    }
    if (this.#onHold) return true;
    if (!own.state?.running) {
      this.#set('failure');
      return own.state?.terminated === undefined || containerRestartPolicy(pod, spec) !== 'Never';
    }
    if (pod.metadata.deletionTimestamp !== undefined && this.#type !== 'Readiness') {
      this.#set('success');
      return false;
    }
    const started = this.#started(own.state.running.startedAt ?? '');
    if (sim.time - started < (probe.initialDelaySeconds ?? 0) * 1000) return true;
    if (own.started === true ? this.#type === 'Startup' : this.#type !== 'Startup') return true;
    const container = runtime.containers.get(id);
    if (container?.state !== 'running') return true;
    const target = { sim, pod, spec, container, stack: runtime.hostStack, podIP: status.podIP ?? '' };
    let outcome = yield* runProbe(target, probe);
    for (let tries = 1; tries < MAX_TRIES && outcome.result === 'errored'; tries++)
      outcome = yield* runProbe(target, probe);
    const tell = (reason: string, text: string): void =>
      recorder.event(pod, this.#container, 'Warning', reason, text);
    if (outcome.result === 'errored') {
      tell('Unhealthy', `${this.#type} probe errored: ${outcome.output}`);
      return true;
    }
    if (outcome.result === 'warning') tell('ProbeWarning', `${this.#type} probe warning: ${outcome.output}`);
    if (outcome.result === 'failure') tell('Unhealthy', `${this.#type} probe failed: ${outcome.output}`);
    const result = outcome.result === 'failure' ? 'failure' : 'success';
    this.#run = this.#last === result ? this.#run + 1 : 1;
    this.#last = result;
    const threshold = result === 'failure' ? (probe.failureThreshold ?? 3) : (probe.successThreshold ?? 1);
    if (this.#run < threshold) return true;
    this.#set(result);
    if ((this.#type === 'Liveness' && result === 'failure') || this.#type === 'Startup') {
      this.#onHold = true;
      this.#run = 0;
    }
    return true;
  }
}
