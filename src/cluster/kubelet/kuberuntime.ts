import type { Container, Pod } from '../../api/types.ts';
import { formatDuration } from '../../api/time.ts';
import { delay, first, join, sleep, type Process, type Simulation, type Task } from '../../sim/index.ts';
import type { Container as RuntimeContainer } from '../runtime/container.ts';
import type { Image } from '../runtime/image.ts';
import { InvalidReference } from '../runtime/reference.ts';
import { RuntimeError } from '../runtime/registry.ts';
import type { ContainerRuntime } from '../runtime/runtime.ts';
import type { PodSandbox } from '../runtime/sandbox.ts';
import type { Backoff } from './backoff.ts';
import type { Cancellation } from './cancellation.ts';
import { computePodActions, type ProbeResults } from './compute-actions.ts';
import { containerConfig, hostnameOf, type ConfigSources } from './container-config.ts';
import { runHook } from './hooks.ts';
import type { ImageManager } from './image-manager.ts';
import { formatPod, isRestartableInit, nameOf, namespaceOf, uidOf } from './pods.ts';
import type { PodRecorder } from './recorder.ts';
import { findContainer, readySandbox, runtimeStatusOf, type RuntimePodStatus } from './runtime-status.ts';
import type { Spawn } from './spawn.ts';
import { StartError, SyncError } from './sync-result.ts';

/** A hook and the way to SIGTERM take at least this long together (minimumGracePeriodInSeconds). */
const MINIMUM_GRACE = 2000;

export interface KubeRuntimeOptions {
  readonly sim: Simulation;
  readonly spawn: Spawn;
  readonly runtime: ContainerRuntime;
  readonly images: ImageManager;
  readonly recorder: PodRecorder;
  /** CrashLoopBackOff. */
  readonly backoff: Backoff;
  readonly probes: ProbeResults;
  configSources(pod: Pod, sandbox: PodSandbox, images: ImageVolumes): ConfigSources;
}

/** The images that a pod mounts as volumes, by the volume's name, or why one could not be had. */
export type ImageVolumes = ReadonlyMap<string, Image | StartError>;

/** What became of one container's start in a sync. */
export interface StartResult {
  readonly container: string;
  readonly error: StartError | undefined;
}

/** What the containers of one sync are started with. */
interface Starting {
  readonly pod: Pod;
  readonly sandbox: PodSandbox;
  readonly volumes: ImageVolumes;
  readonly cancellation: Cancellation;
}

/** Brings a pod's containers to what its spec says, through the runtime. Models pkg/kubelet/kuberuntime. */
export class KubeRuntime {
  readonly #options: KubeRuntimeOptions;

  constructor(options: KubeRuntimeOptions) {
    this.#options = options;
  }

  status(podUid: string): RuntimePodStatus {
    return runtimeStatusOf(this.#options.runtime, podUid);
  }

  /**
   * One sync of a pod's containers. Models kuberuntime_manager SyncPod.
   * @param onStart told of each container that was to be started
   * @param cancellation when the pod is to end: nothing more is begun, and a pull is broken off
   * @throws {SyncError}
   */
  *syncPod(pod: Pod, onStart: (result: StartResult) => void, cancellation: Cancellation): Task {
    const { runtime, images, recorder, probes } = this.#options;
    images.checkPullSecrets(pod);
    let status = this.status(uidOf(pod));
    const actions = computePodActions(pod, status, probes);
    if (actions.createSandbox && status.sandboxes.length > 0) {
      recorder.event(
        pod,
        undefined,
        'Normal',
        'SandboxChanged',
        'Pod sandbox changed, it will be killed and re-created.',
      );
    }
    if (actions.killPod) {
      yield* this.killPod(pod, undefined);
      if (!actions.createSandbox) return;
    } else {
      const kills = actions.containersToKill.map(({ container, spec, message }) =>
        this.#spawn(this.killContainer(pod, spec, container, message, undefined)),
      );
      for (const kill of kills) yield* join(kill);
    }
    let sandbox = readySandbox(status);
    if (actions.createSandbox) {
      try {
        sandbox = yield* runtime.runPodSandbox({
          namespace: namespaceOf(pod),
          name: nameOf(pod),
          uid: uidOf(pod),
          attempt: actions.attempt,
          hostname: hostnameOf(pod),
          hostNetwork: pod.spec.hostNetwork ?? false,
        });
        runtime.onEvent?.(uidOf(pod));
      } catch (error) {
        if (!(error instanceof RuntimeError)) throw error;
        recorder.event(
          pod,
          undefined,
          'Warning',
          'FailedCreatePodSandBox',
          `Failed to create pod sandbox: rpc error: code = ${error.code} desc = ${error.message}`,
        );
        throw new SyncError(error.message);
      }
    }
    if (!sandbox) throw new SyncError('pod sandbox is gone');
    const errors: StartError[] = [];
    const pick = (list: readonly Container[] | undefined, indices: readonly number[]): Container[] =>
      indices.flatMap((index) => list?.[index] ?? []);
    status = this.status(uidOf(pod));
    const volumes = yield* this.#pullImageVolumes(pod, cancellation);
    const ephemeral = pod.spec.ephemeralContainers as readonly Container[] | undefined;
    for (const container of pick(ephemeral, actions.ephemeralContainersToStart)) {
      const error = yield* this.#start({ pod, sandbox, volumes, cancellation }, container, onStart);
      if (error) errors.push(error);
    }
    for (const container of pick(pod.spec.initContainers, actions.initContainersToStart)) {
      if (cancellation.over()) return;
      const error = yield* this.#start({ pod, sandbox, volumes, cancellation }, container, onStart);
      if (!error) continue;
      errors.push(error);
      if (!isRestartableInit(container)) break;
    }
    if (errors.length === 0 || actions.initContainersToStart.length === 0) {
      for (const container of pick(pod.spec.containers, actions.containersToStart)) {
        if (cancellation.over()) return;
        const error = yield* this.#start({ pod, sandbox, volumes, cancellation }, container, onStart);
        if (error) errors.push(error);
      }
    }
    const [firstError] = errors;
    if (!firstError) return;
    const times = errors.flatMap((error) => (error.retryAt === undefined ? [] : [error.retryAt]));
    throw new SyncError(firstError.message, times.length > 0 ? { retryAt: Math.min(...times) } : {});
  }

  #spawn(task: Task): Process {
    return this.#options.spawn(task, 'kubelet');
  }

