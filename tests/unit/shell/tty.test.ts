import { describe, expect, it } from 'vitest';
import { Tty } from '../../../src/shell/tty.ts';
import { BrokenPipe, ProcessGroup, Simulation, sleep, type Task } from '../../../src/sim/index.ts';
import { Screen } from './screen.ts';

const text = (bytes: Uint8Array | undefined): string | undefined => bytes && new TextDecoder().decode(bytes);

/** Read until the end of file, one read after another. */
function* readAll(tty: Tty, into: (string | undefined)[], max?: number): Task {
  for (;;) {
    const bytes = yield* tty.stdin.read(max);
    into.push(text(bytes));
    if (!bytes) return;
  }
}

function reading(columns = 40): { screen: Screen; got: (string | undefined)[] } {
  const screen = new Screen(columns);
  const got: (string | undefined)[] = [];
  screen.sim.spawn(readAll(screen.tty, got));
  screen.sim.settle();
  return { screen, got };
}

describe('canonical mode', () => {
  const cases: { name: string; typed: string; lines: (string | undefined)[]; shown: string[] }[] = [
    { name: 'hands over a line at Enter', typed: 'hello\r', lines: ['hello\n'], shown: ['hello'] },
    { name: 'keeps a line that is not finished', typed: 'hel', lines: [], shown: ['hel'] },
    { name: 'hands over two lines one by one', typed: 'a\rb\r', lines: ['a\n', 'b\n'], shown: ['a', 'b'] },
    { name: 'erases a character', typed: 'ab\x7fc\r', lines: ['ac\n'], shown: ['ac'] },
    { name: 'erases nothing at the start', typed: '\x7f\x7fa\r', lines: ['a\n'], shown: ['a'] },
    {
      name: 'erases Korean by syllable and by two cells',
      typed: 'a파드\x7f!\r',
      lines: ['a파!\n'],
      shown: ['a파!'],
    },
    {
      name: 'erases a combining mark with its letter',
      typed: 'xe\u0301\x7fy\r',
      lines: ['xy\n'],
      shown: ['xy'],
    },
    {
      name: 'erases a control character shown as two',
      typed: 'a\x01\x7fb\r',
      lines: ['ab\n'],
      shown: ['ab'],
    },
    { name: 'erases a tab', typed: 'a\t\x7fb\r', lines: ['ab\n'], shown: ['ab'] },
    { name: 'kills the line', typed: 'some words\x15x\r', lines: ['x\n'], shown: ['x'] },
    { name: 'erases a word', typed: 'one two  \x17x\r', lines: ['one x\n'], shown: ['one x'] },
    { name: 'takes the next character literally', typed: '\x16\x03\r', lines: ['\x03\n'], shown: ['^C'] },
    { name: 'ends the file at ^D on an empty line', typed: '\x04', lines: [undefined], shown: [] },
    { name: 'flushes what there is at ^D', typed: 'ab\x04c\r', lines: ['ab', 'c\n'], shown: ['abc'] },
  ];
  it.each(cases)('$name', async ({ typed, lines, shown }) => {
    const { screen, got } = reading();
    screen.type(typed);
    expect(got).toEqual(lines);
    expect(await screen.rows()).toEqual(shown);
  });

  it('puts a character together that arrives in pieces', async () => {
    const { screen, got } = reading();
    const bytes = new TextEncoder().encode('한글');
    screen.type(bytes.subarray(0, 1), bytes.subarray(1, 4), bytes.subarray(4), '\x7f', '\r');
    expect(got).toEqual(['한\n']);
    expect(await screen.rows()).toEqual(['한']);
  });

  it('reads at most what is asked for, and the rest of the line next', () => {
    const sim = new Simulation();
    const tty = new Tty(sim, { columns: 80, rows: 24 });
    const got: (string | undefined)[] = [];
    sim.spawn(readAll(tty, got, 3));
    tty.input('abcdef\r');
    sim.settle();
    expect(got).toEqual(['abc', 'def', '\n']);
  });
});

