import { eachFile, fromLatin1, Lines } from './lines.ts';
import { Failure, quote, tool } from './tool.ts';

/** A list such as `1,3-5,7-`. */
function parseList(list: string, what: string): (position: number) => boolean {
  const ranges = list.split(/[, ]/).map((part): [number, number] => {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    const [, low = '', dash = '', high = ''] = match ?? [];
    if (!match || (low === '' && high === '')) {
      if (part === '-') throw new Failure('invalid range with no endpoint: -');
      throw new Failure(`invalid ${what} ${quote(part)}`);
    }
    const from = low === '' ? 1 : Number(low);
    const to = dash === '' ? from : high === '' ? Infinity : Number(high);
    if (from === 0) throw new Failure(`${what}s are numbered from 1`);
    if (to < from) throw new Failure('invalid decreasing range');
    return [from, to];
  });
  return (position) => ranges.some(([from, to]) => position >= from && position <= to);
}

/** cut(1): parts of lines. */
export const cut = tool(
  {
    options:
      'b:/bytes c:/characters d:/delimiter f:/fields s/only-delimited n /complement /output-delimiter: z/zero-terminated',
  },
  function* (t) {
    const hint = `\nTry '${t.name} --help' for more information.`;
    const kinds = ['b', 'c', 'f'].filter((kind) => t.options.has(kind));
    const [kind] = kinds;
    if (!kind) throw new Failure(`you must specify a list of bytes, characters, or fields${hint}`);
    if (kinds.length > 1) throw new Failure(`only one list may be specified${hint}`);
    const delimiter = t.options.get('d');
    if (delimiter !== undefined) {
      if (kind !== 'f')
        throw new Failure(`an input delimiter may be specified only when operating on fields${hint}`);
      if ([...delimiter].length > 1) throw new Failure(`the delimiter must be a single character${hint}`);
    }
    let chosen: (position: number) => boolean;
    try {
      chosen = parseList(t.options.get(kind) ?? '', kind === 'f' ? 'field' : 'byte or character position');
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const words = error.message
        .replace(/^invalid field '(.*)'$/s, "invalid field value '$1'")
        .replace(/^byte or character positions are/, 'byte/character positions are')
        .replace(/^invalid byte or character position '(.*)'$/s, "invalid byte/character position '$1'");
      throw new Failure(words + hint);
    }
    const wanted = t.options.has('complement') ? (at: number): boolean => !chosen(at) : chosen;
    const bytes = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));
    const separator = bytes(delimiter === undefined ? '\t' : delimiter === '' ? '\0' : delimiter);
    const joiner = t.options.get('output-delimiter');
    const between = joiner === undefined ? (kind === 'f' ? separator : '') : bytes(joiner);
    const end = t.options.has('z') ? '\0' : '\n';
    yield* eachFile(t, t.operands, function* (input) {
      const lines = new Lines(t, input, { bytes: true, separator: end });
      for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
        let result: string;
        if (kind === 'f') {
          const fields = line.split(separator);
          if (fields.length === 1) {
            if (t.options.has('s')) continue;
            result = line;
          } else result = fields.filter((_, i) => wanted(i + 1)).join(between);
        } else {
          result = '';
          let last = 0;
          for (let i = 0; i < line.length; i++) {
            if (!wanted(i + 1)) continue;
            if (between !== '' && last > 0 && i > last) result += between;
            result += line.charAt(i);
            last = i + 1;
          }
        }
        t.put(fromLatin1(result + end));
        yield* t.drain();
      }
    });
  },
);
