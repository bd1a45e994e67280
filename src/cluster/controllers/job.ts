/** Runs pods to completion. Models pkg/controller/job, without pod failure policies and success policies. */
import { jobs, pods } from '../../api/resources.ts';
import { formatTime, parseTime } from '../../api/time.ts';
import type { Job, JobCondition, JobStatus, Pod } from '../../api/types.ts';
import { ApiError, isNotFound } from '../client.ts';
import { claim } from './claim.ts';
import { deepEqual, keyOf, splitKey, startWorker, type ControllerContext } from './controller.ts';
import { podControl } from './pod-control.ts';
import { controllerReference, isPodActive, isPodReady, isPodTerminal } from './pod-utils.ts';
import { enqueueOwners } from './replicaset.ts';

const FINALIZER = 'batch.kubernetes.io/job-tracking';
const INDEX = 'batch.kubernetes.io/job-completion-index';
const BASE_BACKOFF = 10_000;
const MAX_BACKOFF = 600_000;

type End = { readonly type: 'Complete' | 'Failed'; readonly reason: string; readonly message: string };

export function startJobController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const recorder = context.recorder('job-controller');
  const control = podControl(context, recorder);
  /** When new pods may be made again after failures, by job uid. */
  const backoffs = new Map<string, { failures: number; until: number }>();

  const queue = startWorker(context, 'job-controller', (key, queue) => {
    const { namespace, name } = splitKey(key);
    const job = client.find(jobs, name, namespace);
    if (!job?.spec) return;
    const uid = job.metadata.uid ?? '';
    const owned = claim(context, pods, job, job.spec.selector, controllerReference(job, 'batch/v1', 'Job'));
    if (isFinished(job)) {
      for (const pod of owned) untrack(context, pod);
      const ttl = job.spec.ttlSecondsAfterFinished;
      if (ttl === undefined || job.metadata.deletionTimestamp) return;
      const ended = job.status?.conditions?.find(({ type, status }) => isEnd(type) && status === 'True');
      const wait = (parseTime(ended?.lastTransitionTime ?? '') ?? sim.time) + ttl * 1000 - sim.time;
      if (wait > 0) return queue.addAfter(key, wait);
      return client.delete(jobs, name, namespace, { propagationPolicy: 'Foreground' });
    }
    const tally = count(job, owned);
    const backoff = backoffs.get(uid) ?? { failures: 0, until: 0 };
    if (tally.newFailures > 0) {
      for (let i = 0; i < tally.newFailures; i++) backoff.failures++;
      let wait = BASE_BACKOFF;
      for (let i = 1; i < backoff.failures && wait < MAX_BACKOFF; i++) wait *= 2;
      backoff.until = sim.now + Math.min(wait, MAX_BACKOFF);
      backoffs.set(uid, backoff);
    } else if (tally.newSuccesses > 0) backoffs.delete(uid);

    let end = outcome(job, tally, sim.time);
    const active = owned.filter((pod) => isPodActive(pod));
    let failure: ApiError | undefined;
    let created = 0;
    const { suspend = false } = job.spec;
    const wanted = suspend || end ? 0 : wantedActive(job, tally);
    if (job.metadata.deletionTimestamp) end = undefined;
    else {
      try {
        for (const pod of active.slice(wanted)) control.delete(job, pod);
        if (active.length < wanted) {
          if (backoff.until > sim.now) queue.addAfter(key, backoff.until - sim.now);
          else {
            const indexes = freeIndexes(job, tally, active);
            for (let i = active.length; i < wanted; i++) {
              control.create(
                job,
                job.spec.template,
                controllerReference(job, 'batch/v1', 'Job'),
                jobPod(indexes.shift()),
              );
              created++;
            }
          }
        }
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        failure = error;
      }
    }
    for (const pod of owned) if (isPodTerminal(pod)) untrack(context, pod);
    const stillActive = owned.filter(isPodActive).slice(0, wanted);
    const going = owned.filter((pod) => pod.metadata.deletionTimestamp && !isPodTerminal(pod)).length;
    const terminating = going + Math.max(0, active.length - wanted);
    const status = nextStatus(job, tally, stillActive, created, terminating, end, formatTime(sim.time));
    if (!deepEqual(status, job.status)) {
      client.updateStatus(jobs, { ...job, status });
      tellOf(job, status);
    }
    const deadline = job.spec.activeDeadlineSeconds;
    const started = parseTime(status.startTime ?? '');
    if (deadline !== undefined && started !== undefined && !end) {
      queue.addAfter(key, Math.max(1, started + deadline * 1000 - sim.time));
    }
    if (failure) throw failure;
  });

  const tellOf = (job: Job, status: JobStatus): void => {
    const became = (type: string, to: string): JobCondition | undefined => {
      const before = job.status?.conditions?.find((condition) => condition.type === type);
      const after = status.conditions?.find((condition) => condition.type === type);
      return after?.status === to && before?.status !== to ? after : undefined;
    };
    if (became('Complete', 'True')) recorder.event(job, 'Normal', 'Completed', 'Job completed');
    const failed = became('Failed', 'True');
    if (failed) recorder.event(job, 'Warning', failed.reason ?? 'Failed', failed.message ?? '');
    if (became('Suspended', 'True')) recorder.event(job, 'Normal', 'Suspended', 'Job suspended');
    if (job.status?.conditions?.some(({ type, status: s }) => type === 'Suspended' && s === 'True')) {
      if (became('Suspended', 'False')) recorder.event(job, 'Normal', 'Resumed', 'Job resumed');
    }
  };

  const changed = (job: Job): void => queue.add(keyOf(job));
  informers.informer(jobs).addEventHandler({
    onAdd: changed,
    onUpdate: (_before, after) => changed(after),
    onDelete: (job) => backoffs.delete(job.metadata.uid ?? ''),
  });
  enqueueOwners(context, 'Job', (key) => queue.add(key));
  // A pod that is held by the finalizer alone, its job gone.
  informers.informer(pods).addEventHandler({
    onUpdate: (_before, pod) => {
      const owner = pod.metadata.ownerReferences?.find(({ kind }) => kind === 'Job');
      if (!owner || !pod.metadata.deletionTimestamp || !pod.metadata.finalizers?.includes(FINALIZER)) return;
      if (!client.find(jobs, owner.name, pod.metadata.namespace)) untrack(context, pod);
    },
  });
}

