import { describe, expect, test } from 'vitest';
import { Driver, type SkipEnd } from '../../../src/session/driver.ts';
import { Simulation, work, type Task } from '../../../src/sim/index.ts';

/** A wall clock that the test moves; each look at it may cost time, as work does on a real machine. */
function wallClock(costOfLook = 0) {
  const clock = { now: 0, read: (): number => (clock.now += costOfLook) };
  return clock;
}

/** Notes the virtual time every `period` ms. */
function ticker(sim: Simulation, period: number): number[] {
  const ticks: number[] = [];
  const tick = (): void => {
    ticks.push(sim.now);
    sim.after(period, tick);
  };
  sim.after(period, tick);
  return ticks;
}

describe('Driver', () => {
  test('moves the simulation with the wall clock times the speed', () => {
    const wall = wallClock();
    const sim = new Simulation();
    const driver = new Driver(sim, wall.read);
    wall.now = 50;
    driver.slice();
    expect(sim.now).toBe(50);
    driver.speed = 10;
    wall.now = 60;
    driver.slice();
    expect(sim.now).toBe(150);
  });

  test('stands still while paused, and takes up without jumping', () => {
    const wall = wallClock();
    const sim = new Simulation();
    const driver = new Driver(sim, wall.read);
    driver.paused = true;
    wall.now = 5000;
    driver.slice();
    expect(sim.now).toBe(0);
    driver.paused = false;
    wall.now = 5020;
    driver.slice();
    expect(sim.now).toBe(20);
  });

  test('shows what an input does at this instant while paused, and moves nothing', () => {
    const sim = new Simulation();
    const driver = new Driver(sim, wallClock().read, () => true);
    driver.paused = true;
    const done: string[] = [];
    sim.after(0, () => done.push('echo'));
    sim.after(3, () => done.push('later'));
    driver.noticeInput();
    expect(driver.idleTime(50)).toBe(0);
    driver.slice();
    expect(done).toEqual(['echo']);
    expect(sim.now).toBe(0);
  });

  test('lets a command answer while paused, until it ends or has had its moment', () => {
    const sim = new Simulation();
    let working = true;
    const driver = new Driver(sim, wallClock().read, () => working);
    driver.paused = true;
    sim.after(3, () => (working = false));
    sim.after(4, () => undefined);
    driver.noticeInput(true);
    while (driver.slice());
    expect(sim.now).toBe(3);
    working = true;
    const ticks = ticker(sim, 7);
    driver.noticeInput(true);
    while (driver.slice());
    expect(sim.now).toBe(3 + 14 * 7);
    expect(ticks).toHaveLength(14);
    expect(driver.idleTime(50)).toBe(50);
  });

  test('ends a slice when its wall time is up, and says that more is due', () => {
    const wall = wallClock(0.5);
    const sim = new Simulation();
    const ticks = ticker(sim, 0.01);
    const driver = new Driver(sim, wall.read);
    wall.now += 100;
    const before = wall.now;
    expect(driver.slice()).toBe(true);
    expect(wall.now - before).toBeLessThan(12);
    expect(ticks.length).toBeGreaterThan(0);
  });

  test('runs slower rather than ever further behind when a loop never waits', () => {
    const wall = wallClock();
    const sim = new Simulation();
    function* busy(): Task {
      for (let turn = 0; turn < 20_000; turn++) {
        wall.now += 0.1; // each turn takes ten times longer to compute than it lasts
        yield* work(0.01);
      }
    }
    const loop = sim.spawn(busy());
    const driver = new Driver(sim, wall.read);
    while (!loop.ended) driver.slice();
    // Two seconds of wall time have passed for 200 ms of the loop; a moment of that is made up for at most.
    expect(wall.now).toBeGreaterThan(1900);
    const behind = sim.now;
    while (driver.slice());
    expect(sim.now - behind).toBeLessThan(150);
  });

  test('waits until the next event is due', () => {
    const wall = wallClock();
    const sim = new Simulation();
    sim.after(30, () => undefined);
    const driver = new Driver(sim, wall.read);
    expect(driver.idleTime(50)).toBe(30);
    driver.speed = 10;
    expect(driver.idleTime(50)).toBe(3);
    driver.paused = true;
    expect(driver.idleTime(50)).toBe(50);
  });

  test('skips to where the condition holds and through what else is due then, however long it is away', () => {
    const wall = wallClock(0.1);
    const sim = new Simulation();
    ticker(sim, 1);
    let changed = false;
    let after = false;
    sim.after(300_000, () => {
      changed = true;
      sim.after(0, () => (after = true));
    });
    const driver = new Driver(sim, wall.read);
    const found: SkipEnd[] = [];
    driver.skip(
      () => changed,
      3_600_000,
      (how) => found.push(how),
    );
    let slices = 0;
    while (driver.slice()) slices++;
    expect(slices).toBeGreaterThan(10);
    expect(sim.now).toBe(300_000);
    expect(found).toEqual(['found']);
    expect(after).toBe(true);
    expect(driver.skipping).toBe(false);
  });

  test('gives a skip up at its limit, or when an input comes', () => {
    const sim = new Simulation();
    const driver = new Driver(sim, wallClock().read);
    const found: SkipEnd[] = [];
    driver.skip(
      () => false,
      1000,
      (how) => found.push(how),
    );
    while (driver.slice());
    expect(sim.now).toBe(1000);
    driver.skip(
      () => false,
      1000,
      (how) => found.push(how),
    );
    driver.noticeInput();
    expect(driver.skipping).toBe(false);
    expect(found).toEqual(['limit', 'stopped']);
  });

  test('gives the same run however it was sliced', () => {
    const run = (steps: readonly number[]): readonly number[] => {
      const wall = wallClock();
      const sim = new Simulation();
      const ticks = ticker(sim, 7);
      const driver = new Driver(sim, wall.read);
      for (const step of steps) {
        wall.now += step;
        while (driver.slice());
      }
      return ticks;
    };
    expect(run([100, 100])).toEqual(run(Array.from({ length: 200 }, () => 1)));
  });
});
