import { Failure, tool } from './tool.ts';
import { evaluateTest, TestError } from './test-expression.ts';

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
    const isTerminal = (descriptor: number): boolean => streams[descriptor]?.tty !== undefined;
    return evaluateTest(args, { fs, cwd, isTerminal }) ? 0 : 1;
  } catch (error) {
    if (error instanceof TestError) throw new Failure(error.message, 2);
    throw error;
  }
});
