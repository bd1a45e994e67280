import type { Task } from '../../sim/index.ts';
import { Parser } from '../parser/parser.ts';
import { SyntaxProblem } from '../parser/errors.ts';
import { quoteForTrace } from '../quoting.ts';
import { CommandProblem } from './control.ts';
import { expandString } from './expand.ts';
import { decodePrompt } from './prompt.ts';
import type { Shell } from './shell.ts';

/** Show what is about to run (`set -x`). */
export function* trace(shell: Shell, text: string): Task {
  if (!shell.options.has('xtrace')) return;
  const prompt = yield* tracePrompt(shell);
  const [first = ''] = prompt;
  const deeper = shell.flavor === 'bash' ? first.repeat(shell.traceDepth) : '';
  yield* shell.printError(`${deeper}${prompt}${text}\n`);
}

/** Words as a trace shows them: bash quotes them, others do not. */
export function tracedWords(shell: Shell, words: readonly string[]): string {
  return (shell.flavor === 'bash' ? words.map(quoteForTrace) : words).join(' ');
}

function* tracePrompt(shell: Shell): Task<string> {
  const raw = shell.variables.get('PS4') ?? '+ ';
  if (!/[$`\\]/.test(raw)) return raw;
  const { status } = shell;
  shell.options.delete('xtrace');
  try {
    const decoded = shell.flavor === 'bash' ? decodePrompt(shell, raw) : raw;
    return yield* expandString(shell, new Parser(decoded).hereDocument());
  } catch (error) {
    if (error instanceof SyntaxProblem || error instanceof CommandProblem) return raw;
    throw error;
  } finally {
    shell.options.add('xtrace');
    shell.status = status;
  }
}
