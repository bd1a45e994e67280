import type { FileSystem } from '../../shell/fs/file-system.ts';
import type { Connection, Listener, Network } from '../../shell/types.ts';
import type { Task } from '../../sim/index.ts';
import type { NetworkStack } from './network.ts';
import { resolveHost } from './resolver.ts';

/** A pod's network as one of its containers uses it: what the container opened closes with the container. */
export class ContainerNetwork implements Network {
  readonly #stack: NetworkStack;
  readonly #fs: FileSystem;
  readonly #open = new Set<Listener | Connection>();

  constructor(stack: NetworkStack, fs: FileSystem) {
    this.#stack = stack;
    this.#fs = fs;
  }

  get addresses(): readonly string[] {
    return this.#stack.addresses;
  }

  resolve(name: string): Task<readonly string[]> {
    return resolveHost(this.#stack.fabric, this.#fs, name);
  }

  *connect(address: string, port: number): Task<Connection> {
    return this.#keep(yield* this.#stack.connect(address, port));
  }

  listen(address: string, port: number): Listener {
    const listener = this.#stack.listen(address, port);
    const kept: Listener = {
      accept: function* (this: ContainerNetwork): Task<Connection | undefined> {
        const connection = yield* listener.accept();
        return connection && this.#keep(connection);
      }.bind(this),
      close: () => {
        this.#open.delete(kept);
        listener.close();
      },
    };
    this.#open.add(kept);
    return kept;
  }

  #keep(connection: Connection): Connection {
    const kept: Connection = {
      input: connection.input,
      output: connection.output,
      remoteAddress: connection.remoteAddress,
      close: () => {
        this.#open.delete(kept);
        connection.close();
      },
    };
    this.#open.add(kept);
    return kept;
  }

  /** The container has ended: the kernel closes its sockets. */
  closeAll(): void {
    for (const each of [...this.#open]) each.close();
  }
}
