import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BrokenPipe,
  Channel,
  currentProcess,
  delay,
  first,
  Interrupted,
  join,
  Notice,
  Pipe,
  Processor,
  randomStream,
  Simulation,
  sleep,
  within,
  work,
  type Task,
} from '../../../src/sim/index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array | undefined): string => new TextDecoder().decode(data);

describe('the clock', () => {
  test('moves from event to event and ends where it was told', () => {
    const sim = new Simulation({ epoch: 1000 });
    const seen: number[] = [];
    sim.spawn(
      (function* () {
        yield* sleep(5);
        seen.push(sim.now);
        yield* sleep(7.5);
        seen.push(sim.now);
      })(),
    );
    sim.advance(20);
    expect(seen).toEqual([5, 12.5]);
    expect(sim.now).toBe(20);
    expect(sim.time).toBe(1020);
    expect(sim.nextEventTime()).toBeUndefined();
  });

  test('runs equal times in the order they were asked in', () => {
    const sim = new Simulation();
    const order: string[] = [];
    for (const name of ['a', 'b', 'c']) sim.after(10, () => order.push(name));
    sim.after(5, () => sim.after(5, () => order.push('d')));
    sim.advance(10);
    expect(order).toEqual(['a', 'b', 'c', 'd']);
  });

  test('runUntil stops at the event that made the condition hold, or at the limit', () => {
    const sim = new Simulation();
    let count = 0;
    const tick = (): void => {
      count++;
      sim.after(10, tick);
    };
    tick();
    expect(sim.runUntil(() => count === 4, 1000)).toBe(true);
    expect(sim.now).toBe(30);
    expect(sim.runUntil(() => count === 1000, 100)).toBe(false);
    expect(sim.now).toBe(130);
  });

  test('whoever waits for what is left of a deadline gets there, whatever its last digits', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e7, noNaN: true }),
        fc.double({ min: 0, max: 4e6, noNaN: true }),
        (start, wait) => {
          const sim = new Simulation();
          sim.advanceTo(start);
          const deadline = sim.now + wait;
          let turns = 0;
          sim.spawn(
            (function* () {
              while (sim.now < deadline && turns < 10) {
                turns++;
                yield* sleep(deadline - sim.now);
              }
            })(),
          );
          sim.advance(wait + 1);
          expect(turns).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('slicing never changes a result', () => {
    const run = (slices: readonly number[]): string => {
      const sim = new Simulation({ seed: 'slices' });
      const log: string[] = [];
      const pipe = new Pipe(8);
      const cpu = new Processor(sim, 2);
      for (const name of ['a', 'b', 'c'])
        sim.spawn(
          (function* () {
            const random = sim.random(name);
            for (;;) {
              yield* work(1 + random.below(5));
              yield* pipe.write(bytes(name.repeat(1 + random.below(4))));
              yield* sleep(random.below(20) / 3);
            }
          })(),
          { processor: cpu },
        );
      sim.spawn(
        (function* () {
          for (;;) log.push(`${sim.now}:${text(yield* pipe.read())}`);
        })(),
      );
      for (const slice of slices) sim.advance(slice);
      sim.advanceTo(500);
      return `${log.join()} ${sim.steps}`;
    };
    const whole = run([500]);
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { maxLength: 12 }), (slices) => {
        expect(run(slices.map((slice) => Math.min(slice, 40)))).toBe(whole);
      }),
      { numRuns: 40 },
    );
  });

  test('runTo finds a recorded place again, and tells when the run has none', () => {
    const make = (): { sim: Simulation; log: number[] } => {
      const sim = new Simulation();
      const log: number[] = [];
      for (let i = 0; i < 4; i++) sim.after(10, () => log.push(i));
      return { sim, log };
    };
    const { sim, log } = make();
    expect(sim.runTo({ now: 10, steps: 2 })).toBe('reached');
    expect(log).toEqual([0, 1]);
    expect(sim.now).toBe(10);
    expect(make().sim.runTo({ now: 10, steps: 9 })).toBe('diverged');
    expect(make().sim.runTo({ now: 12, steps: 1 })).toBe('diverged');
  });
});

