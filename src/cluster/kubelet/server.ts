import { formatNanoTime, parseTime } from '../../api/time.ts';
import type { Pod, PodStatus } from '../../api/types.ts';
import { exitStatus } from '../../shell/machine.ts';
import { pipeInput, pipeOutput } from '../../shell/streams.ts';
import { Tty } from '../../shell/tty.ts';
import {
  BrokenPipe,
  Channel,
  first,
  Pipe,
  type Process,
  type Simulation,
  type Task,
} from '../../sim/index.ts';
import { ApiError } from '../client.ts';
import type {
  AttachOptions,
  ExecOptions,
  LogOptions,
  NodeConnector,
  PodReference,
} from '../apiserver/node-connector.ts';
import type { UpgradeStreams } from '../apiserver/request.ts';
import type { Container as RuntimeContainer } from '../runtime/container.ts';
import type { LogEntry } from '../runtime/logs.ts';
import { RuntimeError } from '../runtime/registry.ts';
import type { ContainerRuntime } from '../runtime/runtime.ts';
import type { Spawn } from './spawn.ts';
import { runtimeStatusOf } from './runtime-status.ts';

export interface ServerOptions {
  readonly sim: Simulation;
  readonly spawn: Spawn;
  readonly runtime: ContainerRuntime;
  /** The pod behind the API's reference (a mirror pod stands for a static one) and its status. */
  find(reference: PodReference): { pod: Pod; uid: string; status: PodStatus | undefined } | undefined;
}

const encoder = new TextEncoder();

const badRequest = (message: string): ApiError =>
  new ApiError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: 'BadRequest',
    code: 400,
  });

/** The kubelet's own HTTP server, as far as logs, exec and attach go. Models pkg/kubelet/server. */
export class KubeletServer implements NodeConnector {
  readonly #options: ServerOptions;

  constructor(options: ServerOptions) {
    this.#options = options;
  }

  containerLogs(reference: PodReference, name: string, options: LogOptions): Pipe {
    const container = this.#containerForLogs(reference, name, options.previous);
    const pipe = new Pipe();
    const { sim, spawn } = this.#options;
    spawn(streamLog(container, options, sim, pipe), 'kubelet logs');
    return pipe;
  }

