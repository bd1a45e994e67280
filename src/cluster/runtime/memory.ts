import type { Machine } from '../../shell/types.ts';

/** A container's memory as its control group counts it. Models memory.max and memory.current of cgroup v2. */
export class MemoryAccount {
  /** Bytes in use. */
  used: number;
  /** Bytes it may use; Infinity without a limit. */
  readonly limit: number;
  /** The limit was passed and the kernel killed the group. */
  oomKilled = false;
  readonly #onOutOfMemory: () => void;

  constructor(base: number, limit: number, onOutOfMemory: () => void) {
    this.used = base;
    this.limit = limit;
    this.#onOutOfMemory = onOutOfMemory;
  }

  /** Take memory; past the limit the whole group is killed (memory.oom.group, as the kubelet sets it). @returns how to give it back */
  allocate(bytes: number): () => void {
    this.used += bytes;
    if (this.used > this.limit && !this.oomKilled) {
      this.oomKilled = true;
      this.#onOutOfMemory();
    }
    let held = true;
    return () => {
      if (held) this.used -= bytes;
      held = false;
    };
  }
}

const accounts = new WeakMap<Machine, MemoryAccount>();

/** Let a machine's programs be charged to `account`. */
export function chargeMemory(machine: Machine, account: MemoryAccount): void {
  accounts.set(machine, account);
}

/** A program takes memory on its machine; where nobody counts it is free. @returns how to give it back */
export function allocateMemory(machine: Machine, bytes: number): () => void {
  return accounts.get(machine)?.allocate(bytes) ?? ((): void => undefined);
}
