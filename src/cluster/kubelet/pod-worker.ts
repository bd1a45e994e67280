import { parseTime } from '../../api/time.ts';
import type { Pod, PodStatus } from '../../api/types.ts';
import { first, Notice, sleep, type Random, type Simulation, type Task } from '../../sim/index.ts';
import { ApiError } from '../client.ts';
import { generateApiPodStatus, type ProbeView } from './api-status.ts';
import type { KubeRuntime, StartResult } from './kuberuntime.ts';
import { isTerminalPhase, nameOf, uidOf } from './pods.ts';
import type { PodRecorder } from './recorder.ts';
import type { Spawn } from './spawn.ts';
import type { StatusManager } from './status-manager.ts';
import { SyncError, type StartError } from './sync-result.ts';
import { terminatedStatus } from './terminate-pod.ts';
import { MountTimeout, type VolumeManager } from './volumes.ts';

/** Milliseconds between syncs of a pod that is well (syncFrequency), of one that is not, and while the network is missing. */
const RESYNC = 60_000;
const BACK_OFF = 10_000;
const TRANSIENT_BACK_OFF = 1000;
const JITTER = 0.5;

export const NETWORK_NOT_READY =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';

/** What a pod's worker needs of its kubelet. */
export interface WorkerServices {
  readonly sim: Simulation;
  readonly spawn: Spawn;
  readonly random: Random;
  readonly hostIP: string;
  readonly recorder: PodRecorder;
  readonly statuses: StatusManager;
  readonly kubeRuntime: KubeRuntime;
  readonly volumes: VolumeManager;
  readonly probeView: ProbeView;
  networkReady(): boolean;
  /** The pod's probes begin, are brought up to date, or end. */
  startProbes(pod: Pod): void;
  updateProbes(pod: Pod, status: PodStatus): void;
  stopLivenessAndStartup(pod: Pod): void;
  stopProbes(pod: Pod): void;
  /** The next moment at which the kubelet's loop looks for pods that are due (it does every second). */
  nextLoop(from: number): number;
  /** The next moment at which the kubelet lists the runtime's containers. */
  nextRelist(from: number): number;
  /** The worker has done all for this pod; a deleted pod's object may go. */
  finished(pod: Pod): void;
}

type Stage = 'sync' | 'terminating' | 'terminated';

/** The one process that brings a pod through its life: sync, terminating, terminated. Models pkg/kubelet pod_workers.go for one pod. */
export class PodWorker {
  pod: Pod;
  #stage: Stage = 'sync';
  readonly #services: WorkerServices;
  readonly #wake = new Notice();
  readonly #cancelled = new Notice();
  #dueAt = 0;
  #freshAt = 0;
  /** Seconds; a deletion may shorten it while the pod is going. */
  #grace: number | undefined;
  #evicted: { reason: string; message: string } | undefined;
  readonly #failures = new Map<string, StartError>();
  /** The status that was made last, and all that it was made of. */
  #made: { readonly seen: readonly unknown[]; readonly status: PodStatus } | undefined;
  /** Told by the end of everything about the pod. */
  done = false;

