import { canonicalQuantity } from '../../api/quantity.ts';
import { formatTime } from '../../api/time.ts';
import type {
  Container,
  ContainerState,
  ContainerStatus,
  Pod,
  ResourceRequirements,
} from '../../api/types.ts';
import type { Container as RuntimeContainer } from '../runtime/container.ts';
import { shouldContainerBeRestarted } from './compute-actions.ts';
import type { RuntimePodStatus } from './runtime-status.ts';
import type { StartError } from './sync-result.ts';

/** How much of a termination message a status carries. */
const MAX_MESSAGE = 4096;
/** With FallbackToLogsOnError at most this much of the log's end. */
const MAX_LOG_MESSAGE = 2048;
const MAX_LOG_LINES = 80;

const decoder = new TextDecoder();

/** What a container left as its last word. Models kuberuntime getTerminationMessage. */
function terminationMessage(container: RuntimeContainer, spec: Container | undefined): string {
  if (container.message !== '') return container.message;
  const written = container.readFile(spec?.terminationMessagePath || '/dev/termination-log', MAX_MESSAGE);
  if (
    written !== '' ||
    spec?.terminationMessagePolicy !== 'FallbackToLogsOnError' ||
    container.exitCode === 0
  )
    return written;
  const { entries } = container.log.entriesFrom(0);
  const text = entries
    .slice(-MAX_LOG_LINES)
    .map(({ data, tag }) => decoder.decode(data) + (tag === 'F' ? '\n' : ''))
    .join('');
  return text.slice(-MAX_LOG_MESSAGE);
}

function stateOf(container: RuntimeContainer, spec: Container | undefined): ContainerState {
  if (container.state === 'running') return { running: { startedAt: formatTime(container.startedAt) } };
  if (container.state === 'created') return { waiting: {} };
  const message = terminationMessage(container, spec);
  return {
    terminated: {
      exitCode: container.exitCode,
      reason: container.reason,
      ...(message !== '' && { message }),
      startedAt: formatTime(container.startedAt),
      finishedAt: formatTime(container.finishedAt),
      containerID: `containerd://${container.id}`,
    },
  };
}

function canonical(map: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).map(([name, quantity]) => [name, canonicalQuantity(quantity)]),
  );
}

function resourcesOf(spec: Container | undefined): Pick<ContainerStatus, 'resources' | 'allocatedResources'> {
  const { limits, requests } = spec?.resources ?? {};
  const resources: ResourceRequirements = {
    ...(limits && { limits: canonical(limits) }),
    ...(requests && { requests: canonical(requests) }),
  };
  return { ...(requests && { allocatedResources: canonical(requests) }), resources };
}

function convert(container: RuntimeContainer, spec: Container | undefined): ContainerStatus {
  const { image, imageName, attempt } = container.config;
  const { uid, gid, groups } = container.user;
  const supplementalGroups = [...new Set([gid, ...(groups ?? [])])];
  return {
    name: container.config.name,
    ...resourcesOf(spec),
    containerID: `containerd://${container.id}`,
    image: imageName.includes('@') ? image.id : imageName,
    imageID: `${image.repository}@${image.digest}`,
    restartCount: attempt,
    ready: false,
    started: false,
    state: stateOf(container, spec),
    lastState: {},
    user: { linux: { uid, gid, supplementalGroups } },
    ...(spec?.volumeMounts?.length && {
      volumeMounts: spec.volumeMounts.map(({ name, mountPath, readOnly }) => ({
        name,
        mountPath,
        ...(readOnly && { readOnly: true, recursiveReadOnly: 'Disabled' }),
      })),
    }),
  };
}

/**
 * The statuses of some of a pod's containers out of what the runtime has, what they were before, and why the last start failed.
 * Models kubelet_pods.go convertToAPIContainerStatuses.
 */
export function containerStatuses(
  pod: Pod,
  specs: readonly Container[],
  previous: readonly ContainerStatus[] | undefined,
  runtime: RuntimePodStatus,
  failures: ReadonlyMap<string, StartError>,
): ContainerStatus[] {
  const waiting = pod.spec.initContainers?.length ? 'PodInitializing' : 'ContainerCreating';
  return specs.map((spec) => {
    const old = previous?.find(({ name }) => name === spec.name);
    const instances = runtime.containers.filter(({ config }) => config.name === spec.name);
    const [latest, before] = instances;
    let status: ContainerStatus;
    if (latest && latest.state !== 'created') {
      status = convert(latest, spec);
      if (before) status.lastState = stateOf(before, spec);
      else if (old?.lastState && latest.config.attempt > 0) status.lastState = old.lastState;
    } else if (old?.state?.terminated) status = old;
    else {
      status = {
        name: spec.name,
        image: spec.image ?? '',
        imageID: '',
        restartCount: old?.restartCount ?? 0,
        ready: false,
        started: false,
        state: { waiting: { reason: waiting } },
        lastState: old?.lastState ?? {},
        ...(spec.volumeMounts?.length && {
          volumeMounts: spec.volumeMounts.map(({ name, mountPath, readOnly }) => ({
            name,
            mountPath,
            ...(readOnly && { readOnly: true, recursiveReadOnly: 'Disabled' }),
          })),
        }),
      };
    }
    const failure = failures.get(spec.name);
    if (failure && shouldContainerBeRestarted(spec, pod, runtime)) {
      status = {
        ...status,
        ...(status.state?.terminated && { lastState: status.state }),
        state: { waiting: { message: failure.message, reason: failure.reason } },
      };
    }
    return status;
  });
}
