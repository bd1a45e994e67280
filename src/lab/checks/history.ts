import type { EngineWorld } from '../engine.ts';
import type { Condition } from '../exercise-schema.ts';
import { HOME } from '../home.ts';
import { conditionFinding, type Seen } from './condition.ts';
import type { Finding } from './finding.ts';
import { Objects } from './follow.ts';

/** What checks look at: a world. */
export type Gradable = Pick<EngineWorld, 'sim' | 'cluster' | 'readFile'>;

/**
 * A condition and what became of it since it was first looked at: since when it has held, how it stopped, whether it ever held long
 * enough. Fed by a watch; a file is read when it is asked for, for nothing tells of its changes.
 */
export class History {
  readonly #world: Gradable;
  readonly #condition: Condition;
  readonly #keeps: number;
  readonly #objects: Objects;
  #finding: Finding | undefined;
  #heldSince: number | undefined;
  #brokeAfter: number | undefined;
  /** Held long enough at some time that is over. */
  #kept = false;
  /** The first moment at which it did not hold, and why. */
  #firstBreak: { readonly at: number; readonly finding: Finding } | undefined;
  /** The virtual time at which it first held. */
  #firstHeld: number | undefined;

  /** @param keeps how long it must hold without a break, in virtual milliseconds */
  constructor(world: Gradable, condition: Condition, keeps = 0) {
    this.#world = world;
    this.#condition = condition;
    this.#keeps = keeps;
    this.#objects = new Objects(world.cluster.api, condition, () => this.#look());
    this.#look();
  }

  #look(): void {
    const { now } = this.#world.sim;
    this.#finding = conditionFinding(this.#condition, this.seen());
    if (this.#finding) {
      this.#firstBreak ??= { at: now, finding: this.#finding };
      if (this.#heldSince !== undefined) {
        this.#brokeAfter = now - this.#heldSince;
        this.#kept ||= this.#brokeAfter >= this.#keeps;
      }
      this.#heldSince = undefined;
    } else {
      this.#heldSince ??= now;
      this.#firstHeld ??= now;
    }
  }

  /** What the condition looks at, as it is now. */
  seen(): Seen {
    const { file } = this.#condition;
    return {
      objects: this.#objects.list(),
      file: file === undefined ? undefined : this.#world.readFile(`${HOME}/${file}`),
    };
  }

  /** Why it does not hold now for as long as it must; nothing when it does. */
  now(): Finding | undefined {
    if (this.#condition.file !== undefined) this.#look();
    const finding = this.#finding;
    const wanted = this.#keeps;
    if (wanted === 0) return finding;
    if (finding) {
      const after = this.#brokeAfter;
      return after === undefined || after >= wanted ? finding : { kind: 'broke', after, wanted, finding };
    }
    const held = this.#heldSince === undefined ? 0 : this.#world.sim.now - this.#heldSince;
    return held >= wanted ? undefined : { kind: 'holding', for: held, wanted };
  }

  /** Whether it ever held for as long as it must. */
  once(): boolean {
    return this.now() === undefined || this.#kept;
  }

  /** The virtual time at which it first held. */
  get firstHeld(): number | undefined {
    return this.#firstHeld;
  }

  get firstBreak(): { readonly at: number; readonly finding: Finding } | undefined {
    return this.#firstBreak;
  }

  stop(): void {
    this.#objects.stop();
  }
}