describe('processes', () => {
  test('a signal ends a waiting process, and its finally blocks run and may wait', () => {
    const sim = new Simulation();
    const log: string[] = [];
    const process = sim.spawn(
      (function* () {
        try {
          yield* sleep(1000);
        } finally {
          yield* sleep(5);
          log.push(`cleaned at ${sim.now}`);
        }
      })(),
    );
    sim.advance(10);
    process.signal('SIGTERM');
    sim.advance(100);
    expect(log).toEqual(['cleaned at 15']);
    expect(process.outcome).toEqual({ kind: 'signalled', signal: 'SIGTERM' });
  });

  test('SIGKILL ends it at once', () => {
    const sim = new Simulation();
    const process = sim.spawn(
      (function* () {
        try {
          yield* sleep(1000);
        } finally {
          yield* sleep(5);
          expect.unreachable();
        }
      })(),
    );
    sim.advance(10);
    process.signal('SIGKILL');
    expect(process.outcome).toEqual({ kind: 'signalled', signal: 'SIGKILL' });
    sim.advance(100);
  });

  test('a handler may take a signal, or have the wait interrupted', () => {
    const sim = new Simulation();
    const log: string[] = [];
    const process = sim.spawn(
      (function* () {
        try {
          yield* sleep(1000);
        } catch (error) {
          if (!(error instanceof Interrupted)) throw error;
          log.push(`${error.signal} at ${sim.now}`);
        }
        yield* sleep(1000);
        log.push(`done at ${sim.now}`);
      })(),
    );
    process.onSignal = (signal) => (signal === 'SIGINT' ? 'interrupt' : 'handled');
    sim.advance(10);
    process.signal('SIGTERM');
    process.signal('SIGINT');
    sim.advance(2000);
    expect(log).toEqual(['SIGINT at 10', 'done at 1010']);
  });

  test('a stopped process holds still until it is continued', () => {
    const sim = new Simulation();
    const log: number[] = [];
    const process = sim.spawn(
      (function* () {
        yield* sleep(10);
        log.push(sim.now);
      })(),
    );
    sim.advance(5);
    process.signal('SIGSTOP');
    sim.advance(50);
    expect(log).toEqual([]);
    process.signal('SIGCONT');
    sim.advance(0);
    expect(log).toEqual([55]);
  });

  test('join waits for the end; an error that escapes surfaces', () => {
    const sim = new Simulation();
    const child = sim.spawn(sleep(30));
    let joined = -1;
    sim.spawn(
      (function* () {
        yield* join(child);
        joined = sim.now;
      })(),
    );
    sim.advance(100);
    expect(joined).toBe(30);
    sim.spawn(
      (function* (): Task {
        throw new Error('bug');
      })(),
    );
    expect(() => sim.advance(1)).toThrow('bug');
  });

  test('first names the wait that came and calls the others off', () => {
    const sim = new Simulation();
    const notice = new Notice();
    const results: number[] = [];
    sim.spawn(
      (function* () {
        results.push(yield* first([delay(50), notice.toWait()]));
        results.push(yield* first([delay(50), notice.toWait()]));
        expect((yield* currentProcess()).sim).toBe(sim);
      })(),
    );
    sim.advance(10);
    notice.announce();
    sim.advance(100);
    expect(results).toEqual([1, 0]);
    expect(sim.now).toBe(110);
  });

  test('a group is signalled together, pids are given by namespace', () => {
    const sim = new Simulation();
    const parent = sim.spawn(sleep(1000));
    const child = sim.spawn(sleep(1000), { parent });
    expect([parent.pid, child.pid]).toEqual([1, 2]);
    parent.group.signal('SIGINT');
    sim.advance(0);
    expect(parent.ended && child.ended).toBe(true);
    expect(sim.rootNamespace.processes.size).toBe(0);
  });
});

describe('pipes and channels', () => {
  test('a full pipe holds its writer, an empty one its reader; the end follows the last byte', () => {
    const sim = new Simulation();
    const pipe = new Pipe(4);
    const got: string[] = [];
    const writer = sim.spawn(
      (function* () {
        yield* pipe.write(bytes('abcdefgh'));
        pipe.closeWrite();
      })(),
    );
    sim.advance(1);
    expect(writer.ended).toBe(false);
    sim.spawn(
      (function* () {
        for (;;) {
          const data = yield* pipe.read(3);
          if (!data) return;
          got.push(text(data));
        }
      })(),
    );
    sim.advance(1);
    expect(got.join('')).toBe('abcdefgh');
    expect(pipe.ended).toBe(true);
  });

  test('a writer learns that its reader has gone', () => {
    const sim = new Simulation();
    const pipe = new Pipe();
    let caught: unknown;
    sim.spawn(
      (function* () {
        pipe.closeRead();
        try {
          yield* pipe.write(bytes('x'));
        } catch (error) {
          caught = error;
        }
      })(),
    );
    sim.advance(0);
    expect(caught).toBeInstanceOf(BrokenPipe);
  });

  test('a channel hands items over in order and ends when closed', () => {
    const sim = new Simulation();
    const channel = new Channel<number>();
    const got: (number | undefined)[] = [];
    sim.spawn(
      (function* () {
        for (let i = 0; i < 3; i++) got.push(yield* channel.take());
      })(),
    );
    channel.put(1);
    sim.advance(1);
    channel.put(2);
    channel.close();
    sim.advance(1);
    expect(got).toEqual([1, 2, undefined]);
  });
});