describe('signals', () => {
  it.each([
    ['\x03', 'SIGINT', '^C'],
    ['\x1c', 'SIGQUIT', '^\\'],
  ] as const)('%j sends %s to the foreground group and drops the line', async (key, signal, shown) => {
    const screen = new Screen();
    const group = new ProcessGroup();
    const process = screen.sim.spawn(sleep(Infinity), { group });
    screen.tty.foreground = group;
    screen.type('abc', key);
    expect(process.outcome).toEqual({ kind: 'signalled', signal });
    expect(await screen.rows()).toEqual([`abc${shown}`]);
    const got: (string | undefined)[] = [];
    screen.tty.foreground = undefined;
    screen.sim.spawn(readAll(screen.tty, got));
    screen.type('x\r');
    expect(got).toEqual(['x\n']);
  });

  it('^Z stops the foreground group', () => {
    const screen = new Screen();
    const group = new ProcessGroup();
    const process = screen.sim.spawn(sleep(Infinity), { group });
    screen.tty.foreground = group;
    screen.type('\x1a');
    expect(process.stopped).toBe(true);
  });

  it('stops a background process that reads, until it is in the foreground', () => {
    const screen = new Screen();
    const shell = screen.sim.spawn(sleep(Infinity), { group: new ProcessGroup() });
    screen.tty.foreground = shell.group;
    const got: (string | undefined)[] = [];
    const reader = screen.sim.spawn(readAll(screen.tty, got), { group: new ProcessGroup() });
    screen.type('a\r');
    expect(reader.stopped).toBe(true);
    screen.tty.foreground = reader.group;
    reader.signal('SIGCONT');
    screen.sim.settle();
    expect(got).toEqual(['a\n']);
  });

  it('tells the foreground group of a new size, once', () => {
    const screen = new Screen(80, 24);
    const seen: string[] = [];
    const group = new ProcessGroup();
    const process = screen.sim.spawn(sleep(Infinity), { group });
    process.onSignal = (name) => {
      seen.push(`${name} ${screen.tty.columns}x${screen.tty.rows}`);
      return 'handled';
    };
    screen.tty.foreground = group;
    screen.tty.resize(100, 30);
    screen.tty.resize(100, 30);
    expect(seen).toEqual(['SIGWINCH 100x30']);
  });

  it('hangs up: readers end, writers fail, the foreground group is told', () => {
    const screen = new Screen();
    const got: (string | undefined)[] = [];
    screen.sim.spawn(readAll(screen.tty, got));
    const group = new ProcessGroup();
    const process = screen.sim.spawn(sleep(Infinity), { group });
    screen.sim.settle();
    screen.tty.foreground = group;
    screen.tty.hangup();
    screen.sim.settle();
    expect(got).toEqual([undefined]);
    expect(process.outcome).toEqual({ kind: 'signalled', signal: 'SIGHUP' });
    let error: unknown;
    screen.sim.spawn(
      (function* () {
        try {
          yield* screen.tty.stdout.write('x');
        } catch (caught) {
          error = caught;
        }
      })(),
    );
    screen.sim.settle();
    expect(error).toBeInstanceOf(BrokenPipe);
  });
});

describe('modes', () => {
  it('raw mode hands over bytes as they come, and shows nothing', async () => {
    const { screen, got } = reading();
    screen.tty.raw();
    screen.type('a', '\x03', '\r', '파');
    expect(got).toEqual(['a', '\x03', '\r', '파']);
    expect(await screen.rows()).toEqual([]);
  });

  it('gives what was typed ahead to the new mode', () => {
    const screen = new Screen();
    screen.type('ls');
    const cooked = screen.tty.raw();
    const got: (string | undefined)[] = [];
    screen.sim.spawn(readAll(screen.tty, got));
    screen.sim.settle();
    expect(got).toEqual(['ls']);
    screen.tty.unread(new TextEncoder().encode('one\rtw'));
    screen.tty.restore(cooked);
    screen.sim.settle();
    screen.type('o\r');
    expect(got).toEqual(['ls', 'one\n', 'two\n']);
  });

  it('adds carriage returns to what is written, unless told not to', () => {
    const screen = new Screen();
    function* write(): Task {
      yield* screen.tty.stdout.write('a\nb\n');
      screen.tty.setMode({ opost: false });
      yield* screen.tty.stdout.write('c\n');
    }
    screen.sim.spawn(write());
    screen.sim.settle();
    expect(screen.raw).toBe('a\r\nb\r\nc\n');
  });

  it('^S holds the output and ^Q lets it go, where that is on', () => {
    const screen = new Screen();
    screen.tty.setMode({ flow: true });
    screen.type('\x13');
    screen.sim.spawn(screen.tty.stdout.write('held'));
    screen.sim.settle();
    expect(screen.raw).toBe('');
    screen.type('\x11');
    expect(screen.raw).toBe('held');
  });
});

it('makes writers wait while nobody reads what is to be shown', () => {
  const sim = new Simulation();
  const tty = new Tty(sim, { columns: 80, rows: 24 });
  const writer = sim.spawn(tty.stdout.write(new Uint8Array(tty.output.capacity + 10)));
  sim.settle();
  expect(writer.ended).toBe(false);
  expect(tty.output.size).toBe(tty.output.capacity);
  tty.output.tryRead();
  sim.settle();
  expect(writer.ended).toBe(true);
});
