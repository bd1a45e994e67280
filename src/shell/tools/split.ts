import { openOutput, readAll } from '../streams.ts';
import { allLines } from './lines.ts';
import { parseSize } from './numbers.ts';
import { Failure, quote, reason, tool } from './tool.ts';

/** split(1): a file in pieces, by lines or bytes. */
export const split = tool(
  {
    options:
      'a:/suffix-length b:/bytes C:/line-bytes d/numeric-suffixes l:/lines n:/number /additional-suffix: /verbose',
    rewrite: (args) => args.flatMap((arg) => (/^-\d+$/.test(arg) ? ['-l', arg.slice(1)] : [arg])),
  },
  function* (t) {
    const [operand = '-', prefix = 'x'] = t.operands;
    const count = (key: string, what: string): number | undefined => {
      const text = t.options.get(key);
      if (text === undefined) return undefined;
      const size = parseSize(text);
      if (size === undefined || size === 0) {
        const why = size === 0 ? ': Numerical result out of range' : '';
        throw new Failure(`invalid number of ${what}: ${quote(text)}${why}`);
      }
      return size;
    };
    const bytes = count('b', 'bytes');
    const pieces = count('n', 'chunks');
    const lines = count('l', 'lines') ?? 1000;
    const length = Number(t.options.get('a') ?? 2);
    const digits = t.options.has('d');
    const radix = digits ? 10 : 26;
    let made = 0;
    const put = function* (data: Uint8Array | string) {
      let rest = made++;
      let suffix = '';
      for (let i = 0; i < length; i++) {
        const digit = rest % radix;
        suffix = (digits ? String(digit) : String.fromCharCode(97 + digit)) + suffix;
        rest = Math.floor(rest / radix);
      }
      if (rest > 0) throw new Failure('output file suffixes exhausted');
      const name = prefix + suffix + (t.options.get('additional-suffix') ?? '');
      if (t.options.has('verbose')) t.put(`creating file ${quote(name)}\n`);
      const output = openOutput(t.context, name);
      yield* output.write(data);
      output.close();
    };
    let input;
    try {
      input = t.open(operand);
    } catch (error) {
      throw new Failure(`cannot open ${quote(operand)} for reading: ${reason(error)}`);
    }
    if (bytes !== undefined || pieces !== undefined) {
      const all = yield* readAll(input);
      const size = bytes ?? Math.ceil(all.length / (pieces ?? 1));
      for (let at = 0; at < all.length; at += size) yield* put(all.subarray(at, at + size));
      return;
    }
    const all = yield* allLines(t, input);
    for (let at = 0; at < all.length; at += lines) yield* put(`${all.slice(at, at + lines).join('\n')}\n`);
  },
);
