import { describe, expect, it } from 'vitest';
import { readLine, type ReadLineOptions, type ReadLineResult } from '../../../../src/shell/readline/index.ts';
import { Screen } from '../screen.ts';

function start(options: ReadLineOptions & { columns?: number; prompt?: string } = {}): {
  screen: Screen;
  results: ReadLineResult[];
  line: () => string | undefined;
} {
  const screen = new Screen(options.columns ?? 40);
  const results: ReadLineResult[] = [];
  const kills: string[] = [];
  screen.sim.spawn(
    (function* () {
      for (;;) {
        const result = yield* readLine(screen.tty, options.prompt ?? '$ ', { kills, ...options });
        results.push(result);
        if (result.kind === 'eof') return;
      }
    })(),
  );
  screen.sim.settle();
  const line = (): string | undefined => {
    const result = results[0];
    return result?.kind === 'line' ? result.text : result?.kind;
  };
  return { screen, results, line };
}

describe('editing', () => {
  const cases: [name: string, keys: string, row: string][] = [
    ['inserts', 'abc', '$ abc█'],
    ['moves left and inserts', 'ac\x1b[Db', '$ ab█c'],
    ['home and delete', 'xabc\x1b[H\x1b[3~', '$ █abc'],
    ['end', 'abc\x01\x05d', '$ abcd█'],
    ['backspace over Korean', '파드a\x7f\x7f', '$ 파█'],
    ['left over Korean', '파드\x02', '$ 파█드'],
    ['a combining mark goes with its letter', 'ae\u0301\x7f', '$ a█'],
    ['C-k cuts to the end, C-y brings back', 'one two\x01\x1bf\x0b\x19\x19', '$ one two two█'],
    ['C-u cuts to the start', 'one two\x1b[D\x1b[D\x15', '$ █wo'],
    ['C-w cuts back to a blank', 'kubectl get -o=a/b\x17', '$ kubectl get █'],
    ['M-backspace cuts a word', 'kubectl get a/b\x1b\x7f', '$ kubectl get a/█'],
    ['M-d cuts the next word', 'one two\x01\x1bd', '$ █ two'],
    ['kills in a row are one', 'one two three\x17\x17\x19', '$ one two three█'],
    ['M-y goes on to the kill before', 'a b\x17\x01\x0b\x19\x1by', '$ b█'],
    ['C-left and C-right', 'one two\x1b[1;5D\x1b[1;5D\x1b[1;5CX', '$ oneX█ two'],
    ['M-b', 'one two\x1bbX', '$ one X█two'],
    ['C-t swaps', 'ab\x14', '$ ba█'],
    ['undo', 'abc\x15\x1f', '$ abc█'],
    ['quoted insert', '\x16\x01', '$ ^A█'],
    ['upper case', 'pod\x01\x1bu', '$ POD█'],
  ];
  it.each(cases)('%s', async (_, keys, row) => {
    const { screen } = start();
    screen.type(keys);
    expect(await screen.rows(true)).toEqual([row]);
  });

  it('shows the same whether keys come at once or one by one', async () => {
    const keys = [
      '안녕',
      '하세요',
      '\x1b[D',
      '\x7f',
      'x',
      '\x01',
      '한',
      '\x05',
      ' kubectl get pods --all-namespaces',
    ];
    const one = start();
    one.screen.type(keys.join(''));
    const many = start();
    for (const byte of new TextEncoder().encode(keys.join(''))) many.screen.type(Uint8Array.of(byte));
    expect(await many.screen.rows(true)).toEqual(await one.screen.rows(true));
    expect(await one.screen.rows(true)).toEqual(['$ 한안녕하x요 kubectl get pods --all-nam', 'espaces█']);
  });

  it('returns the line, and the cursor is below it', async () => {
    const { screen, line } = start({ prompt: '$ ' });
    screen.type('echo 안녕\x1b[D\x1b[D', '\r');
    expect(line()).toBe('echo 안녕');
    expect(await screen.rows(true)).toEqual(['$ echo 안녕', '$ █']);
  });
});

