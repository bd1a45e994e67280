/** What is measured of the simulator itself. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { engine } from '../../src/lab/engine-main.ts';
import { replay } from '../../src/lab/replay.ts';
import { median, scenario, type Figure, type Scenario } from './measure.ts';
import {
  addNodes,
  applyDeployment,
  applyPods,
  HOUR,
  newWorld,
  probedWorld,
  terminalSession,
} from './worlds.ts';

/** How much of everything; tests take less. */
export interface Sizes {
  readonly pods: readonly number[];
  readonly replicas: readonly number[];
  readonly probed: number;
  /** Virtual milliseconds of the idle and the probed cluster. */
  readonly time: number;
  /** Of the session that is replayed. */
  readonly minutes: number;
}

export const SIZES: Sizes = {
  pods: [1, 100, 500],
  replicas: [100, 300],
  probed: 20,
  time: HOUR,
  minutes: 30,
};

const hours = (ms: number): string => (ms === HOUR ? 'hour' : `${ms / 1000} s`);

export const NAMES = {
  boot: 'boot of three nodes',
  coldBoot: 'boot, first in its process',
  pods: (count: number): string => `${count} ${count === 1 ? 'pod' : 'pods'} from apply to Running`,
  probed: ({ probed, time }: Sizes): string => `${hours(time)} of ${probed} probed pods`,
};

/** How many worlds are booted before booting is measured: by then what it runs is compiled. */
const WARM = 15;

export function podlabScenarios(sizes: Sizes, warm = WARM): Scenario[] {
  let booted = 0;
  return [
    scenario(
      NAMES.boot,
      () => {
        while (booted < warm) {
          newWorld();
          booted++;
        }
      },
      () => newWorld(),
    ),
    ...sizes.pods.map((count) =>
      scenario(
        NAMES.pods(count),
        () => {
          const world = newWorld();
          if (count > 300) addNodes(world, 3);
          return world;
        },
        (world) => applyPods(world, count),
      ),
    ),
    ...sizes.replicas.map((count) =>
      scenario(`${count} replicas to Running`, newWorld, (world) => applyDeployment(world, count)),
    ),
    scenario(`idle ${hours(sizes.time)}`, newWorld, (world) => world.sim.advance(sizes.time)),
    scenario(
      NAMES.probed(sizes),
      () => probedWorld(sizes.probed),
      (world) => world.sim.advance(sizes.time),
    ),
    scenario(
      `replay of ${sizes.minutes} minutes`,
      () => terminalSession(sizes.minutes),
      (played) => replay(engine, played),
    ),
  ];
}

/** What the first world of a process takes, before anything is compiled: what a visitor waits for. In processes of their own. */
export function coldBoot(runs: number): Figure {
  const times = Array.from({ length: runs }, () => {
    const script = fileURLToPath(new URL('./cold-boot.ts', import.meta.url));
    const { stdout, stderr, status } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`the cold boot failed:\n${stderr}`);
    return JSON.parse(stdout) as { processor: number; wall: number; loop: number };
  });
  const processor = times.map((each) => each.processor);
  return {
    name: NAMES.coldBoot,
    of: 'podlab',
    loops: median(times.map((each) => each.processor / each.loop)),
    processor: median(processor),
    wall: median(times.map((each) => each.wall)),
    from: Math.min(...processor),
    to: Math.max(...processor),
    runs,
  };
}
