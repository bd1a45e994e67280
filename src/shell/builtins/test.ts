import type { Builtin } from '../interpreter/shell.ts';
import { testContext } from '../interpreter/condition.ts';
import { evaluateTest, TestProblem } from '../test-expression.ts';

/** `test` and `[`: 0 true, 1 false, 2 an error. */
export const test: Builtin = function* (shell, argv) {
  const name = argv[0] ?? 'test';
  const args = argv.slice(1);
  try {
    if (name === '[' && args.pop() !== ']') {
      throw new TestProblem(shell.flavor === 'bash' ? "missing `]'" : 'missing ]');
    }
    return evaluateTest(testContext(shell), args) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestProblem)) throw error;
    yield* shell.complain(error.message, name);
    return 2;
  }
};
