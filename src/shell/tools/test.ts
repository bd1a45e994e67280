import { Failure, tool } from './tool.ts';
import { evaluateTest, TestProblem } from '../test-expression.ts';

/** test(1) and [(1). */
export const test = tool({ plain: true }, function* (t) {
  let args = t.operands;
  if (t.name.split('/').at(-1) === '[') {
    if (args.at(-1) !== ']') throw new Failure("missing ']'", 2);
    args = args.slice(0, -1);
  }
  const { fs, cwd, stdin, stdout, stderr } = t.context;
  const streams = [stdin, stdout, stderr];
  try {
    const isTerminal = (descriptor: string): boolean => streams[Number(descriptor)]?.tty !== undefined;
    return evaluateTest({ fs, cwd, flavor: 'bash', isTerminal }, args) ? 0 : 1;
  } catch (error) {
    if (error instanceof TestProblem) throw new Failure(error.message, 2);
    throw error;
  }
});
