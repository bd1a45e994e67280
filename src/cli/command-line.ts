import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; allowPositionals: true; options: O }>
>;

/** What is wrong with a command's arguments: said on stderr, with how to use it. @returns 2, the exit status */
export function wrongUsage(command: string, message: string, usage: string): number {
  process.stderr.write(`podlab ${command}: ${message}\n\n${usage}`);
  return 2;
}

/**
 * Reads the arguments of a `podlab` command. `--help` is answered here, as is an option that there is not.
 * @param most how many arguments besides options it takes
 * @returns the options and the other arguments, or the exit status with which the command is done already
 */
export function commandLine<O extends Options>(
  command: string,
  usage: string,
  args: readonly string[],
  options: O,
  most: number,
): Parsed<O> | number {
  const help = { help: { type: 'boolean', short: 'h' } } as const;
  try {
    // Help is asked for, whatever else is wrong.
    const { values } = parseArgs({ args: [...args], options: help, strict: false });
    if (values.help === true) {
      process.stdout.write(usage);
      return 0;
    }
    const parsed = parseArgs({ args: [...args], allowPositionals: true, options });
    const extra = parsed.positionals[most];
    return extra === undefined ? parsed : wrongUsage(command, `one argument too many: ${extra}`, usage);
  } catch (error) {
    return wrongUsage(command, error instanceof Error ? error.message : String(error), usage);
  }
}