describe('a task that may take only so long', () => {
  function attempt(ms: number, task: Task<string>): { outcome: unknown; at: number } {
    const sim = new Simulation();
    let outcome: unknown = 'nothing';
    let at = -1;
    sim.spawn(
      (function* () {
        try {
          outcome = (yield* within(ms, task))?.value;
        } catch (error) {
          outcome = error;
        }
        at = sim.now;
      })(),
    );
    sim.advance(1000);
    return { outcome, at };
  }

  test('gives its result, whatever it waits for', () => {
    const twice = function* (): Task<string> {
      yield* sleep(5);
      yield* sleep(5);
      return 'done';
    };
    expect(attempt(11, twice())).toEqual({ outcome: 'done', at: 10 });
  });

  test('is ended when time runs out, in the middle of a wait', () => {
    let cleanedUp = false;
    const endless = function* (): Task<string> {
      try {
        for (;;) yield* sleep(3);
      } finally {
        cleanedUp = true;
      }
    };
    expect(attempt(10, endless())).toEqual({ outcome: undefined, at: 10 });
    expect(cleanedUp).toBe(true);
  });

  test('fails with its own errors, and sees those of its waits', () => {
    const failing = function* (): Task<string> {
      try {
        yield {
          arm: (waker) => {
            waker.fail(new Error('in the wait'));
            return () => undefined;
          },
        };
      } catch (error) {
        throw new Error('caught', { cause: error });
      }
      return 'not reached';
    };
    const { outcome } = attempt(10, failing());
    expect((outcome as Error).message).toBe('caught');
    expect(((outcome as Error).cause as Error).message).toBe('in the wait');
  });

  test('ends with the process that runs it', () => {
    const sim = new Simulation();
    let ended = false;
    const endless = function* (): Task<string> {
      try {
        yield* sleep(Infinity);
      } finally {
        ended = true;
      }
      return '';
    };
    const process = sim.spawn(within(1000, endless()));
    sim.advance(1);
    process.signal('SIGKILL');
    expect(ended).toBe(true);
    expect(sim.nextEventTime()).toBeUndefined();
  });
});

test('what is due at one instant runs in the order in which it was asked for, however long before', () => {
  const sim = new Simulation();
  const ran: string[] = [];
  const say = (what: string) => (): void => void ran.push(what);
  sim.at(10, () => {
    ran.push('first');
    sim.soon(say('asked for at ten'));
    const called = sim.after(0, say('called off'));
    sim.at(10, say('and another'));
    called.cancelled = true;
  });
  sim.at(10, say('second'));
  sim.at(5, () => void sim.at(10, say('third, asked for at five')));
  sim.advance(10);
  expect(ran).toEqual(['first', 'second', 'third, asked for at five', 'asked for at ten', 'and another']);
});

describe('the processor', () => {
  test('is shared equally beyond its cores', () => {
    const sim = new Simulation();
    const cpu = new Processor(sim, 2);
    const ends: number[] = [];
    for (let i = 0; i < 4; i++)
      sim.spawn(
        (function* () {
          yield* work(100);
          ends.push(sim.now);
        })(),
        { processor: cpu },
      );
    sim.advance(1000);
    expect(ends).toEqual([200, 200, 200, 200]);
    expect(cpu.used).toBeCloseTo(400);
  });

  test('a busy loop moves the clock and can be ended', () => {
    const sim = new Simulation();
    const busy = sim.spawn(
      (function* () {
        for (;;) yield* work(1);
      })(),
      { processor: new Processor(sim, 1) },
    );
    sim.advance(50);
    expect(busy.cpuTime).toBeGreaterThanOrEqual(50);
    busy.signal('SIGINT');
    sim.advance(0);
    expect(busy.ended).toBe(true);
  });
});

test('random streams depend on seed and name alone', () => {
  const draw = (seed: string, name: string): string => randomStream(seed, name).text(10);
  expect(draw('1', 'a')).toBe(draw('1', 'a'));
  expect(draw('1', 'a')).not.toBe(draw('1', 'b'));
  expect(draw('1', 'a')).not.toBe(draw('2', 'a'));
  const stream = randomStream('x', 'mean');
  let sum = 0;
  for (let i = 0; i < 10000; i++) sum += stream.next();
  expect(sum / 10000).toBeCloseTo(0.5, 1);
});
