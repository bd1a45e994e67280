import { Failure, reason, tool } from '../tool.ts';
import { AwkError } from './ast.ts';
import { Interpreter } from './interpreter.ts';
import { parseAwk } from './parser.ts';

/** awk(1): POSIX awk, with what gawk has most use for. */
export const awk = tool(
  { options: 'F:/field-separator v:/assign f:/file W:', stop: true, usageStatus: 2, from: 'POSIX awk' },
  function* (t) {
    let operands = [...t.operands];
    const sources: string[] = [];
    for (const file of t.options.all('f')) {
      try {
        sources.push(t.context.fs.readText(t.path(file)));
      } catch (error) {
        throw new Failure(`cannot open "${file}" (${reason(error)})`, 2);
      }
    }
    if (sources.length === 0) {
      const [source, ...rest] = operands;
      if (source === undefined)
        throw new Failure('usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]', 2);
      sources.push(source);
      operands = rest;
    }
    try {
      const interpreter = new Interpreter(t, parseAwk(sources.join('\n')), operands);
      const separator = t.options.get('F');
      if (separator !== undefined) interpreter.set('FS', separator === 't' ? '\t' : separator);
      for (const assignment of t.options.all('v')) {
        const at = assignment.indexOf('=');
        interpreter.set(assignment.slice(0, at), assignment.slice(at + 1));
      }
      return yield* interpreter.run();
    } catch (error) {
      if (error instanceof AwkError) throw new Failure(error.message, 2);
      throw error;
    }
  },
);
