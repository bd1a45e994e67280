import type { NetworkStack } from './network.ts';

/** Which pod a sandbox is for. Models CRI's PodSandboxMetadata. */
export interface PodSandboxConfig {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly attempt: number;
  readonly hostname: string;
  readonly hostNetwork: boolean;
}

/** A pod's network and names, kept by its pause container. */
export interface PodSandbox {
  readonly id: string;
  readonly config: PodSandboxConfig;
  /** What its containers are called: the pod's host name, or the node's with the host's network. */
  readonly hostname: string;
  readonly stack: NetworkStack;
  /** The pod's own address; empty with the host's network. */
  readonly ip: string;
  /** Virtual milliseconds since 1970. */
  readonly createdAt: number;
  ready: boolean;
}

/** Hands out a node's pod addresses one after another, as the CNI plugin host-local does. */
export class AddressPool {
  readonly #prefix: string;
  readonly #used = new Set<number>();
  /** .1 is the bridge's own. */
  #last = 1;

  /** @param cidr a /24, e.g. `10.244.1.0/24` */
  constructor(cidr: string) {
    this.#prefix = cidr.replace(/\.\d+\/\d+$/, '');
  }

  /** @returns undefined when none is free */
  take(): string | undefined {
    for (let tried = 0; tried < 253; tried++) {
      this.#last = this.#last >= 254 ? 2 : this.#last + 1;
      if (this.#used.has(this.#last)) continue;
      this.#used.add(this.#last);
      return `${this.#prefix}.${this.#last}`;
    }
    return undefined;
  }

  /** The same range with every address free. */
  emptied(): AddressPool {
    return new AddressPool(`${this.#prefix}.0/24`);
  }

  give(address: string): void {
    this.#used.delete(Number(address.slice(address.lastIndexOf('.') + 1)));
  }
}