describe('the screen', () => {
  it('wraps, also where a wide character does not fit', async () => {
    const { screen } = start({ columns: 10 });
    screen.type('abcdefg한글');
    expect(await screen.rows(true)).toEqual(['$ abcdefg', '한글█']);
    screen.type('\x01');
    expect(await screen.rows(true)).toEqual(['$ █abcdefg', '한글']);
    screen.type('x');
    expect(await screen.rows(true)).toEqual(['$ x█abcdefg', '한글']);
    screen.type('\x05', '\x7f\x7f\x7f');
    expect(await screen.rows(true)).toEqual(['$ xabcdef█']);
  });

  it('puts the cursor on the next row when a row is full', async () => {
    const { screen, results } = start({ columns: 10 });
    screen.type('12345678');
    expect(await screen.rows(true)).toEqual(['$ 12345678', '█']);
    screen.type('\x7f');
    expect(await screen.rows(true)).toEqual(['$ 1234567█']);
    screen.type('8\r');
    expect(await screen.rows(true)).toEqual(['$ 12345678', '$ █']);
    expect(results).toEqual([{ kind: 'line', text: '12345678' }]);
  });

  it('goes up and down over three rows', async () => {
    const { screen } = start({ columns: 10 });
    screen.type('abcdefghijklmnopqrstuvwxyz', '\x01', '1', '\x05', '2');
    expect(await screen.rows(true)).toEqual(['$ 1abcdefg', 'hijklmnopq', 'rstuvwxyz2', '█']);
  });

  it('scrolls at the bottom', async () => {
    const { screen } = start({ columns: 10 });
    for (let i = 0; i < 14; i++) screen.type(`l${i}\r`);
    screen.type('abcdefghijklmnop\x01x');
    expect((await screen.rows(true)).slice(-3)).toEqual(['$ l13', '$ x█abcdefg', 'hijklmnop']);
  });

  it('takes colours in the prompt for nothing', async () => {
    const { screen } = start({
      columns: 10,
      prompt: '\\[\x1b[1;32m\\]me\\[\x1b[0m\\]\x01\x1b[34m\x02~\x1b[0m$ ',
    });
    screen.type('123456\x01');
    expect(await screen.rows(true)).toEqual(['me~$ █12345', '6']);
  });

  it('draws a prompt of two lines', async () => {
    const { screen } = start({ prompt: 'dir\n$ ' });
    screen.type('a\x7fb');
    expect(await screen.rows(true)).toEqual(['dir', '$ b█']);
  });

  it('is drawn anew when the terminal gets narrower and wider', async () => {
    const { screen } = start({ columns: 30 });
    screen.type('kubectl get pods --all-names');
    await screen.resize(20, 12);
    expect(await screen.rows(true)).toEqual(['$ kubectl get pods -', '-all-names█']);
    screen.type('p');
    await screen.resize(40, 12);
    expect(await screen.rows(true)).toEqual(['$ kubectl get pods --all-namesp█']);
  });

  it('clears with C-l', async () => {
    const { screen } = start();
    screen.type('one\r', 'two\x1b[D', '\x0c');
    expect(await screen.rows(true)).toEqual(['$ tw█o']);
  });
});

describe('ends', () => {
  it('^C shows itself and gives up the line', async () => {
    const { screen, results } = start();
    screen.type('abc\x01', '\x03');
    expect(results).toEqual([{ kind: 'interrupt' }]);
    expect(await screen.rows(true)).toEqual(['$ abc^C', '$ █']);
  });
  it('^D ends on an empty line only', () => {
    const { screen, results } = start();
    screen.type('a\x04', '\x7f', '\x04');
    expect(results).toEqual([{ kind: 'eof' }]);
  });
  it('restores the mode, and what is typed beyond the line is for the next reader', () => {
    const screen = new Screen();
    const got: string[] = [];
    screen.sim.spawn(
      (function* () {
        yield* readLine(screen.tty, '$ ');
        const bytes = yield* screen.tty.stdin.read();
        got.push(new TextDecoder().decode(bytes));
      })(),
    );
    screen.type('cat\rinput\r');
    expect(got).toEqual(['input\n']);
    expect(screen.tty.mode.canonical && screen.tty.mode.echo).toBe(true);
  });
});

