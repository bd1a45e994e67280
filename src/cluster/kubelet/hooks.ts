import type { LifecycleHandler } from '../../api/types.ts';
import { ConnectError } from '../../shell/types.ts';
import { sleep, type Task } from '../../sim/index.ts';
import type { Container as RuntimeContainer } from '../runtime/container.ts';
import { httpRequest, UnexpectedEnd } from '../runtime/http.ts';
import { RuntimeError } from '../runtime/registry.ts';
import { findPort } from './ports.ts';
import { runInContainer } from './run-in-container.ts';
import type { Container, Pod } from '../../api/types.ts';

/**
 * Run a postStart or preStop hook to its end. Models pkg/kubelet/lifecycle handlerRunner.
 * @returns why it failed; `undefined` when it did not
 */
export function* runHook(
  pod: Pod,
  spec: Container,
  container: RuntimeContainer,
  handler: LifecycleHandler,
): Task<string | undefined> {
  if (handler.exec) {
    const command = handler.exec.command ?? [];
    try {
      const { exitCode, output } = yield* runInContainer(container, command);
      if (exitCode === 0) return undefined;
      return `Exec lifecycle hook (${JSON.stringify(command)}) failed - error: command '${command.join(' ')}' exited with ${exitCode}: ${output}`;
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      return error.text;
    }
  }
  if (handler.httpGet) {
    const { host, port, path = '/', httpHeaders } = handler.httpGet;
    const number = findPort(spec, port);
    if (number === undefined) return `couldn't find port: ${String(port)}`;
    const address = host ?? (container.sandbox.ip || '127.0.0.1');
    try {
      const { status } = yield* httpRequest(container.sandbox.stack, {
        address,
        port: number,
        target: path,
        headers: [
          ['Host', `${address}:${number}`],
          ['User-Agent', 'kube-lifecycle/1.35'],
          ...(httpHeaders ?? []).map(({ name, value }) => [name, value] as const),
        ],
      });
      return status >= 400
        ? `HTTP lifecycle hook failed with status ${status} (pod ${pod.metadata.name ?? ''})`
        : undefined;
    } catch (error) {
      if (error instanceof ConnectError || error instanceof UnexpectedEnd) return error.message;
      throw error;
    }
  }
  if (handler.sleep) yield* sleep((handler.sleep.seconds ?? 0) * 1000);
  return undefined;
}
