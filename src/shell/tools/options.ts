/** A wrong option, in getopt_long's words. */
export class OptionError extends Error {}

interface Option {
  readonly key: string;
  readonly short: string;
  readonly long: string;
  readonly argument: 'none' | 'required' | 'optional';
}

/** What was asked for. An option's key is its letter, or its long name when it has no letter. */
export class Options {
  readonly #given: (readonly [key: string, value: string])[] = [];

  add(key: string, value: string): void {
    this.#given.push([key, value]);
  }

  has(key: string): boolean {
    return this.#given.some(([name]) => name === key);
  }

  /** The last value given. */
  get(key: string): string | undefined {
    return this.#given.findLast(([name]) => name === key)?.[1];
  }

  all(key: string): string[] {
    return this.#given.filter(([name]) => name === key).map(([, value]) => value);
  }

  /** Which of these was given last. */
  last(...keys: string[]): string | undefined {
    return this.#given.findLast(([name]) => keys.includes(name))?.[0];
  }

  /** In the order they were given. */
  list(): readonly (readonly [key: string, value: string])[] {
    return this.#given;
  }
}

/** Read `a/all n:/lines /color?`: an option's letter, `:` where it takes an argument or `?` where it may, its long name. */
function parseSpecification(specification: string): Option[] {
  return specification
    .split(' ')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [, short = '', mark = '', long = '', longMark = ''] =
        /^([^/])?([:?])?(?:\/([^:?]+)([:?])?)?$/.exec(entry) ?? [];
      const argument = mark || longMark;
      return {
        key: short || long,
        short,
        long,
        argument: argument === ':' ? 'required' : argument === '?' ? 'optional' : 'none',
      };
    });
}

function findLong(options: readonly Option[], name: string, typed: string): Option {
  const exact = options.find((option) => option.long === name);
  if (exact) return exact;
  const matches = options.filter((option) => option.long !== '' && option.long.startsWith(name));
  const [only] = matches;
  if (!only) throw new OptionError(`unrecognized option '--${typed}'`);
  if (matches.length > 1) {
    const names = matches.map((option) => ` '--${option.long}'`).join('');
    throw new OptionError(`option '--${typed}' is ambiguous; possibilities:${names}`);
  }
  return only;
}

/**
 * Parse options as GNU's getopt_long does: bundled letters, long names and their beginnings, operands in between, `--`.
 * @param stop whether the first operand ends the options (`env`, `timeout`)
 * @throws {OptionError}
 */
export function parseOptions(
  args: readonly string[],
  specification: string,
  stop = false,
): { options: Options; operands: string[] } {
  const known = parseSpecification(specification);
  const options = new Options();
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (!arg.startsWith('-') || arg === '-') {
      if (stop) {
        operands.push(...args.slice(i));
        break;
      }
      operands.push(arg);
    } else if (arg.startsWith('--')) {
      const [name = '', ...rest] = arg.slice(2).split('=');
      const value = rest.length > 0 ? rest.join('=') : undefined;
      const option = findLong(known, name, value === undefined ? name : arg.slice(2));
      if (option.argument === 'none') {
        if (value !== undefined) throw new OptionError(`option '--${option.long}' doesn't allow an argument`);
        options.add(option.key, '');
      } else if (value !== undefined || option.argument === 'optional') {
        options.add(option.key, value ?? '');
      } else {
        const next = args[++i];
        if (next === undefined) throw new OptionError(`option '--${option.long}' requires an argument`);
        options.add(option.key, next);
      }
    } else {
      for (let at = 1; at < arg.length; at++) {
        const letter = arg.charAt(at);
        const option = known.find(({ short }) => short === letter);
        if (!option) throw new OptionError(`invalid option -- '${letter}'`);
        if (option.argument === 'none') {
          options.add(option.key, '');
          continue;
        }
        const attached = arg.slice(at + 1);
        if (attached !== '' || option.argument === 'optional') options.add(option.key, attached);
        else {
          const next = args[++i];
          if (next === undefined) throw new OptionError(`option requires an argument -- '${letter}'`);
          options.add(option.key, next);
        }
        break;
      }
    }
  }
  return { options, operands };
}