  constructor(pod: Pod, services: WorkerServices) {
    this.pod = pod;
    this.#services = services;
    this.#dueAt = services.sim.now;
    if (isTerminalPhase(pod.status?.phase)) this.#stage = 'terminating';
    services.spawn(this.#run(), `kubelet pod ${nameOf(pod)}`);
  }

  get stage(): Stage {
    return this.#stage;
  }

  /** The pod's object changed. */
  update(pod: Pod): void {
    this.pod = pod;
    if (pod.metadata.deletionTimestamp !== undefined) this.terminate();
    this.requeue(this.#services.sim.now);
  }

  /** The pod is to end: now, or with what the deletion grants. */
  terminate(grace?: number): void {
    const seconds = grace ?? this.pod.metadata.deletionGracePeriodSeconds;
    if (seconds !== undefined) this.#grace = Math.min(this.#grace ?? Infinity, seconds);
    if (this.#stage !== 'sync') return;
    this.#stage = 'terminating';
    this.#cancelled.announce();
    this.requeue(this.#services.sim.now);
  }

  /** Look at the pod again at virtual time `at`, or earlier if it was to be looked at before. */
  requeue(at: number): void {
    if (at >= this.#dueAt) return;
    this.#dueAt = at;
    this.#wake.announce();
  }

  *#run(): Task {
    const { sim } = this.#services;
    for (;;) {
      while (sim.now < this.#dueAt) yield* first([until(this.#dueAt), this.#wake.toWait()]);
      this.#dueAt = Infinity;
      // A sync works on what the runtime was seen to have after the last one.
      while (sim.now < this.#freshAt) yield* sleep(this.#freshAt - sim.now);
      if (this.#stage === 'sync') {
        yield* this.#syncOnce();
        this.#freshAt = this.#services.nextRelist(sim.now);
      }
      if (this.#stage === 'terminating' && sim.now >= this.#freshAt) {
        yield* this.#syncTerminating();
        this.#stage = 'terminated';
      }
      if (this.#stage === 'terminated') {
        yield* this.#syncTerminated();
        return;
      }
    }
  }

  *#syncOnce(): Task {
    const { sim, random } = this.#services;
    const later = (ms: number): void =>
      this.requeue(this.#services.nextLoop(sim.now + ms * (1 + JITTER * random.next())));
    try {
      const terminal = yield* this.#syncPod();
      if (terminal || this.#stage !== 'sync') {
        this.#stage = 'terminating';
        this.requeue(sim.now);
      } else later(RESYNC);
    } catch (error) {
      if (error instanceof SyncError && error.transient) later(TRANSIENT_BACK_OFF);
      else if (error instanceof SyncError || error instanceof MountTimeout || error instanceof ApiError) {
        const retryAt = error instanceof SyncError ? error.retryAt : undefined;
        // A container's back-off is waited for to its end, which is where its reason comes to show in the status; a long one not
        // in one go (kubelet 1.35, completeWork with MinBackoffExpiration).
        later(retryAt === undefined ? BACK_OFF : Math.min(Math.max(retryAt - sim.time, 0), RESYNC));
      } else throw error;
      if (this.#stage !== 'sync') this.requeue(sim.now);
    }
  }

  /** Models kubelet.go SyncPod. @returns whether the pod is over */
  *#syncPod(): Task<boolean> {
    const services = this.#services;
    const { pod } = this;
    this.#checkDeadline();
    const status = this.#generate(false);
    if (isTerminalPhase(status.phase)) {
      services.statuses.set(pod, status);
      return true;
    }
    services.statuses.set(pod, status);
    if (!services.networkReady() && !pod.spec.hostNetwork) {
      services.recorder.event(
        pod,
        undefined,
        'Warning',
        'NetworkNotReady',
        `network is not ready: ${NETWORK_NOT_READY}`,
      );
      throw new SyncError(NETWORK_NOT_READY, { transient: true });
    }
    const over = (): boolean => this.#stage !== 'sync';
    yield* services.volumes.waitForAttachAndMount(pod, this.#cancelled, over);
    if (over()) return false;
    services.startProbes(pod);
    const cancellation = { notice: this.#cancelled, over };
    yield* services.kubeRuntime.syncPod(pod, (result) => this.#remember(result), cancellation);
    return false;
  }

  #remember({ container, error }: StartResult): void {
    if (error) this.#failures.set(container, error);
    else this.#failures.delete(container);
  }

  /** Models active_deadline.go. */
  #checkDeadline(): void {
    const services = this.#services;
    const seconds = this.pod.spec.activeDeadlineSeconds;
    const started = services.statuses.get(uidOf(this.pod))?.startTime ?? this.pod.status?.startTime;
    if (seconds === undefined || started === undefined) return;
    const left = (parseTime(started) ?? services.sim.time) + seconds * 1000 - services.sim.time;
    if (left > 0) {
      this.requeue(services.nextLoop(services.sim.now + left));
      return;
    }
    const message = 'Pod was active on the node longer than the specified deadline';
    if (!this.#evicted) services.recorder.event(this.pod, undefined, 'Normal', 'DeadlineExceeded', message);
    this.#evicted = { reason: 'DeadlineExceeded', message };
  }

  #generate(terminal: boolean): PodStatus {
    const services = this.#services;
    const uid = uidOf(this.pod);
    const previous = services.statuses.get(uid) ?? this.pod.status ?? {};
    const runtime = services.kubeRuntime.status(uid);
    const seen = [
      ...[this.pod, previous, terminal, this.#evicted, services.probeView.version],
      ...runtime.sandboxes.flatMap((sandbox) => [sandbox, sandbox.ready]),
      ...runtime.containers.flatMap((container) => [container, container.state]),
    ];
    // Nothing that it is made of has changed since it was made, as mostly nothing has.
    if (this.#made && this.#failures.size === 0 && sameItems(seen, this.#made.seen)) {
      services.updateProbes(this.pod, this.#made.status);
      return this.#made.status;
    }
    const status = generateApiPodStatus({
      pod: this.pod,
      previous,
      runtime,
      failures: this.#failures,
      probes: services.probeView,
      hostIP: services.hostIP,
      terminal,
      ...(this.#evicted && { evicted: this.#evicted }),
    });
    services.updateProbes(this.pod, status);
    this.#made = this.#failures.size === 0 ? { seen, status } : undefined;
    return status;
  }

  /** Models kubelet.go SyncTerminatingPod. */
  *#syncTerminating(): Task {
    const services = this.#services;
    services.statuses.set(this.pod, this.#generate(false));
    services.stopLivenessAndStartup(this.pod);
    const killing = services.spawn(services.kubeRuntime.killPod(this.pod, this.#grace), 'kubelet');
    let asked = this.#grace;
    const ended = new Notice();
    killing.whenEnded(() => ended.announce());
    while (!killing.ended) {
      yield* first([ended.toWait(), this.#wake.toWait()]);
      this.#dueAt = Infinity;
      // A second deletion with less grace (kubectl delete --now, --force) takes effect while the first is under way.
      if (!killing.ended && this.#grace !== asked) {
        asked = this.#grace;
        for (const container of services.kubeRuntime.status(uidOf(this.pod)).containers) {
          if (container.state === 'running' && (asked ?? 30) <= 1) container.process?.signal('SIGKILL');
        }
      }
    }
    services.stopProbes(this.pod);
    services.statuses.set(this.pod, this.#generate(true));
  }

  /** Models kubelet.go SyncTerminatedPod. */
  *#syncTerminated(): Task {
    const services = this.#services;
    services.statuses.set(this.pod, terminatedStatus(this.pod, this.#generate(true)));
    services.volumes.unmount(uidOf(this.pod));
    // Until it is deleted, the object and the containers' logs stay.
    while (this.pod.metadata.deletionTimestamp === undefined && !this.done) {
      this.#dueAt = Infinity;
      yield* this.#wake.wait();
    }
    services.finished(this.pod);
  }
}

const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

function until(time: number): {
  arm: (waker: Parameters<ReturnType<Notice['toWait']>['arm']>[0]) => () => void;
} {
  return {
    arm(waker) {
      if (time === Infinity) return () => undefined;
      const timer = waker.process.sim.at(time, () => waker.resume());
      return () => {
        timer.cancelled = true;
      };
    },
  };
}
