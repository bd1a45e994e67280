import { celFailure, parseCel, type CelPlace } from './cel.ts';
import { fieldProblems, type CelNode, type CelProblem } from './cel-fields.ts';
import type { FieldType } from './fields.ts';

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
      return [{ message: summary, at: range?.start ?? 0 }];
    }
    if (result.type !== 'bool' && result.type !== 'dyn')
      return [{ message: `the expression gives ${result.type}, not bool`, at: 0 }];
    return fieldProblems(program.ast as CelNode, self);
  } catch (error) {
    const { summary, range } = celFailure(error);
    return [{ message: summary, at: range?.start ?? 0 }];
  }
}
