import { Channel, Pipe } from '../../../sim/index.ts';
import { nodes } from '../../../api/resources.ts';
import type { Pod } from '../../../api/types.ts';
import { stored, type RequestScope } from '../context.ts';
import {
  newBadRequest,
  newInternalError,
  newInvalid,
  newNotFound,
  newUnknownError,
  type Status,
} from '../errors.ts';
import type { LogOptions, NodeConnector, PodReference } from '../node-connector.ts';
import { queryFlag, queryNumber, queryValue, queryValues } from '../query.ts';
import { getObject } from '../registry.ts';
import type { ApiResponse, UpgradeStreams } from '../request.ts';

const reference = (pod: Pod): PodReference => ({
  namespace: pod.metadata.namespace ?? '',
  name: pod.metadata.name,
  uid: pod.metadata.uid ?? '',
});

/** The container that is meant: the one named, or the only one. Models pkg/registry/core/pod validateContainer. */
function containerOf(scope: RequestScope, pod: Pod): string {
  const asked = queryValue(scope.request, 'container') ?? '';
  const names = (list: readonly { name: string }[] | undefined): string[] =>
    (list ?? []).map(({ name }) => name);
  const { containers, initContainers, ephemeralContainers } = pod.spec;
  const main = names(containers);
  const init = names(initContainers);
  const ephemeral = names(ephemeralContainers);
  if (asked === '') {
    const [only] = main;
    if (only !== undefined && main.length === 1) return only;
    const { name } = pod.metadata;
    if (main.length === 0) throw newBadRequest(`a container name must be specified for pod ${name}`);
    const more = init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : '';
    throw newBadRequest(
      `a container name must be specified for pod ${name}, choose one of: [${main.join(' ')}]${more}`,
    );
  }
  if (![...main, ...init, ...ephemeral].includes(asked))
    throw newBadRequest(`container ${asked} is not valid for pod ${pod.metadata.name}`);
  return asked;
}

/** The kubelet of a pod's node. @throws {ApiError} 500 when it cannot be reached */
function dial(scope: RequestScope, pod: Pod, path: string): NodeConnector {
  const nodeName = pod.spec.nodeName ?? '';
  const connector = scope.server.connectors.get(nodeName);
  if (connector) return connector;
  const node = stored(scope.server, nodes, nodeName);
  if (!node) throw newNotFound({ group: '', resource: 'nodes' }, nodeName);
  const addresses = node.status?.addresses ?? [];
  const host = addresses.find(({ type }) => type === 'InternalIP')?.address ?? nodeName;
  const { namespace, name } = reference(pod);
  const why = `dial tcp ${host}:10250: connect: ${scope.server.connectors.dialError(nodeName)}`;
  throw newUnknownError(
    path === 'containerLogs'
      ? `Get "https://${host}:10250/${path}/${namespace}/${name}/${containerOf(scope, pod)}": ${why}`
      : `error dialing backend: ${why}`,
  );
}

/** GET pods/NAME/log. Models pkg/registry/core/pod LogLocation. @throws {ApiError} */
export function podLog(scope: RequestScope): ApiResponse {
  const pod = getObject(scope, scope.name ?? '') as unknown as Pod;
  const options = logOptions(scope);
  const container = containerOf(scope, pod);
  const body = new Pipe();
  if (!pod.spec.nodeName) {
    body.closeWrite();
    return { kind: 'stream', status: 200, body };
  }
  const connector = dial(scope, pod, 'containerLogs');
  return { kind: 'stream', status: 200, body: connector.containerLogs(reference(pod), container, options) };
}

function logOptions(scope: RequestScope): LogOptions {
  const { request } = scope;
  const number = (key: string, least: number): number | undefined => {
    const value = queryNumber(request, key);
    if (value !== undefined && value < least)
      throw newInvalid({ group: '', kind: 'PodLogOptions' }, scope.name ?? '', [
        {
          type: 'FieldValueInvalid',
          field: key,
          message: `Invalid value: ${value}: must be greater than ${least === 1 ? '0' : 'or equal to 0'}`,
        },
      ]);
    return value;
  };
  const tailLines = number('tailLines', 0);
  const limitBytes = number('limitBytes', 1);
  const sinceSeconds = number('sinceSeconds', 1);
  const sinceTime = queryValue(request, 'sinceTime');
  return {
    follow: queryFlag(request, 'follow'),
    previous: queryFlag(request, 'previous'),
    timestamps: queryFlag(request, 'timestamps'),
    ...(tailLines !== undefined && { tailLines }),
    ...(limitBytes !== undefined && { limitBytes }),
    ...(sinceSeconds !== undefined && { sinceSeconds }),
    ...(sinceTime !== undefined && { sinceTime }),
  };
}

/** pods/NAME/exec and pods/NAME/attach. Models pkg/registry/core/pod streamLocation and the streaming translator. @throws {ApiError} */
export function podStream(scope: RequestScope, kind: 'exec' | 'attach'): ApiResponse {
  const { request } = scope;
  const pod = getObject(scope, scope.name ?? '') as unknown as Pod;
  const container = containerOf(scope, pod);
  if (!pod.spec.nodeName) throw newBadRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  const flags = {
    stdin: queryFlag(request, 'stdin'),
    stdout: queryFlag(request, 'stdout'),
    stderr: queryFlag(request, 'stderr'),
    tty: queryFlag(request, 'tty'),
  };
  if (!flags.stdin && !flags.stdout && !flags.stderr)
    throw newBadRequest('you must specify at least 1 of stdin, stdout, stderr');
  if (!request.upgrade) throw newBadRequest('Upgrade request required');
  const connector = dial(scope, pod, kind);
  return { kind: 'upgrade', status: 101, streams: open() };

  /** A kubelet that refuses does not upgrade its connection, which the API server's translator tells on the error stream. */
  function open(): UpgradeStreams {
    try {
      return kind === 'attach'
        ? connector.attach(reference(pod), container, flags)
        : connector.exec(reference(pod), container, { ...flags, command: queryValues(request, 'command') });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return refused(newInternalError(`unable to upgrade connection: ${why}`).status);
    }
  }
}

/** Streams of a command that never ran. */
function refused(status: Status): UpgradeStreams {
  const error = new Pipe();
  error.tryWrite(new TextEncoder().encode(JSON.stringify(status)));
  error.closeWrite();
  return { error, resize: new Channel(), abort: () => undefined };
}