  /** Models getImageVolumes: an image that cannot be had keeps back the containers that mount it. */
  *#pullImageVolumes(pod: Pod, cancellation: Cancellation): Task<ImageVolumes> {
    const found = new Map<string, Image | StartError>();
    for (const { name, image } of pod.spec.volumes ?? []) {
      if (!image) continue;
      const wanted = { name: '', image: image.reference, imagePullPolicy: image.pullPolicy } as Container;
      try {
        found.set(name, yield* this.#options.images.ensureImageExists(pod, wanted, cancellation));
      } catch (error) {
        if (!(error instanceof StartError)) throw error;
        found.set(name, error);
      }
    }
    return found;
  }

  *#start(
    starting: Starting,
    container: Container,
    onStart: (result: StartResult) => void,
  ): Task<StartError | undefined> {
    try {
      this.#doBackOff(starting.pod, container);
      yield* this.#startContainer(starting, container);
      onStart({ container: container.name, error: undefined });
      return undefined;
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      onStart({ container: container.name, error });
      return error;
    }
  }

  /** Models kuberuntime_manager doBackOff. @throws {StartError} CrashLoopBackOff */
  #doBackOff(pod: Pod, container: Container): void {
    const { backoff, recorder } = this.#options;
    const last = this.status(uidOf(pod)).containers.find(
      (each) => each.config.name === container.name && each.state === 'exited',
    );
    if (!last) return;
    const key = `${uidOf(pod)}_${container.name}_${container.image ?? ''}`;
    if (backoff.isInBackOffSince(key, last.finishedAt)) {
      recorder.event(
        pod,
        container.name,
        'Warning',
        'BackOff',
        `Back-off restarting failed container ${container.name} in pod ${formatPod(pod)}`,
      );
      const wait = backoff.get(key);
      throw new StartError(
        'CrashLoopBackOff',
        `back-off ${formatDuration(wait)} restarting failed container=${container.name} pod=${formatPod(pod)}`,
        last.finishedAt + wait,
      );
    }
    backoff.next(key, last.finishedAt);
  }

  /** Pull, create, start, postStart. Models kuberuntime_container startContainer. @throws {StartError} */
  *#startContainer({ pod, sandbox, volumes, cancellation }: Starting, spec: Container): Task {
    const { runtime, images, recorder } = this.#options;
    const failed = (text: string): void =>
      recorder.event(pod, spec.name, 'Warning', 'Failed', `Error: ${text}`);
    let image;
    try {
      image = yield* images.ensureImageExists(pod, spec, cancellation);
    } catch (error) {
      if (error instanceof StartError) failed(error.reason);
      throw error;
    }
    for (const { name } of spec.volumeMounts ?? []) {
      const problem = volumes.get(name);
      if (!(problem instanceof StartError)) continue;
      failed(problem.reason);
      throw problem;
    }
    const last = findContainer(this.status(uidOf(pod)), spec.name);
    const attempt = last ? last.config.attempt + 1 : 0;
    let container: RuntimeContainer;
    try {
      const config = containerConfig(
        pod,
        spec,
        image,
        sandbox,
        attempt,
        this.#options.configSources(pod, sandbox, volumes),
      );
      container = yield* runtime.createContainer(sandbox, config);
    } catch (error) {
      if (error instanceof StartError || error instanceof RuntimeError) failed(error.message);
      if (error instanceof RuntimeError) throw new StartError('CreateContainerError', error.message);
      if (error instanceof InvalidReference) throw new StartError('InvalidImageName', error.message);
      throw error;
    }
    this.#removeOldContainers(uidOf(pod), spec.name);
    recorder.event(pod, spec.name, 'Normal', 'Created', 'Container created');
    try {
      yield* runtime.startContainer(container);
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      failed(error.message);
      throw new StartError('RunContainerError', error.message);
    }
    recorder.event(pod, spec.name, 'Normal', 'Started', 'Container started');
    const hook = spec.lifecycle?.postStart;
    if (!hook) return;
    const problem = yield* runHook(pod, spec, container, hook);
    if (problem === undefined) return;
    recorder.event(pod, spec.name, 'Warning', 'FailedPostStartHook', 'PostStartHook failed');
    yield* this.killContainer(pod, spec, container, 'FailedPostStartHook', undefined);
    throw new StartError('PostStartHookError', problem);
  }

  /** Of a container's dead instances only the newest is kept, for `logs --previous` and lastState. */
  #removeOldContainers(podUid: string, name: string): void {
    const dead = this.status(podUid).containers.filter(
      (each) => each.config.name === name && each.state === 'exited',
    );
    for (const container of dead.slice(1)) this.#options.runtime.removeContainer(container);
  }

  /**
   * Stop one container as gracefully as it is due: preStop hook, SIGTERM, SIGKILL. Models kuberuntime_container killContainer.
   * @param message of the Killing event; `Stopping container x` when empty
   * @param graceOverride seconds, in place of the pod's own
   */
  *killContainer(
    pod: Pod,
    spec: Container | undefined,
    container: RuntimeContainer,
    message: string,
    graceOverride: number | undefined,
  ): Task {
    const { recorder, runtime, sim } = this.#options;
    if (container.state !== 'running') return;
    const { name } = container.config;
    const probe = message.includes('liveness')
      ? spec?.livenessProbe
      : message.includes('startup')
        ? spec?.startupProbe
        : undefined;
    const own =
      pod.metadata.deletionGracePeriodSeconds ??
      probe?.terminationGracePeriodSeconds ??
      pod.spec.terminationGracePeriodSeconds ??
      30;
    let grace = (graceOverride ?? own) * 1000;
    recorder.event(pod, name, 'Normal', 'Killing', message || `Stopping container ${name}`);
    const hook = spec?.lifecycle?.preStop;
    if (hook && grace > 0) {
      const began = sim.now;
      let problem: string | undefined;
      const running = this.#spawn(
        (function* (): Task {
          problem = yield* runHook(pod, spec, container, hook);
        })(),
      );
      while (!running.ended && container.state === 'running' && sim.now - began < grace) {
        yield* first([
          { arm: (waker) => (running.whenEnded(() => waker.resume()), () => undefined) },
          container.changed.toWait(),
          delay(grace - (sim.now - began)),
        ]);
      }
      if (!running.ended) running.signal('SIGKILL');
      else if (problem !== undefined)
        recorder.event(pod, name, 'Warning', 'FailedPreStopHook', 'PreStopHook failed');
      grace -= sim.now - began;
    }
    if (graceOverride === undefined) grace = Math.max(grace, MINIMUM_GRACE);
    yield* runtime.stopContainer(container, grace);
  }

  /** Stop all of a pod's containers, sidecars after the rest and in reverse order, then its sandboxes. Models killPodWithSyncResult. */
  *killPod(pod: Pod, graceOverride: number | undefined): Task {
    const { runtime, sim } = this.#options;
    const status = this.status(uidOf(pod));
    const deadline =
      sim.now +
      1000 *
        (graceOverride ??
          pod.metadata.deletionGracePeriodSeconds ??
          pod.spec.terminationGracePeriodSeconds ??
          30);
    const specs = [
      ...pod.spec.containers,
      ...(pod.spec.initContainers ?? []),
      ...((pod.spec.ephemeralContainers ?? []) as Container[]),
    ];
    const running = status.containers.filter((each) => each.state === 'running');
    const specOf = (container: RuntimeContainer): Container | undefined =>
      specs.find(({ name }) => name === container.config.name);
    const sidecars = (pod.spec.initContainers ?? []).filter(isRestartableInit).map(({ name }) => name);
    const isSidecar = (container: RuntimeContainer): boolean => sidecars.includes(container.config.name);
    const kill = (container: RuntimeContainer, grace: number | undefined): Process =>
      this.#spawn(this.killContainer(pod, specOf(container), container, '', grace));
    const wave = running.filter((each) => !isSidecar(each)).map((each) => kill(each, graceOverride));
    for (const each of wave) yield* join(each);
    for (const name of [...sidecars].reverse()) {
      const sidecar = running.find((each) => each.config.name === name);
      if (!sidecar) continue;
      const left = running.length === 1 ? graceOverride : Math.max(0, Math.ceil((deadline - sim.now) / 1000));
      yield* join(kill(sidecar, left));
    }
    for (const sandbox of status.sandboxes) if (sandbox.ready) yield* runtime.stopPodSandbox(sandbox);
    if (status.sandboxes.length === 0) yield* sleep(0);
  }

  /** Take everything of a pod out of the runtime, its logs too. */
  removePod(podUid: string): void {
    for (const sandbox of this.status(podUid).sandboxes) this.#options.runtime.removePodSandbox(sandbox);
  }
}