const isEnd = (type: string): boolean => type === 'Complete' || type === 'Failed';

function isFinished(job: Job): boolean {
  return (job.status?.conditions ?? []).some(({ type, status }) => isEnd(type) && status === 'True');
}

interface Tally {
  readonly succeeded: number;
  readonly failed: number;
  readonly newSuccesses: number;
  readonly newFailures: number;
  /** Indexed jobs: those that are done. */
  readonly doneIndexes: ReadonlySet<number>;
}

const indexOf = (pod: Pod): number => Number(pod.metadata.annotations?.[INDEX] ?? -1);

/** What has ended: pods that still have the finalizer were not counted before. */
function count(job: Job, owned: readonly Pod[]): Tally {
  const uncounted = owned.filter((pod) => pod.metadata.finalizers?.includes(FINALIZER));
  const newSuccesses = uncounted.filter((pod) => pod.status?.phase === 'Succeeded');
  const newFailures = uncounted.filter((pod) => pod.status?.phase === 'Failed').length;
  const doneIndexes = new Set(expandIndexes(job.status?.completedIndexes));
  for (const pod of newSuccesses) doneIndexes.add(indexOf(pod));
  const indexed = job.spec?.completionMode === 'Indexed';
  const succeeded = indexed ? doneIndexes.size : (job.status?.succeeded ?? 0) + newSuccesses.length;
  return {
    succeeded,
    failed: (job.status?.failed ?? 0) + newFailures,
    newSuccesses: newSuccesses.length,
    newFailures,
    doneIndexes,
  };
}

