import type { Pipe } from '../../sim/index.ts';
import type { UpgradeStreams } from './request.ts';

/** Which pod the API server asks a node about. */
export interface PodReference {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** core/v1 PodLogOptions, without the container. */
export interface LogOptions {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly sinceSeconds?: number;
  /** RFC 3339. */
  readonly sinceTime?: string;
  readonly tailLines?: number;
  readonly limitBytes?: number;
}

export interface ExecOptions {
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

export type AttachOptions = Omit<ExecOptions, 'command'>;

/**
 * A kubelet's own server as the API server dials it for logs, exec and attach. The kubelet registers it under its node's name
 * ({@link NodeConnectors.register}). Models pkg/kubelet/server.
 */
export interface NodeConnector {
  /**
   * A container's log; the write end closes when it is over.
   * @throws {ApiError} with the kubelet's answer, e.g. 400 `container "x" in pod "y" is waiting to start: ContainerCreating`
   */
  containerLogs(pod: PodReference, container: string, options: LogOptions): Pipe;
  /**
   * Run a command in a container. The returned streams are those asked for, and `error`, on which one Status ends it.
   * @throws {Error} with the kubelet's words, e.g. `container not found ("x")`
   */
  exec(pod: PodReference, container: string, options: ExecOptions): UpgradeStreams;
  /** Attach to a container's first process. @throws {Error} with the kubelet's words */
  attach(pod: PodReference, container: string, options: AttachOptions): UpgradeStreams;
}

/** The nodes that can be dialled. */
export class NodeConnectors {
  readonly #byNode = new Map<string, NodeConnector>();
  readonly #machines = new Map<string, () => boolean>();

  /** Make a node reachable. @returns how to take it away again (the node is down) */
  register(nodeName: string, connector: NodeConnector): () => void {
    this.#byNode.set(nodeName, connector);
    return () => {
      if (this.#byNode.get(nodeName) === connector) this.#byNode.delete(nodeName);
    };
  }

  /** Tell whether a node's machine answers on the network, whatever runs on it; nothing to forget the machine. */
  setMachine(nodeName: string, isUp: (() => boolean) | undefined): void {
    if (isUp) this.#machines.set(nodeName, isUp);
    else this.#machines.delete(nodeName);
  }

  /** Why a node without a connector cannot be dialled: nothing listens there, or there is no such machine on the network. */
  dialError(nodeName: string): 'connection refused' | 'no route to host' {
    return (this.#machines.get(nodeName)?.() ?? true) ? 'connection refused' : 'no route to host';
  }

  get(nodeName: string): NodeConnector | undefined {
    return this.#byNode.get(nodeName);
  }
}