  /** Models kubelet_pods.go validateContainerLogStatus. */
  #containerForLogs(reference: PodReference, name: string, previous: boolean): RuntimeContainer {
    const found = this.#options.find(reference);
    const podName = reference.name;
    if (!found) throw badRequest(`pod "${podName}" not found`);
    const { status, uid } = found;
    const statuses = [
      ...(status?.containerStatuses ?? []),
      ...(status?.initContainerStatuses ?? []),
      ...(status?.ephemeralContainerStatuses ?? []),
    ];
    const own = statuses.find((each) => each.name === name);
    const instances = runtimeStatusOf(this.#options.runtime, uid).containers.filter(
      ({ config, state }) => config.name === name && state !== 'created',
    );
    if (!own) throw badRequest(`container "${name}" in pod "${podName}" is not available`);
    const { waiting, running, terminated } = own.state ?? {};
    const [latest, before] = instances;
    if (previous) {
      // With a restart under way the last instance is the previous one.
      const chosen = running || terminated ? before : latest;
      if (!own.lastState?.terminated || !chosen) {
        throw badRequest(`previous terminated container "${name}" in pod "${podName}" not found`);
      }
      return chosen;
    }
    if (latest && (running ?? terminated ?? own.lastState?.terminated)) return latest;
    if (waiting) {
      if (waiting.reason === 'ErrImagePull') {
        throw badRequest(
          `container "${name}" in pod "${podName}" is waiting to start: image can't be pulled`,
        );
      }
      if (waiting.reason === 'ImagePullBackOff') {
        throw badRequest(
          `container "${name}" in pod "${podName}" is waiting to start: trying and failing to pull image`,
        );
      }
      throw badRequest(
        `container "${name}" in pod "${podName}" is waiting to start: ${waiting.reason ?? ''}`,
      );
    }
    throw badRequest(`container "${name}" in pod "${podName}" is not available`);
  }

  #running(reference: PodReference, name: string): RuntimeContainer {
    const found = this.#options.find(reference);
    const container =
      found &&
      runtimeStatusOf(this.#options.runtime, found.uid).containers.find(({ config }) => config.name === name);
    if (!container) throw new Error(`container not found ("${name}")`);
    if (container.state !== 'running') {
      throw new Error(`container not found ("${name}")`);
    }
    return container;
  }

  exec(reference: PodReference, name: string, options: ExecOptions): UpgradeStreams {
    const container = this.#running(reference, name);
    const { sim, spawn } = this.#options;
    const streams = makeStreams(options);
    let process: Process | undefined;
    let tty: Tty | undefined;
    try {
      if (options.tty) {
        tty = new Tty(sim, { columns: 80, rows: 24 });
        process = container.exec(options.command, {
          tty,
          stdin: tty.stdin,
          stdout: tty.stdout,
          stderr: tty.stdout,
          env: new Map([...container.environment, ['TERM', 'xterm']]),
        });
        tty.foreground = process.group;
      } else {
        process = container.exec(options.command, {
          ...(streams.stdin && { stdin: pipeInput(streams.stdin) }),
          ...(streams.stdout && { stdout: pipeOutput(streams.stdout) }),
          ...(streams.stderr && { stderr: pipeOutput(streams.stderr) }),
        });
      }
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      const text = `error executing command in container: failed to exec in container: failed to start exec "${this.#options.runtime.newId()}": ${error.message}`;
      finish(streams, internalError(text));
      return { ...streams, abort: () => undefined };
    }
    const running = process;
    if (tty) connectTty(spawn, tty, streams, running);
    running.whenEnded(() => {
      tty?.hangup();
      const code = exitStatus(running);
      // Output that is on its way goes out first.
      sim.after(0, () => finish(streams, code === 0 ? SUCCESS : nonZeroExit(code)));
    });
    return {
      ...streams,
      abort: () => {
        if (tty) tty.hangup();
        streams.stdin?.closeWrite();
        streams.stdout?.closeRead();
        streams.stderr?.closeRead();
      },
    };
  }

  attach(reference: PodReference, name: string, options: AttachOptions): UpgradeStreams {
    const container = this.#running(reference, name);
    const { sim, spawn } = this.#options;
    const streams = makeStreams(options);
    const untap: (() => void)[] = [];
    const forward = (pipe: Pipe | undefined) => (data: Uint8Array) => {
      if (pipe && !pipe.readClosed && !pipe.writeClosed) pipe.tryWrite(data);
    };
    if (options.stdout) untap.push(container.stdout.tap(forward(streams.stdout)));
    if (options.stderr && !container.config.tty) untap.push(container.stderr.tap(forward(streams.stderr)));
    const { stdin } = streams;
    if (stdin) {
      spawn(
        (function* (): Task {
          for (let data = yield* stdin.read(); data; data = yield* stdin.read()) container.writeStdin(data);
          if (container.config.stdinOnce) container.closeStdin();
        })(),
        'kubelet attach',
      );
    }
    if (container.tty) followSize(spawn, container.tty, streams.resize);
    const end = (): void => {
      for (const each of untap.splice(0)) each();
      finish(streams, SUCCESS);
    };
    container.process?.whenEnded(() => sim.after(0, end));
    return { ...streams, abort: end };
  }
}

const SUCCESS = { metadata: {}, status: 'Success' };

const nonZeroExit = (code: number): object => ({
  metadata: {},
  status: 'Failure',
  message: `command terminated with non-zero exit code: exit status ${code}`,
  reason: 'NonZeroExitCode',
  details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
});

const internalError = (message: string): object => ({
  metadata: {},
  status: 'Failure',
  message: `Internal error occurred: ${message}`,
  reason: 'InternalError',
  details: { causes: [{ message }] },
  code: 500,
});

function makeStreams(options: AttachOptions): Omit<UpgradeStreams, 'abort'> {
  return {
    ...(options.stdin && { stdin: new Pipe() }),
    ...(options.stdout && { stdout: new Pipe() }),
    ...(options.stderr && !options.tty && { stderr: new Pipe() }),
    error: new Pipe(),
    resize: new Channel(),
  };
}