/** `1,3-5` to numbers, and back. */
function expandIndexes(text: string | undefined): number[] {
  return (text ?? '').split(',').flatMap((part) => {
    if (part === '') return [];
    const [from = 0, to = from] = part.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

function compressIndexes(indexes: Iterable<number>): string {
  const parts: [number, number][] = [];
  for (const index of [...indexes].sort((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last?.[1] === index - 1) last[1] = index;
    else parts.push([index, index]);
  }
  return parts
    .map(([from, to]) => (from === to ? `${from}` : to === from + 1 ? `${from},${to}` : `${from}-${to}`))
    .join(',');
}

function outcome(job: Job, tally: Tally, now: number): End | undefined {
  const { backoffLimit = 6, completions, activeDeadlineSeconds } = job.spec ?? {};
  if (tally.failed > backoffLimit) {
    const message = 'Job has reached the specified backoff limit';
    return { type: 'Failed', reason: 'BackoffLimitExceeded', message };
  }
  const started = parseTime(job.status?.startTime ?? '');
  if (
    activeDeadlineSeconds !== undefined &&
    started !== undefined &&
    now - started >= activeDeadlineSeconds * 1000
  ) {
    return {
      type: 'Failed',
      reason: 'DeadlineExceeded',
      message: 'Job was active longer than specified deadline',
    };
  }
  if (
    completions === undefined
      ? tally.succeeded > 0 && (job.status?.active ?? 0) <= tally.newSuccesses
      : tally.succeeded >= completions
  ) {
    return {
      type: 'Complete',
      reason: 'CompletionsReached',
      message: 'Reached expected number of succeeded pods',
    };
  }
  return undefined;
}

function wantedActive(job: Job, tally: Tally): number {
  const { parallelism = 1, completions } = job.spec ?? {};
  if (completions === undefined) return tally.succeeded > 0 ? 0 : parallelism;
  return Math.max(0, Math.min(parallelism, completions - tally.succeeded));
}

function freeIndexes(job: Job, tally: Tally, active: readonly Pod[]): number[] {
  if (job.spec?.completionMode !== 'Indexed') return [];
  const taken = new Set([...tally.doneIndexes, ...active.map(indexOf)]);
  return Array.from({ length: job.spec.completions ?? 0 }, (_, i) => i).filter((index) => !taken.has(index));
}

/** A job's pod: held until it is counted; with its index where the job has indexes. */
function jobPod(index: number | undefined): (pod: Pod) => Pod {
  return (pod) => {
    const metadata = { ...pod.metadata, finalizers: [...(pod.metadata.finalizers ?? []), FINALIZER] };
    if (index === undefined) return { ...pod, metadata };
    const env = {
      name: 'JOB_COMPLETION_INDEX',
      valueFrom: { fieldRef: { fieldPath: `metadata.labels['${INDEX}']` } },
    };
    return {
      ...pod,
      metadata: {
        ...metadata,
        generateName: `${pod.metadata.generateName ?? ''}${index}-`,
        annotations: { ...metadata.annotations, [INDEX]: String(index) },
        labels: { ...metadata.labels, [INDEX]: String(index) },
      },
      spec: {
        ...pod.spec,
        hostname: `${(pod.metadata.generateName ?? '').replace(/-$/, '')}-${index}`,
        containers: pod.spec.containers.map((container) => ({
          ...container,
          env: [...(container.env ?? []), env],
        })),
      },
    };
  };
}

function untrack(context: ControllerContext, pod: Pod): void {
  const { name, namespace } = pod.metadata;
  try {
    const current = context.client.get(pods, name, namespace);
    if (!current.metadata.finalizers?.includes(FINALIZER)) return;
    const finalizers = current.metadata.finalizers.filter((finalizer) => finalizer !== FINALIZER);
    context.client.patch(pods, name, namespace, 'merge', {
      metadata: { finalizers: finalizers.length > 0 ? finalizers : null },
    });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

function nextStatus(
  job: Job,
  tally: Tally,
  active: readonly Pod[],
  created: number,
  terminating: number,
  end: End | undefined,
  now: string,
): JobStatus {
  const suspended = job.spec?.suspend ?? false;
  let conditions = job.status?.conditions ?? [];
  const set = (type: string, status: 'True' | 'False', reason: string, message: string): void => {
    const before = conditions.find((condition) => condition.type === type);
    if (before?.status === status) return;
    const condition: JobCondition = {
      type,
      status,
      lastProbeTime: now,
      lastTransitionTime: now,
      reason,
      message,
    };
    conditions = [...conditions.filter((other) => other !== before), condition];
  };
  if (!end) {
    if (suspended) set('Suspended', 'True', 'JobSuspended', 'Job suspended');
    else if (conditions.some(({ type }) => type === 'Suspended'))
      set('Suspended', 'False', 'JobResumed', 'Job resumed');
  } else {
    set(end.type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget', 'True', end.reason, end.message);
    // The job has ended only when the last of its pods has.
    if (terminating === 0) set(end.type, 'True', end.reason, end.message);
  }
  const finished = conditions.some(({ type, status }) => isEnd(type) && status === 'True');
  const startTime = suspended && !end ? undefined : (job.status?.startTime ?? now);
  const running = active.length + created;
  return {
    ...(running > 0 && { active: running }),
    ...(conditions.length > 0 && { conditions }),
    ...(job.spec?.completionMode === 'Indexed' &&
      tally.doneIndexes.size > 0 && { completedIndexes: compressIndexes(tally.doneIndexes) }),
    ...(finished && end?.type === 'Complete' && { completionTime: now }),
    ...(tally.failed > 0 && { failed: tally.failed }),
    ready: active.filter(isPodReady).length,
    ...(startTime !== undefined && { startTime }),
    ...(tally.succeeded > 0 && { succeeded: tally.succeeded }),
    terminating,
    uncountedTerminatedPods: {},
  };
}
