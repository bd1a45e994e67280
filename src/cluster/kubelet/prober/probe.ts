import type { Container, HTTPGetAction, Pod, Probe } from '../../../api/types.ts';
import { ConnectError } from '../../../shell/types.ts';
import { within, type Simulation, type Task } from '../../../sim/index.ts';
import type { Container as RuntimeContainer } from '../../runtime/container.ts';
import { httpRequest, UnexpectedEnd } from '../../runtime/http.ts';
import type { NetworkStack } from '../../runtime/network.ts';
import { RuntimeError } from '../../runtime/registry.ts';
import { findPort } from '../ports.ts';
import { runInContainer } from '../run-in-container.ts';

export type ProbeOutcome =
  | { readonly result: 'success' }
  | { readonly result: 'warning'; readonly output: string }
  | { readonly result: 'failure'; readonly output: string }
  /** The probe itself went wrong; it counts as nothing. */
  | { readonly result: 'errored'; readonly output: string };

/** What a probe runs against. */
export interface ProbeTarget {
  readonly sim: Simulation;
  readonly pod: Pod;
  readonly spec: Container;
  readonly container: RuntimeContainer;
  /** The node's own network, from which the kubelet asks. */
  readonly stack: NetworkStack;
  readonly podIP: string;
}

const MAX_REDIRECTS = 10;
const MAX_OUTPUT = 10_240;

/** One probe of one container. Models pkg/kubelet/prober prober.runProbe. */
export function* runProbe(target: ProbeTarget, probe: Probe): Task<ProbeOutcome> {
  const timeout = (probe.timeoutSeconds ?? 1) * 1000;
  if (probe.exec) return yield* execProbe(target, probe.exec.command ?? [], timeout);
  if (probe.httpGet) return yield* httpProbe(target, probe.httpGet, timeout);
  if (probe.tcpSocket) {
    const { host, port } = probe.tcpSocket;
    const number = findPort(target.spec, port);
    if (number === undefined) return { result: 'errored', output: `couldn't find port "${String(port)}"` };
    const address = host || target.podIP;
    const dial = `dial tcp ${address}:${number}:`;
    try {
      const connection = yield* within(timeout, target.stack.connect(address, number));
      connection?.value.close();
      return connection ? { result: 'success' } : { result: 'failure', output: `${dial} i/o timeout` };
    } catch (error) {
      if (!(error instanceof ConnectError)) throw error;
      return { result: 'failure', output: `${dial} ${connectWords(error)}` };
    }
  }
  if (probe.grpc) return { result: 'errored', output: 'gRPC probes are not part of this simulation' };
  return { result: 'errored', output: `missing probe handler for ${target.pod.metadata.name ?? ''}` };
}

function* execProbe(target: ProbeTarget, command: readonly string[], timeout: number): Task<ProbeOutcome> {
  try {
    const { exitCode, output, timedOut } = yield* runInContainer(target.container, command, timeout);
    if (timedOut) {
      return {
        result: 'failure',
        output: `command timed out: "${command.join(' ')}" timed out after ${timeout / 1000}s`,
      };
    }
    return exitCode === 0
      ? { result: 'success' }
      : { result: 'failure', output: output.slice(0, MAX_OUTPUT) };
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    return {
      result: 'errored',
      output: `rpc error: code = ${error.code} desc = failed to exec in container: failed to start exec: ${error.message}`,
    };
  }
}

function connectWords(error: ConnectError): string {
  const words = {
    ECONNREFUSED: 'connection refused',
    EHOSTUNREACH: 'no route to host',
    ENETUNREACH: 'network is unreachable',
  };
  if (error.code === 'ETIMEDOUT') return 'i/o timeout';
  return `connect: ${words[error.code as keyof typeof words] ?? error.code}`;
}

/** What an HTTP probe asks, put together once for a container. */
interface ProbeRequest {
  readonly address: string;
  readonly port: number;
  readonly scheme: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly url: string;
}

const requests = new WeakMap<HTTPGetAction, ProbeRequest>();

/** Models pkg/probe/http/request.go NewRequestForHTTPGetAction. */
function requestOf(action: HTTPGetAction, address: string, port: number): ProbeRequest {
  const known = requests.get(action);
  if (known?.address === address && known.port === port) return known;
  const scheme = (action.scheme ?? 'HTTP').toLowerCase();
  let path = action.path || '/';
  if (!path.startsWith('/')) path = `/${path}`;
  const asked = (action.httpHeaders ?? []).map(({ name, value }) => [name, value] as const);
  const has = (name: string): boolean => asked.some(([each]) => each.toLowerCase() === name);
  const headers: (readonly [string, string])[] = [...asked];
  if (!has('host')) headers.unshift(['Host', `${address}:${port}`]);
  if (!has('user-agent')) headers.push(['User-Agent', 'kube-probe/1.35']);
  if (!has('accept')) headers.push(['Accept', '*/*']);
  const url = `${scheme}://${address}:${port}${path}`;
  const request = { address, port, scheme, path, headers, url };
  requests.set(action, request);
  return request;
}

function* httpProbe(target: ProbeTarget, action: HTTPGetAction, timeout: number): Task<ProbeOutcome> {
  const port = findPort(target.spec, action.port);
  if (port === undefined) return { result: 'errored', output: `couldn't find port "${String(action.port)}"` };
  const address = action.host || target.podIP;
  const { scheme, path, headers, url } = requestOf(action, address, port);
  const failed = (why: string): ProbeOutcome => ({ result: 'failure', output: `Get "${url}": ${why}` });
  if (scheme === 'https') return failed('http: server gave HTTP response to HTTPS client');
  const { sim } = target;
  const deadline = sim.now + timeout;
  try {
    let at = path;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const answer = yield* within(
        deadline - sim.now,
        httpRequest(target.stack, { address, port, target: at, headers }),
      );
      if (!answer)
        return failed('context deadline exceeded (Client.Timeout exceeded while awaiting headers)');
      const { status } = answer.value;
      const location = status >= 300 && status < 400 ? answer.value.headers.get('location') : undefined;
      if (location !== undefined) {
        if (!location.startsWith('/')) {
          return { result: 'warning', output: `Probe terminated redirects, Response body: ` };
        }
        at = location;
        continue;
      }
      if (status >= 200 && status < 400) return { result: 'success' };
      return { result: 'failure', output: `HTTP probe failed with statuscode: ${status}` };
    }
    return failed('stopped after 10 redirects');
  } catch (error) {
    if (error instanceof ConnectError) return failed(`dial tcp ${address}:${port}: ${connectWords(error)}`);
    if (error instanceof UnexpectedEnd) return failed('EOF');
    throw error;
  }
}
