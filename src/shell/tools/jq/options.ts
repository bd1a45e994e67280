import { Failure, type Tool } from '../tool.ts';
import { JsonError, parseJson } from './json.ts';
import type { Json } from './value.ts';

export const VERSION = 'jq-1.7.1';

export const USAGE = `Usage:\tjq [OPTIONS] FILTER [FILES...]
\tjq [OPTIONS] -f FILE [FILES...]
\tjq [OPTIONS] --args FILTER [ARGUMENTS...]
\tjq [OPTIONS] --jsonargs FILTER [JSON_VALUES...]

  -n, --null-input          no input: the filter gets null
  -R, --raw-input           lines of text instead of JSON
  -s, --slurp               all inputs as one array
  -c, --compact-output      each result on one line
  -r, --raw-output          strings without quotes
      --raw-output0         -r with NUL after each result
  -j, --join-output         -r without newlines
  -a, --ascii-output        only ASCII
  -S, --sort-keys           keys in order
  -C, --color-output        in colour
  -M, --monochrome-output   without colour
      --tab                 indent with tabs
      --indent n            indent with n spaces (7 at most)
      --stream              events instead of whole values
      --seq                 RS before each result
  -f, --from-file file      the filter is in a file
      --arg name value      $name is the string value
      --argjson name value  $name is the JSON value
      --slurpfile name file $name is an array of the file's values
      --rawfile name file   $name is the file's text
      --args                what follows are strings in $ARGS.positional
      --jsonargs            what follows are JSON values there
  -e, --exit-status         status 1 or 4 after false, null or nothing
  -V, --version             the version
  -h, --help                this text
`;

/** What jq was asked to do. */
export interface JqOptions {
  readonly program: string | undefined;
  readonly programFile: boolean;
  readonly files: readonly string[];
  readonly named: ReadonlyMap<string, Json>;
  readonly positional: readonly Json[];
  readonly flags: ReadonlySet<string>;
  readonly indent: string | undefined;
}

const SHORT: Readonly<Record<string, string>> = {
  ...{ n: 'null-input', R: 'raw-input', s: 'slurp', c: 'compact-output', r: 'raw-output', j: 'join-output' },
  ...{ a: 'ascii-output', S: 'sort-keys', C: 'color-output', M: 'monochrome-output', f: 'from-file' },
  ...{ e: 'exit-status', V: 'version', h: 'help' },
};

const LONG = new Set([
  ...Object.values(SHORT),
  ...[
    'raw-output0',
    'tab',
    'indent',
    'stream',
    'seq',
    'unbuffered',
    'arg',
    'argjson',
    'slurpfile',
    'rawfile',
  ],
  ...['argfile', 'args', 'jsonargs', 'build-configuration'],
]);

/** jq's failure for wrong usage. */
export function usageError(message: string): Failure {
  return new Failure(
    `${message}\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq`,
    2,
  );
}

/** Read jq's arguments; options may stand anywhere. @throws {Failure} */
export function readOptions(t: Tool): JqOptions {
  const flags = new Set<string>();
  const named = new Map<string, Json>();
  const positional: Json[] = [];
  const files: string[] = [];
  const args = [...t.operands];
  let program: string | undefined;
  let indent: string | undefined = '  ';
  let rest: 'files' | 'args' | 'jsonargs' = 'files';
  const take = (option: string, count: number): string[] => {
    const taken = args.splice(0, count);
    if (taken.length < count) {
      const what =
        option === 'indent'
          ? 'one parameter'
          : count === 2
            ? `two parameters (e.g. --${option} ${EXAMPLES[option] ?? ''})`
            : 'one parameter';
      throw usageError(`--${option} takes ${what}`);
    }
    return taken;
  };
  const text = (value: string): void => {
    if (program === undefined) program = value;
    else if (rest === 'files') files.push(value);
    else if (rest === 'args') positional.push(value);
    else positional.push(json(value, `invalid JSON text passed to --jsonargs`));
  };
  const option = (name: string): void => {
    flags.add(name);
    switch (name) {
      case 'tab':
        indent = '\t';
        break;
      case 'compact-output':
        indent = undefined;
        break;
      case 'indent': {
        const [size = ''] = take(name, 1);
        const spaces = parseInt(size, 10) || 0;
        if (spaces < 0) throw usageError('--indent takes a number between -1 and 7');
        if (spaces > 7) throw usageError('--indent takes a number between -1 and 7');
        indent = spaces === 0 ? undefined : ' '.repeat(spaces);
        break;
      }
      case 'args':
      case 'jsonargs':
        rest = name;
        break;
      case 'arg': {
        const [key = '', value = ''] = take(name, 2);
        if (!named.has(key)) named.set(key, value);
        break;
      }
      case 'argjson': {
        const [key = '', value = ''] = take(name, 2);
        if (!named.has(key)) named.set(key, json(value, 'invalid JSON text passed to --argjson'));
        break;
      }
      case 'slurpfile':
      case 'rawfile':
      case 'argfile': {
        const [key = '', file = ''] = take(name, 2);
        if (!named.has(key)) named.set(key, fromFile(t, name, key, file));
        break;
      }
    }
  };
  let operandsOnly = false;
  for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
    if (operandsOnly || !arg.startsWith('-') || arg === '-') {
      text(arg);
    } else if (arg === '--') {
      operandsOnly = true;
    } else if (arg.startsWith('--')) {
      if (!LONG.has(arg.slice(2))) throw usageError(`Unknown option ${arg}`);
      option(arg.slice(2));
    } else {
      for (const letter of arg.slice(1)) {
        const name = SHORT[letter];
        if (letter === 'L') throw new Failure('modules are not available here', 2);
        if (name === undefined) throw usageError(`Unknown option ${arg}`);
        option(name);
      }
    }
  }
  return { program, programFile: flags.has('from-file'), files, named, positional, flags, indent };
}

const EXAMPLES: Readonly<Record<string, string>> = {
  arg: 'varname value',
  argjson: 'varname text',
  slurpfile: 'varname filename',
  rawfile: 'varname filename',
  argfile: 'varname filename',
};

function json(text: string, complaint: string): Json {
  try {
    const [value, more] = parseJson(text);
    if (value !== undefined && more === undefined) return value;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
  }
  throw usageError(complaint);
}

function fromFile(t: Tool, option: string, name: string, file: string): Json {
  let why: string;
  try {
    const text = t.context.fs.readText(t.path(file));
    if (option === 'rawfile') return text;
    const values = parseJson(text);
    return option === 'argfile' && values.length === 1 ? (values[0] ?? null) : values;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    why = error instanceof JsonError ? error.message : `Could not open ${file}: ${error.message}`;
  }
  throw new Failure(`Bad JSON in --${option} ${name} ${file}: ${why}`, 2);
}
