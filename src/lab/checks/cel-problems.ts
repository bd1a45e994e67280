import { celFailure, parseCel, type CelPlace } from './cel.ts';
import { fieldProblems, type CelNode, type CelProblem } from './cel-fields.ts';
import type { FieldType } from './fields.ts';

const MACROS = ['all', 'exists', 'exists_one', 'filter', 'map'];

/** The library says of `list.exist(c, …)` that c is not known; what is wrong stands before it. */
function mistakeAt(expression: string, message: string, at: number): CelProblem {
  const [call, name = ''] = /\.(\w+)\(\s*$/.exec(expression.slice(0, at)) ?? [];
  if (call === undefined || !message.startsWith('Unknown variable') || MACROS.includes(name))
    return { message, at };
  return {
    message: `there is no function "${name}" that gives each item a name; there are ${MACROS.join(', ')}`,
    at: at - call.length + 1,
  };
}

/**
 * What is wrong with an expression before it is ever evaluated.
 * @param self the type of `self`, where the schema tells: fields that it does not have are a mistake
 */
export function celProblems(
  expression: string,
  self?: FieldType,
  place: CelPlace = 'live',
): readonly CelProblem[] {
  try {
    const program = parseCel(expression, place);
    const result = program.check();
    if (!result.valid) {
      const { summary, range } = celFailure(result.error);
      return [mistakeAt(expression, summary, range?.start ?? 0)];
    }
    if (result.type !== 'bool' && result.type !== 'dyn')
      return [{ message: `the expression gives ${result.type}, not bool`, at: 0 }];
    return fieldProblems(program.ast as CelNode, self);
  } catch (error) {
    const { summary, range } = celFailure(error);
    return [{ message: summary, at: range?.start ?? 0 }];
  }
}
