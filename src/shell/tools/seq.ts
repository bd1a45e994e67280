import { formatFloat, formatPrintf } from './printf-format.ts';
import { extraOperand, Failure, missingOperand, quote, tool } from './tool.ts';

function decimals(text: string): number {
  return /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
}

/** seq(1): numbers in a row. */
export const seq = tool(
  { options: 'f:/format s:/separator w/equal-width', rewrite: negativeOperands },
  function* (t) {
    const given = t.operands;
    if (given.length === 0) throw missingOperand(t.name);
    if (given.length > 3) throw extraOperand(t.name, given[3] ?? '');
    for (const text of given) {
      if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(text))
        throw new Failure(
          `invalid floating point argument: ${quote(text)}\nTry '${t.name} --help' for more information.`,
        );
    }
    const first = given.length > 1 ? (given[0] ?? '1') : '1';
    const step = given.length > 2 ? (given[1] ?? '1') : '1';
    const last = given.at(-1) ?? '1';
    if (Number(step) === 0)
      throw new Failure(
        `invalid Zero increment value: ${quote(step)}\nTry '${t.name} --help' for more information.`,
      );
    const places = Math.max(decimals(first), decimals(step));
    const separator = t.options.get('s') ?? '\n';
    const format = t.options.get('f');
    const show = (value: number): string => formatFloat(value, 'f', places);
    const width = t.options.has('w') ? Math.max(show(Number(first)).length, show(Number(last)).length) : 0;
    const up = Number(step) > 0;
    const count = Math.floor((Number(last) - Number(first)) / Number(step) + 1e-9);
    for (let i = 0; i <= count; i++) {
      const value = Number(first) + i * Number(step);
      if (up ? value > Number(last) + 1e-9 : value < Number(last) - 1e-9) break;
      let text = show(value);
      if (format !== undefined) text = formatPrintf(format, [text]).text;
      else if (width > 0)
        text = text.startsWith('-')
          ? `-${text.slice(1).padStart(width - 1, '0')}`
          : text.padStart(width, '0');
      t.put(i === 0 ? text : separator + text);
      yield* t.drain();
    }
    if (count >= 0) t.put('\n');
  },
);

/** A negative number is an operand, not an option. */
function negativeOperands(args: readonly string[]): readonly string[] {
  const at = args.findIndex((arg) => /^-[\d.]/.test(arg));
  return at < 0 || args.includes('--') ? args : [...args.slice(0, at), '--', ...args.slice(at)];
}
