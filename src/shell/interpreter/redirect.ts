import type { Task } from '../../sim/index.ts';
import { Errno } from '../fs/errno.ts';
import { absolute } from '../fs/path.ts';
import type { Redirection } from '../parser/ast.ts';
import { bytesInput, openBoth, openInput, openOutput, type OpenContext } from '../streams.ts';
import type { Descriptor, InputStream, OutputStream } from '../types.ts';
import { CommandProblem } from './control.ts';
import { arithmetic, expandString, expandWords } from './expand.ts';
import { parameterText, setElement } from './parameters.ts';
import type { Shell } from './shell.ts';

/** What redirections opened, to be closed when the command ends. */
export type Opened = (InputStream | OutputStream)[];

/** Run `body` with redirections in force. A redirection that fails is told of and gives status 1. */
export function* withRedirections(
  shell: Shell,
  redirections: readonly Redirection[],
  body: () => Task<number>,
): Task<number> {
  if (redirections.length === 0) return yield* body();
  const saved = shell.descriptors;
  const redirected = new Map(saved);
  shell.descriptors = redirected;
  const opened: Opened = [];
  let changed: number[] = [];
  try {
    const failure = yield* applyRedirections(shell, redirections, opened);
    if (failure !== undefined) return failure;
    changed = [...new Set([...saved.keys(), ...redirected.keys()])].filter(
      (number) => saved.get(number) !== redirected.get(number),
    );
    const before = new Map(redirected);
    const status = yield* body();
    // What `exec` opened or closed meanwhile stays so.
    for (const number of new Set([...before.keys(), ...redirected.keys()])) {
      if (changed.includes(number) || before.get(number) === redirected.get(number)) continue;
      const descriptor = redirected.get(number);
      if (descriptor) saved.set(number, descriptor);
      else saved.delete(number);
    }
    return status;
  } finally {
    shell.descriptors = saved;
    for (const stream of opened) stream.close();
  }
}

/** Carry redirections out on the shell's descriptors. @returns a failure's status */
export function* applyRedirections(
  shell: Shell,
  redirections: readonly Redirection[],
  opened: Opened,
): Task<number | undefined> {
  for (const redirection of redirections) {
    let name = '';
    try {
      name = yield* redirectionTarget(shell, redirection);
      apply(shell, redirection, name, opened);
    } catch (error) {
      if (error instanceof CommandProblem && error.recoverable) {
        yield* shell.complain(error.message);
        return error.status;
      }
      if (!(error instanceof Errno)) throw error;
      yield* shell.complain(failureWords(shell, redirection, name, error));
      return shell.flavor === 'dash' ? 2 : 1;
    }
  }
  return undefined;
}

function* redirectionTarget(shell: Shell, { operator, target }: Redirection): Task<string> {
  if (operator === '<<') return yield* expandString(shell, target);
  if (operator === '<<<') return `${yield* expandString(shell, target)}\n`;
  if (shell.flavor !== 'bash') return yield* expandString(shell, target);
  const fields = yield* expandWords(shell, [target]);
  if (fields.length !== 1) throw new CommandProblem(`${fields.join(' ')}: ambiguous redirect`, 1, true);
  return fields[0] ?? '';
}

function apply(shell: Shell, redirection: Redirection, name: string, opened: Opened): void {
  const { descriptors } = shell;
  const { operator } = redirection;
  const keep = <T extends InputStream | OutputStream>(stream: T): T => {
    opened.push(stream);
    return stream;
  };
  const context: OpenContext = { sim: shell.machine.sim, ...shell.programSetup() };
  const number = descriptorOf(shell, redirection, name);
  switch (operator) {
    case '<':
      descriptors.set(number, { input: keep(openInput(context, name)) });
      return;
    case '<<':
    case '<<<':
      descriptors.set(number, { input: keep(bytesInput(name)) });
      return;
    case '<>': {
      const both = openBoth(context, name);
      descriptors.set(number, { output: keep(both.output), input: keep(both.input) });
      return;
    }
    case '>':
    case '>|':
    case '>>':
    case '&>':
    case '&>>': {
      const path = absolute(shell.cwd, name);
      if (operator === '>' && shell.options.has('noclobber') && shell.fs.isFile(path)) {
        const bash = shell.flavor === 'bash';
        throw bash
          ? new CommandProblem(`${name}: cannot overwrite existing file`, 1, true)
          : new CommandProblem(`cannot create ${name}: File exists`, 2, true);
      }
      const output = keep(openOutput(context, name, { append: operator.endsWith('>>') }));
      descriptors.set(number, { output });
      if (operator.startsWith('&')) descriptors.set(2, { output });
      return;
    }
    case '<&':
    case '>&':
      return duplicate(shell, redirection, number, name, keep, context);
  }
}

/** Which descriptor a redirection is about: `{name}` picks a free one and notes it, or names the one to close. */
function descriptorOf(shell: Shell, { descriptor, variable, operator }: Redirection, target: string): number {
  if (variable === undefined) return descriptor ?? (operator.startsWith('<') ? 0 : 1);
  const [, name = variable, index] = /^(\w+)\[(.*)\]$/.exec(variable) ?? [];
  const key = index === undefined ? undefined : String(arithmetic(shell, index));
  if (target === '-' && operator.endsWith('&')) {
    const number = Number(parameterText(shell, name, key) ?? NaN);
    if (Number.isNaN(number)) throw new CommandProblem(`${variable}: Bad file descriptor`, 1, true);
    return number;
  }
  let number = 10;
  while (shell.descriptors.has(number)) number++;
  if (key === undefined) shell.variables.set(name, String(number));
  else setElement(shell, name, key, String(number));
  return number;
}

function duplicate(
  shell: Shell,
  redirection: Redirection,
  number: number,
  name: string,
  keep: <T extends InputStream | OutputStream>(stream: T) => T,
  context: OpenContext,
): void {
  const { descriptors } = shell;
  if (name === '-') {
    descriptors.delete(number);
    return;
  }
  const moved = /^(\d+)(-?)$/.exec(name);
  if (!moved) {
    if (redirection.operator === '<&' || redirection.descriptor !== undefined) {
      throw new CommandProblem(`${name}: ambiguous redirect`, 1, true);
    }
    const output = keep(openOutput(context, name));
    descriptors.set(1, { output });
    descriptors.set(2, { output });
    return;
  }
  const source: Descriptor | undefined = descriptors.get(Number(moved[1]));
  if (!source) throw new Errno('EBADF', name);
  const { input, output } = source;
  descriptors.set(number, {
    input: input?.dup ? keep(input.dup()) : input,
    output: output?.dup ? keep(output.dup()) : output,
  });
  if (moved[2]) descriptors.delete(Number(moved[1]));
}

function failureWords(shell: Shell, { operator }: Redirection, name: string, error: Errno): string {
  if (shell.flavor === 'bash' || error.code === 'EBADF') return `${name}: ${error.message}`;
  const creating = operator.includes('>') && !operator.includes('&');
  const ash = shell.flavor === 'ash';
  const verb = `${ash ? "can't" : 'cannot'} ${creating ? 'create' : 'open'} ${name}: `;
  if (error.code !== 'ENOENT') return verb + error.message;
  if (creating) return verb + (ash ? 'nonexistent directory' : 'Directory nonexistent');
  return verb + (ash ? 'no such file' : 'No such file');
}
