import { delay, first, Interrupted, SIGNALS, type Task } from '../../sim/index.ts';
import { assign } from '../interpreter/assign.ts';
import { arithmetic } from '../interpreter/expand.ts';
import { lookUp, setElement } from '../interpreter/parameters.ts';
import type { Builtin, Shell } from '../interpreter/shell.ts';
import { badName, NAME } from './declare.ts';
import { Errno } from '../fs/errno.ts';
import { MOST_IN_MEMORY } from '../streams.ts';
import { readOptions } from './usage.ts';

export const read: Builtin = function* (shell, argv) {
  const given = yield* readOptions(shell, argv, shell.flavor === 'dash' ? 'rp:' : 'ersa:d:i:n:N:p:t:u:');
  if (typeof given === 'number') return given;
  const { options, args } = given;
  const raw = options.has('r');
  const silent = options.has('s');
  const prompt = options.get('p') ?? '';
  const arrayName = options.get('a');
  const wanted = options.get('d');
  const delimiter = wanted === undefined ? '\n' : wanted.slice(0, 1) || '\0';
  const exact = options.has('N');
  const count = options.get('N') ?? options.get('n');
  if (count !== undefined && !/^\d+$/.test(count)) {
    yield* shell.complain(`${count}: invalid number`, 'read');
    return 1;
  }
  const limit = count === undefined ? Infinity : Number(count);
  const seconds = options.get('t');
  if (seconds !== undefined && !/^\d*\.?\d*$/.test(seconds)) {
    yield* shell.complain(`${seconds}: invalid timeout specification`, 'read');
    return 1;
  }
  const timeout = seconds === undefined ? undefined : Number(seconds) * 1000;
  const descriptor = Number(options.get('u') ?? 0);
  if (shell.flavor === 'dash' && args.length === 0) {
    yield* shell.complain('arg count', 'read');
    return 2;
  }
  for (const name of args)
    if (!NAME.test(name.replace(/\[.*\]$/, ''))) return yield* badName(shell, 'read', name);
  const input = shell.descriptors.get(descriptor)?.input;
  if (!input) {
    yield* shell.complain(`${descriptor}: invalid file descriptor: Bad file descriptor`, 'read');
    return 1;
  }
  if (limit === 0) return 0;
  if (timeout === 0) return (yield* waitReadable(shell, input, shell.machine.sim.now)) ? 0 : 1;
  if (prompt !== '' && input.tty) yield* shell.printError(prompt);
  const mode =
    silent || limit < Infinity
      ? input.tty?.setMode({ echo: !silent, canonical: limit === Infinity })
      : undefined;
  shell.interruptible = true;
  let line: { text: string; escaped: boolean[]; ended: boolean; timedOut: boolean };
  try {
    line = yield* readDelimited(shell, input, { delimiter, raw, limit, exact, timeout });
  } catch (error) {
    if (!(error instanceof Interrupted) || shell.interactive) throw error;
    return 128 + SIGNALS[error.signal];
  } finally {
    shell.interruptible = false;
    if (mode) input.tty?.restore(mode);
  }
  if (arrayName !== undefined) {
    const variable = shell.variables.writable(arrayName);
    const fields = splitFields(line.text, line.escaped, shell.variables.get('IFS') ?? ' \t\n', Infinity);
    variable.array = new Map(fields.map((field, i) => [String(i), field]));
    variable.value = undefined;
  } else if (args.length === 0) {
    shell.variables.set('REPLY', line.text);
  } else {
    const fields = exact
      ? [line.text]
      : splitFields(line.text, line.escaped, shell.variables.get('IFS') ?? ' \t\n', args.length);
    for (const [i, name] of args.entries()) {
      const element = /^(\w+)\[(.*)\]$/.exec(name);
      if (element) {
        const [, array = '', key = ''] = element;
        const index = lookUp(shell, array)?.associative ? key : String(arithmetic(shell, key));
        setElement(shell, array, index, fields[i] ?? '');
      } else assign(shell, name, fields[i] ?? '');
    }
  }
  if (line.timedOut) return 142;
  return line.ended ? 1 : 0;
};

export interface ReadOptions {
  readonly delimiter: string;
  readonly raw: boolean;
  readonly limit: number;
  readonly exact: boolean;
  readonly timeout: number | undefined;
}

/** Read byte by byte, so that what follows is left for others. */
export function* readDelimited(
  shell: Shell,
  input: Shell['stdin'],
  options: ReadOptions,
): Task<{ text: string; escaped: boolean[]; ended: boolean; timedOut: boolean }> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  const escaped: boolean[] = [];
  let backslash = false;
  const deadline = options.timeout === undefined ? undefined : shell.machine.sim.now + options.timeout;
  const result = (ended: boolean, timedOut = false) => ({ text, escaped, ended, timedOut });
  for (;;) {
    if (deadline !== undefined && !(yield* waitReadable(shell, input, deadline))) return result(true, true);
    const bytes = yield* input.read(1);
    if (!bytes) return result(true);
    const piece = decoder.decode(bytes, { stream: true });
    if (piece === '') continue;
    if (backslash) {
      backslash = false;
      if (piece === '\n') continue;
      text += piece;
      for (let i = 0; i < piece.length; i++) escaped[text.length - piece.length + i] = true;
    } else if (piece === options.delimiter && !options.exact) return result(false);
    else if (piece === '\\' && !options.raw) backslash = true;
    else if (piece !== '\0') text += piece;
    if (options.limit < Infinity && [...text].length >= options.limit) return result(false);
    if (text.length > MOST_IN_MEMORY) throw new Errno('ENOMEM');
  }
}

function* waitReadable(shell: Shell, input: Shell['stdin'], deadline: number): Task<boolean> {
  const readable = input.readable?.() ?? input.tty?.readable();
  if (!readable) return true;
  return (yield* first([readable, delay(Math.max(0, deadline - shell.machine.sim.now))])) === 0;
}

/** Fields of what `read` read; the last of `count` gets the rest. */
function splitFields(text: string, escaped: readonly boolean[], ifs: string, count: number): string[] {
  const isSpace = (i: number): boolean =>
    !escaped[i] && ifs.includes(text[i] ?? '') && ' \t\n'.includes(text[i] ?? '');
  const isDelimiter = (i: number): boolean =>
    !escaped[i] && text[i] !== undefined && ifs.includes(text[i] ?? '');
  const fields: string[] = [];
  let i = 0;
  while (i < text.length && isSpace(i)) i++;
  while (i < text.length) {
    if (fields.length === count - 1) {
      let end = text.length;
      while (end > i && isSpace(end - 1)) end--;
      // A single delimiter at the very end belongs to no field.
      let last = i;
      while (last < end && !isDelimiter(last)) last++;
      if (last === end - 1 && isDelimiter(last)) end = last;
      fields.push(text.slice(i, end));
      return fields;
    }
    const start = i;
    while (i < text.length && !isDelimiter(i)) i++;
    fields.push(text.slice(start, i));
    while (i < text.length && isSpace(i)) i++;
    if (i < text.length && isDelimiter(i)) {
      i++;
      while (i < text.length && isSpace(i)) i++;
    }
  }
  return fields;
}
