import { formatFloat, padField } from '../printf-format.ts';
import { toNumber, type Value } from './values.ts';

/** awk's sprintf. `text` is how a value becomes a string. */
export function sprintf(format: string, args: readonly Value[], text: (value: Value) => string): string {
  let next = 0;
  return format.replace(
    /%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]*([a-zA-Z%])/g,
    (
      whole,
      flags: string,
      widthText: string | undefined,
      precisionText: string | undefined,
      conversion: string,
    ) => {
      if (conversion === '%') return '%';
      const width = widthText === '*' ? toNumber(args[next++] ?? 0) : Number(widthText ?? 0);
      const dot = whole.includes('.');
      const precision =
        precisionText === '*' ? toNumber(args[next++] ?? 0) : dot ? Number(precisionText ?? 0) : undefined;
      const value = args[next++] ?? '';
      switch (conversion) {
        case 'd':
        case 'i': {
          const number = Math.trunc(toNumber(value));
          const digits = BigInt(Number.isFinite(number) ? Math.abs(number) : 0)
            .toString()
            .padStart(precision ?? 1, '0');
          return padField((number < 0 ? '-' : '') + digits, flags, width, true);
        }
        case 'o':
        case 'x':
        case 'X':
        case 'u': {
          const radix = conversion === 'o' ? 8 : conversion === 'u' ? 10 : 16;
          const digits = Math.trunc(toNumber(value))
            .toString(radix)
            .padStart(precision ?? 1, '0');
          return padField(conversion === 'X' ? digits.toUpperCase() : digits, flags, width, true);
        }
        case 'c':
          return padField(
            typeof value === 'number' ? String.fromCodePoint(value) : ([...text(value)][0] ?? ''),
            flags,
            width,
            false,
          );
        case 's':
          return padField([...text(value)].slice(0, precision).join(''), flags, width, false);
        default:
          if (!/[eEfFgG]/.test(conversion)) return whole;
          return padField(
            formatFloat(toNumber(value), conversion, precision ?? 6, flags.includes('#')),
            flags,
            width,
            true,
          );
      }
    },
  );
}
