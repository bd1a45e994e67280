/** How long something takes: processor time, time on the wall, and both against a fixed loop that runs beside it. */

/** One figure. Times are medians, in milliseconds. */
export interface Figure {
  readonly name: string;
  /** Who was measured: `podlab`, or the peer. */
  readonly of: string;
  /** Processor time over that of the fixed loop; absent for what is no work of this process. */
  readonly loops?: number;
  readonly processor?: number;
  readonly wall?: number;
  /** Lowest and highest of the processor times (or of the wall times, where there is no other). */
  readonly from: number;
  readonly to: number;
  readonly runs: number;
  /** Anything that is not a time: `{ gzip: 81234 }`. */
  readonly bytes?: Readonly<Record<string, number>>;
}

/** A thing to measure: `prepare` is not measured, `run` is. */
export interface Scenario<T = unknown> {
  readonly name: string;
  prepare(): T | Promise<T>;
  run(prepared: T): unknown;
  /** Fewer runs for what takes long. */
  readonly runs?: number;
}

/** A scenario of any kind in a list with others. */
export const scenario = <T>(
  name: string,
  prepare: Scenario<T>['prepare'],
  run: Scenario<T>['run'],
  runs?: number,
): Scenario => ({ name, prepare, run, ...(runs !== undefined && { runs }) }) as Scenario;

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Milliseconds of processor time that this process has had, all its threads together. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The fixed loop: small objects, maps, strings and sorting, as the simulation's own work. */
export function yardstick(): number {
  let sum = 0;
  for (let round = 0; round < 40; round++) {
    const map = new Map<string, { readonly key: string; readonly value: number }>();
    for (let i = 0; i < 2000; i++) {
      const key = `key-${(i * 7919) % 2003}`;
      map.set(key, { key, value: i });
    }
    const sorted = [...map.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    for (const { key, value } of sorted) sum += key.length + value;
  }
  return sum;
}

/** Milliseconds of processor time that the fixed loop takes just now. */
export function loopTime(): number {
  const before = processorTime();
  yardstick();
  return processorTime() - before;
}

/** Let the loop be compiled, so that all that is measured has the same measure. */
export function warmUp(): void {
  for (let i = 0; i < 3; i++) yardstick();
}

/** Measure a scenario a number of times, the fixed loop before and after each. */
export async function measure(of: string, { name, prepare, run, runs = 5 }: Scenario): Promise<Figure> {
  const ratios: number[] = [];
  const processor: number[] = [];
  const wall: number[] = [];
  for (let i = 0; i < runs; i++) {
    const prepared = await prepare();
    const before = loopTime();
    const startedAt = performance.now();
    const used = processorTime();
    await run(prepared);
    const took = processorTime() - used;
    wall.push(performance.now() - startedAt);
    processor.push(took);
    ratios.push(took / ((before + loopTime()) / 2));
  }
  return {
    name,
    of,
    loops: median(ratios),
    processor: median(processor),
    wall: median(wall),
    from: Math.min(...processor),
    to: Math.max(...processor),
    runs,
  };
}
