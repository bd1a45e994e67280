import type { ApiHandler } from '../../../cluster/apiserver/request.ts';
import type { ProgramContext } from '../../../shell/types.ts';
import type { Output } from '../cli.ts';
import { directiveNames } from './answer.ts';
import { completeLine } from './line.ts';
import { Place } from './place.ts';

/** `kubectl __complete` and `__completeNoDesc`, by which a shell's completion asks. Models cobra's initCompleteCmd. */
export function complete(handle: ApiHandler, context: ProgramContext, output: Output): number {
  const [, program, ...words] = context.argv;
  const current = words.pop();
  if (current === undefined) {
    output.err('error: requires at least 1 arg(s), only received 0\n');
    return 1;
  }
  const answer = completeLine(words, current, (flags) => new Place(handle, context, flags));
  // A word that is no command might be a plugin's: kubectl says that it has looked.
  if (answer.problem?.startsWith('unable to find a command'))
    output.err('[Debug] Cleared global flags for plugin completion\n');
  if (answer.problem !== undefined) output.err(`[Debug] [Error] ${answer.problem}\n`);
  for (const { value, words: about } of answer.offers)
    output.out(`${value}${program === '__complete' && about !== '' ? `\t${about}` : ''}\n`);
  output.out(`:${answer.directive}\n`);
  output.err(`Completion ended with directive: ${directiveNames(answer.directive)}\n`);
  return 0;
}
