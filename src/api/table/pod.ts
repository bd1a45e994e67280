/** Models printPod of pkg/printers/internalversion/printers.go. */
import type { ContainerState, ContainerStatus, Pod } from '../types.ts';
import { ageOf, parseTime } from '../time.ts';
import { age, none, printer } from './printer.ts';

/** What `kubectl get pods` shows of a Pod. */
export interface PodSummary {
  /** `1/2` */
  readonly ready: string;
  /** `Running`, `Init:0/1`, `CrashLoopBackOff` … */
  readonly status: string;
  readonly restarts: number;
  /** RFC 3339: the end of the run before the last restart. */
  readonly lastRestart?: string;
}

const isSidecar = (pod: Pod, name: string): boolean =>
  pod.spec.initContainers?.some((c) => c.name === name && c.restartPolicy === 'Always') ?? false;

const isTrue = (pod: Pod, type: string): boolean =>
  pod.status?.conditions?.some((c) => c.type === type && c.status === 'True') ?? false;

/** `Init:Error`, or nothing where the init container is done or has started. */
function initReason(state: ContainerState | undefined, index: number, total: number): string {
  const { terminated, waiting } = state ?? {};
  if (terminated) {
    if (terminated.reason) return `Init:${terminated.reason}`;
    return terminated.signal ? `Init:Signal:${terminated.signal}` : `Init:ExitCode:${terminated.exitCode}`;
  }
  if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
  return `Init:${index}/${total}`;
}

/** Counts restarts and keeps the latest end of an earlier run. */
class Restarts {
  count = 0;
  last: string | undefined;

  add(status: ContainerStatus): void {
    this.count += status.restartCount;
    const finished = status.lastState?.terminated?.finishedAt;
    if (finished === undefined) return;
    if (this.last === undefined || (parseTime(this.last) ?? 0) < (parseTime(finished) ?? 0))
      this.last = finished;
  }
}

export function summarizePod(pod: Pod): PodSummary {
  const status = pod.status ?? {};
  const inits = pod.spec.initContainers ?? [];
  const total = pod.spec.containers.length + inits.filter((c) => c.restartPolicy === 'Always').length;
  let reason = status.reason || (status.phase ?? '');
  if (status.conditions?.some((c) => c.type === 'PodScheduled' && c.reason === 'SchedulingGated'))
    reason = 'SchedulingGated';
  let ready = 0;
  let restarts = new Restarts();
  const sidecarRestarts = new Restarts();
  let initializing = false;
  for (const [i, container] of (status.initContainerStatuses ?? []).entries()) {
    restarts.add(container);
    const sidecar = isSidecar(pod, container.name);
    if (sidecar) sidecarRestarts.add(container);
    if (container.state?.terminated?.exitCode === 0) continue;
    if (sidecar && container.started) {
      if (container.ready) ready++;
      continue;
    }
    reason = initReason(container.state, i, inits.length);
    initializing = true;
    break;
  }
  if (!initializing || isTrue(pod, 'Initialized')) {
    restarts = sidecarRestarts;
    let running = false;
    for (const container of [...(status.containerStatuses ?? [])].reverse()) {
      restarts.add(container);
      const { waiting, terminated, running: run } = container.state ?? {};
      if (waiting?.reason) reason = waiting.reason;
      else if (terminated)
        reason =
          terminated.reason ||
          (terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`);
      else if (container.ready && run) {
        running = true;
        ready++;
      }
    }
    if (reason === 'Completed' && running) reason = isTrue(pod, 'Ready') ? 'Running' : 'NotReady';
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (status.reason === 'NodeLost') reason = 'Unknown';
    else if (status.phase !== 'Succeeded' && status.phase !== 'Failed') reason = 'Terminating';
  }
  const { count, last } = restarts;
  return {
    ready: `${ready}/${total}`,
    status: reason,
    restarts: count,
    ...(last !== undefined && { lastRestart: last }),
  };
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? [];
  if (gates.length === 0) return none;
  return `${gates.filter((gate) => isTrue(pod, gate.conditionType)).length}/${gates.length}`;
}

export const podPrinter = printer<Pod>(
  ['Name', 'Ready', 'Status', 'Restarts', 'Age', 'IP*', 'Node*', 'Nominated Node*', 'Readiness Gates*'],
  (pod, now) => {
    const { ready, status, restarts, lastRestart } = summarizePod(pod);
    return [
      pod.metadata.name,
      ready,
      status,
      restarts > 0 && lastRestart !== undefined
        ? `${restarts} (${ageOf(lastRestart, now)} ago)`
        : String(restarts),
      age(pod, now),
      pod.status?.podIPs?.[0]?.ip || none,
      pod.spec.nodeName || none,
      pod.status?.nominatedNodeName || none,
      readinessGates(pod),
    ];
  },
);
