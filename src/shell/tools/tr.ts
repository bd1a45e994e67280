import { Failure, quote, tool } from './tool.ts';

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\0-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\v\f\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

interface Set {
  /** The bytes, in order. */
  readonly members: string;
  /** Where `[x*]` fills up. */
  readonly fill?: { at: number; with: string };
  readonly caseClass: boolean;
}

function parseSet(text: string): Set {
  const source = String.fromCharCode(...new TextEncoder().encode(text));
  let members = '';
  let fill: Set['fill'];
  let caseClass = false;
  let at = 0;
  /** One byte, its escapes read. */
  const single = (): string => {
    const c = source.charAt(at++);
    if (c !== '\\' || at >= source.length) return c;
    const octal = /^[0-7]{1,3}/.exec(source.slice(at))?.[0];
    if (octal !== undefined) {
      at += octal.length;
      return String.fromCharCode(parseInt(octal, 8) & 255);
    }
    const escaped = source.charAt(at++);
    return ESCAPES[escaped] ?? escaped;
  };
  while (at < source.length) {
    const named = /^\[:(\w+):\]/.exec(source.slice(at));
    if (named) {
      const pattern = CLASSES[named[1] ?? ''];
      if (!pattern) throw new Failure(`invalid character class ${quote(named[1] ?? '')}`);
      if (named[1] === 'lower' || named[1] === 'upper') caseClass = true;
      for (let code = 0; code < 256; code++) {
        const c = String.fromCharCode(code);
        if (pattern.test(c)) members += c;
      }
      at += named[0].length;
      continue;
    }
    const repeat = /^\[(\\?.)\*(\d*)\]/s.exec(source.slice(at));
    if (repeat) {
      at++;
      const c = single();
      const count = repeat[2] ?? '';
      if (count === '' || Number(count) === 0) fill = { at: members.length, with: c };
      else members += c.repeat(parseInt(count, count.startsWith('0') ? 8 : 10));
      at = source.indexOf(']', at) + 1;
      continue;
    }
    const start = single();
    if (source.charAt(at) === '-' && at + 1 < source.length) {
      const begin = at;
      at++;
      const end = single();
      if (end < start) {
        const shown = `${start}${source.slice(begin, at)}`;
        throw new Failure(`range-endpoints of ${quote(shown)} are in reverse collating sequence order`);
      }
      for (let code = start.charCodeAt(0); code <= end.charCodeAt(0); code++)
        members += String.fromCharCode(code);
    } else members += start;
  }
  return { members, fill, caseClass };
}

function complement(set: string): string {
  let out = '';
  for (let code = 0; code < 256; code++) {
    const c = String.fromCharCode(code);
    if (!set.includes(c)) out += c;
  }
  return out;
}

/** tr(1): translate, squeeze or delete bytes. */
export const tr = tool(
  { options: 'c/complement C d/delete s/squeeze-repeats t/truncate-set1' },
  function* (t) {
    const hint = `Try '${t.name} --help' for more information.`;
    const deleting = t.options.has('d');
    const squeezing = t.options.has('s');
    const [first, second, extra] = t.operands;
    if (first === undefined) throw new Failure(`missing operand\n${hint}`);
    if (second === undefined && deleting === squeezing) {
      const why = deleting
        ? 'Two strings must be given when both deleting and squeezing repeats.'
        : 'Two strings must be given when translating.';
      throw new Failure(`missing operand after ${quote(first)}\n${why}\n${hint}`);
    }
    if (second !== undefined && deleting && !squeezing) {
      const why = 'Only one string may be given when deleting without squeezing repeats.';
      throw new Failure(`extra operand ${quote(second)}\n${why}\n${hint}`);
    }
    if (extra !== undefined) throw new Failure(`extra operand ${quote(extra)}\n${hint}`);
    const one = parseSet(first);
    const from = t.options.has('c') || t.options.has('C') ? complement(one.members) : one.members;
    const map = new Map<string, string>();
    let squeezed = '';
    if (second !== undefined) {
      const two = parseSet(second);
      let to = two.members;
      if (two.fill) {
        const missing = Math.max(0, from.length - to.length);
        to = to.slice(0, two.fill.at) + two.fill.with.repeat(missing) + to.slice(two.fill.at);
      }
      if (!deleting) {
        if (to === '') throw new Failure('when not truncating set1, string2 must be non-empty');
        const limit = t.options.has('t') ? Math.min(from.length, to.length) : from.length;
        for (let i = 0; i < limit; i++) map.set(from.charAt(i), to.charAt(Math.min(i, to.length - 1)));
      }
      squeezed = to;
    } else if (squeezing) squeezed = from;
    const becomes = Uint8Array.from({ length: 256 }, (_, byte) => {
      const c = String.fromCharCode(byte);
      return (map.get(c) ?? c).charCodeAt(0);
    });
    const among = (set: string) =>
      Array.from({ length: 256 }, (_, byte) => set.includes(String.fromCharCode(byte)));
    const deleted = among(deleting ? from : '');
    const once = among(squeezing ? squeezed : '');
    let last = -1;
    for (let bytes = yield* t.read(t.context.stdin); bytes; bytes = yield* t.read(t.context.stdin)) {
      const out = new Uint8Array(bytes.length);
      let length = 0;
      for (const byte of bytes) {
        if (deleted[byte]) continue;
        const translated = becomes[byte] ?? byte;
        if (translated === last && once[translated]) continue;
        last = translated;
        out[length++] = translated;
      }
      t.put(out.subarray(0, length));
      yield* t.drain();
    }
  },
);