describe('history', () => {
  const history = ['kubectl get pods', 'ls -l', 'kubectl apply -f a.yaml'];
  it('goes back and forth and keeps the line that was begun', async () => {
    const { screen } = start({ history });
    screen.type('half', '\x1b[A', '\x1b[A');
    expect(await screen.rows(true)).toEqual(['$ ls -l█']);
    screen.type('a', '\x1b[B', '\x1b[A');
    expect(await screen.rows(true)).toEqual(['$ ls -la█']);
    screen.type('\x1b[B', '\x1b[B');
    expect(await screen.rows(true)).toEqual(['$ half█']);
  });
  it('M-. brings the last argument', async () => {
    const { screen } = start({ history });
    screen.type('cat \x1b.');
    expect(await screen.rows(true)).toEqual(['$ cat a.yaml█']);
  });
  it('C-r searches, further back at each C-r, and Enter runs', async () => {
    const { screen, line } = start({ history });
    screen.type('\x12', 'kube');
    expect(await screen.rows(true)).toEqual(["(reverse-i-search)`kube': █kubectl apply", '-f a.yaml']);
    screen.type('\x12');
    expect(await screen.rows(true)).toEqual(["(reverse-i-search)`kube': █kubectl get po", 'ds']);
    screen.type('\r');
    expect(line()).toBe('kubectl get pods');
    expect(await screen.rows(true)).toEqual(['$ kubectl get pods', '$ █']);
  });
  it('C-r that finds nothing says so; C-g gives the line back', async () => {
    const { screen } = start({ history });
    screen.type('abc\x12zz');
    expect(await screen.rows(true)).toEqual(["(failed reverse-i-search)`zz': abc█"]);
    screen.type('\x07');
    expect(await screen.rows(true)).toEqual(['$ abc█']);
  });
  it('a key that does not search edits what was found', async () => {
    const { screen } = start({ history });
    screen.type('\x12ls\x05h');
    expect(await screen.rows(true)).toEqual(['$ ls -lh█']);
  });
});

describe('paste', () => {
  it('asks the terminal to mark pastes while it edits', () => {
    const { screen } = start();
    expect(screen.raw).toContain('\x1b[?2004h');
    screen.type('x\r');
    expect(screen.raw).toContain('\x1b[?2004l');
  });
  it('inserts several lines, and Enter hands them over as one', async () => {
    const { screen, line } = start();
    screen.type('\x1b[200~cat <<E\rhi\tthere\rE\r\x1b[201~');
    expect(await screen.rows(true)).toEqual(['$ cat <<E', 'hi      there', 'E', '█']);
    screen.type('\r');
    expect(line()).toBe('cat <<E\nhi\tthere\nE\n');
  });
  it('pasted without marks, each line runs', () => {
    const { screen, results } = start();
    screen.type('one\rtwo\rthree');
    expect(results).toEqual([
      { kind: 'line', text: 'one' },
      { kind: 'line', text: 'two' },
    ]);
  });
});

describe('Tab', () => {
  const words = ['describe', 'delete', 'get', 'a/'];
  const complete = (line: string, cursor: number): { from: number; candidates: string[] } => {
    const from = line.lastIndexOf(' ', cursor - 1) + 1;
    return { from, candidates: words.filter((word) => word.startsWith(line.slice(from, cursor))) };
  };
  it('completes the only one with a space, a directory without', async () => {
    const { screen } = start({ complete });
    screen.type('g\ta\t');
    expect(await screen.rows(true)).toEqual(['$ get a/█']);
  });
  it('completes in the middle of a line', async () => {
    const { screen } = start({ complete });
    screen.type('g x\x01\x06\t');
    expect(await screen.rows(true)).toEqual(['$ get █ x']);
  });
  it('goes as far as all agree, then lists at the second Tab', async () => {
    const { screen } = start({ complete });
    screen.type('d\t');
    expect(await screen.rows(true)).toEqual(['$ de█']);
    screen.type('\t', '\t');
    expect(await screen.rows(true)).toEqual(['$ de', 'describe  delete', '$ de█']);
  });
  it('asks before it lists many', async () => {
    const many = Array.from({ length: 101 }, (_, i) => `pod-${100 + i}`);
    const { screen } = start({ complete: () => ({ from: 0, candidates: many }) });
    screen.type('\t\t\t');
    expect(await screen.rows()).toEqual(['$ pod-', 'Display all 101 possibilities? (y or n)']);
    screen.type('n');
    expect((await screen.rows(true)).at(-1)).toEqual('$ pod-█');
  });
  it('rings when there is none', () => {
    const { screen } = start({ complete });
    screen.type('zzz\t');
    expect(screen.raw.endsWith('\x07')).toBe(true);
  });
});
