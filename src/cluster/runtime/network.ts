import { pipeInput, pipeOutput } from '../../shell/streams.ts';
import { ConnectError, type Connection, type Listener } from '../../shell/types.ts';
import { Channel, Pipe, sleep, type Simulation, type Task } from '../../sim/index.ts';

/** A network namespace: a pod's, or a node's own. It has its addresses, its loopback and what listens there. */
export class NetworkStack {
  readonly fabric: NetworkFabric;
  readonly addresses: readonly string[];
  readonly #listeners = new Map<number, StackListener[]>();

  constructor(fabric: NetworkFabric, addresses: readonly string[]) {
    this.fabric = fabric;
    this.addresses = addresses;
  }

  /** @throws {ConnectError} `EADDRINUSE` */
  listen(address: string, port: number): Listener {
    const wild = address === '' || address === '0.0.0.0' || address === '::';
    const taken = this.#listeners.get(port) ?? [];
    if (taken.some((other) => wild || other.wild || other.address === address))
      throw new ConnectError('EADDRINUSE');
    const listener = new StackListener(address, wild, () => {
      const left = (this.#listeners.get(port) ?? []).filter((other) => other !== listener);
      if (left.length > 0) this.#listeners.set(port, left);
      else this.#listeners.delete(port);
    });
    this.#listeners.set(port, [...taken, listener]);
    return listener;
  }

  /** Who accepts connections to `address`:`port` here; `undefined` means refused. */
  listenerAt(address: string, port: number): StackListener | undefined {
    return this.#listeners.get(port)?.find((listener) => listener.wild || listener.address === address);
  }

  connect(address: string, port: number): Task<Connection> {
    return this.fabric.connect(this, address, port);
  }
}

class StackListener implements Listener {
  readonly address: string;
  readonly wild: boolean;
  readonly #pending = new Channel<Connection>();
  readonly #onClose: () => void;

  constructor(address: string, wild: boolean, onClose: () => void) {
    this.address = address;
    this.wild = wild;
    this.#onClose = onClose;
  }

  offer(connection: Connection): void {
    this.#pending.put(connection);
  }

  accept(): Task<Connection | undefined> {
    return this.#pending.take();
  }

  close(): void {
    if (this.#pending.closed) return;
    this.#pending.close();
    this.#onClose();
    for (let left = this.#pending.tryTake(); left; left = this.#pending.tryTake()) left.close();
  }
}

/** What turns a service's virtual address into a pod's: kube-proxy's rules. */
export interface ServiceProxy {
  /**
   * Where a connection to this address goes: another address, `reject` (a service without endpoints),
   * or `undefined` when the address is no service's.
   */
  translate(address: string, port: number): { address: string; port: number } | 'reject' | undefined;
}

/** Name servers that stacks can ask. */
export interface NameServers {
  /** Addresses of a full name by the server at `server`; none for NXDOMAIN, `undefined` when no such server answers. */
  lookup(server: string, name: string): readonly string[] | undefined;
}

const LOOPBACK = /^127\.|^::1$/;
/** How long Linux asks a neighbour that is not there. */
const NO_NEIGHBOUR = 3060;
/** How long Linux repeats a SYN that nobody answers. */
const NO_ANSWER = 127_000;

/** The cluster's network: every stack by its addresses. Pods reach each other without translation; services go through the proxy. */
export class NetworkFabric {
  readonly sim: Simulation;
  proxy: ServiceProxy | undefined;
  dns: NameServers | undefined;
  readonly #stacks = new Map<string, NetworkStack>();
  /** Addresses within these prefixes are the cluster's own (a missing one is unreachable rather than silent). */
  readonly #local: readonly RegExp[] = [/^10\.244\./, /^192\.168\.49\./];

  constructor(sim: Simulation) {
    this.sim = sim;
  }

  /** A new stack with these addresses, reachable from all others until {@link remove}. */
  add(addresses: readonly string[]): NetworkStack {
    const stack = new NetworkStack(this, addresses);
    for (const address of addresses) this.#stacks.set(address, stack);
    return stack;
  }

  remove(stack: NetworkStack): void {
    for (const address of stack.addresses) {
      if (this.#stacks.get(address) === stack) this.#stacks.delete(address);
    }
  }

  *connect(from: NetworkStack, address: string, port: number): Task<Connection> {
    let to = { address, port };
    let stack = LOOPBACK.test(address) || from.addresses.includes(address) ? from : undefined;
    if (!stack) {
      const translated = this.proxy?.translate(address, port);
      yield* sleep(0.2);
      if (translated === 'reject') throw new ConnectError('ECONNREFUSED');
      if (translated) to = translated;
      stack = this.#stacks.get(to.address);
    }
    if (!stack) {
      const near = this.#local.some((prefix) => prefix.test(to.address));
      yield* sleep(near ? NO_NEIGHBOUR : NO_ANSWER);
      throw new ConnectError(near ? 'EHOSTUNREACH' : 'ETIMEDOUT');
    }
    const listener = stack.listenerAt(to.address, to.port);
    if (!listener) throw new ConnectError('ECONNREFUSED');
    const local = stack === from ? address : (from.addresses[0] ?? '0.0.0.0');
    const there = new Pipe();
    const back = new Pipe();
    listener.offer(connectionOver(there, back, local));
    return connectionOver(back, there, address);
  }
}

/** One end of a connection over two pipes. */
export function connectionOver(incoming: Pipe, outgoing: Pipe, remoteAddress: string): Connection {
  return {
    input: pipeInput(incoming),
    output: pipeOutput(outgoing),
    remoteAddress,
    close() {
      outgoing.closeWrite();
      incoming.closeRead();
    },
  };
}
