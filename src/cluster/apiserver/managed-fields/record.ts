import { afterUpdate, type Update } from './changes.ts';
import { encodeManaged, NOBODY, type Managed } from './entries.ts';
import type { ManagedFieldsEntry } from '../../../api/types.ts';

/** How many writes may wait to be made managed fields of: what they hold is kept until then. */
const MAX_PENDING = 16;

/**
 * Who owns what of one version of an object. Every write has to say so, few ever look: a write only notes what it was, and the notes
 * are worked out, in order, when somebody asks. The answer is the same as if each had been worked out at once.
 */
export class ManagedRecord {
  #managed: Managed | undefined;
  #entries: ManagedFieldsEntry[] | undefined;
  #previous: ManagedRecord | undefined;
  #update: Update | undefined;
  readonly #pending: number;

  private constructor(managed?: Managed, previous?: ManagedRecord, update?: Update) {
    this.#managed = managed;
    this.#previous = previous;
    this.#update = update;
    this.#pending = managed ? 0 : previous ? previous.#pending + 1 : 1;
    if (this.#pending > MAX_PENDING) this.#workOut();
  }

  static readonly none = new ManagedRecord(NOBODY);

  static of(managed: Managed): ManagedRecord {
    return new ManagedRecord(managed);
  }

  /** The record after one more write. */
  after(update: Update): ManagedRecord {
    return new ManagedRecord(undefined, this, update);
  }

  get managed(): Managed {
    return this.#managed ?? this.#workOut();
  }

  /** As `metadata.managedFields` has it. */
  get entries(): readonly ManagedFieldsEntry[] | undefined {
    return (this.#entries ??= encodeManaged(this.managed));
  }

  #workOut(): Managed {
    const waiting: ManagedRecord[] = [];
    let managed = this.#collect(waiting);
    for (const record of waiting.reverse()) {
      if (record.#update) managed = afterUpdate(managed, record.#update);
      record.#managed = managed;
      // What it was made of is not needed any more.
      record.#update = undefined;
      record.#previous = undefined;
    }
    return managed;
  }

  /** The records that wait, the newest first. @returns what the oldest of them starts from */
  #collect(waiting: ManagedRecord[]): Managed {
    if (this.#managed) return this.#managed;
    waiting.push(this);
    return this.#previous ? this.#previous.#collect(waiting) : NOBODY;
  }
}