function finish(streams: Omit<UpgradeStreams, 'abort'>, status: object): void {
  if (streams.error.writeClosed) return;
  streams.stdout?.closeWrite();
  streams.stderr?.closeWrite();
  if (!streams.error.readClosed) streams.error.tryWrite(encoder.encode(JSON.stringify(status)));
  streams.error.closeWrite();
}

function connectTty(spawn: Spawn, tty: Tty, streams: Omit<UpgradeStreams, 'abort'>, process: Process): void {
  const { stdin, stdout } = streams;
  tty.onOutput = (bytes) => {
    if (stdout && !stdout.readClosed && !stdout.writeClosed) stdout.tryWrite(bytes);
  };
  if (stdin) {
    spawn(
      (function* (): Task {
        for (let data = yield* stdin.read(); data; data = yield* stdin.read()) tty.input(data);
        if (!process.ended) tty.input('\u0004');
      })(),
      'kubelet exec',
    );
  }
  followSize(spawn, tty, streams.resize);
}

function followSize(spawn: Spawn, tty: Tty, sizes: UpgradeStreams['resize']): void {
  const take = (): void => {
    for (let size = sizes.tryTake(); size; size = sizes.tryTake()) {
      // A client whose own terminal has no size sends zeros; a line editor takes that for the usual 80 by 24.
      tty.resize(size.width || 80, size.height || 24);
    }
  };
  spawn(
    (function* (): Task {
      while (!tty.hungUp && !sizes.closed) {
        yield* first([sizes.ready(), tty.resized.toWait()]);
        take();
      }
    })(),
    'kubelet resize',
  );
}

/** Copy a log into a pipe by the options of `kubectl logs`. Models pkg/kubelet/kuberuntime/logs ReadLogs. */
function* streamLog(container: RuntimeContainer, options: LogOptions, sim: Simulation, pipe: Pipe): Task {
  const { log } = container;
  const since = sinceOf(options, sim.time);
  let left = options.limitBytes ?? Infinity;
  /** Streams whose current line was begun by a part already. */
  const open = new Set<string>();
  const write = function* (entry: LogEntry): Task<boolean> {
    const head = options.timestamps && !open.has(entry.stream) ? `${formatNanoTime(entry.time)} ` : '';
    if (entry.tag === 'P') open.add(entry.stream);
    else open.delete(entry.stream);
    let bytes = joinBytes(
      encoder.encode(head),
      entry.data,
      entry.tag === 'F' ? encoder.encode('\n') : new Uint8Array(),
    );
    if (bytes.length > left) bytes = bytes.subarray(0, left);
    left -= bytes.length;
    if (bytes.length > 0) yield* pipe.write(bytes);
    return left > 0;
  };
  try {
    let { entries, next } = log.entriesFrom(0);
    let selected = entries.filter((entry) => entry.time >= since);
    if (options.tailLines !== undefined)
      selected = lastLines(entries, options.tailLines).filter((entry) => entry.time >= since);
    for (const entry of selected) if (!(yield* write(entry))) return;
    while (options.follow && !pipe.readClosed) {
      ({ entries, next } = log.entriesFrom(next));
      for (const entry of entries) if (!(yield* write(entry))) return;
      if (log.closed && log.entriesFrom(next).entries.length === 0) return;
      if (log.entriesFrom(next).entries.length === 0) yield* log.changed.wait();
    }
  } catch (error) {
    if (!(error instanceof BrokenPipe)) throw error;
  } finally {
    pipe.closeWrite();
  }
}

function sinceOf(options: LogOptions, now: number): number {
  if (options.sinceSeconds !== undefined) return now - options.sinceSeconds * 1000;
  if (options.sinceTime !== undefined) return parseTime(options.sinceTime) ?? -Infinity;
  return -Infinity;
}

/** The entries of the last `count` lines; parts belong to the line that they begin. */
function lastLines(entries: readonly LogEntry[], count: number): LogEntry[] {
  if (count <= 0) return [];
  let lines = 0;
  let start = entries.length;
  while (start > 0) {
    const entry = entries[start - 1];
    const endsLine = entry?.tag === 'F' || start === entries.length;
    if (endsLine && lines === count) break;
    if (endsLine) lines++;
    start--;
  }
  return entries.slice(start);
}

function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
