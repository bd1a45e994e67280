import { unescapeDelimiters } from './delimiters.ts';
import { allLines, Lines } from './lines.ts';
import { Failure, reason, tool } from './tool.ts';

/** paste(1): lines of files side by side. */
export const paste = tool({ options: 'd:/delimiters s/serial z/zero-terminated' }, function* (t) {
  const delimiters = unescapeDelimiters(t.options.get('d') ?? '\t');
  const between = (at: number): string => delimiters[at % delimiters.length] ?? '';
  const operands = t.operands.length > 0 ? t.operands : ['-'];
  const end = t.options.has('z') ? '\0' : '\n';
  const open = (operand: string): ReturnType<typeof t.open> => {
    try {
      return t.open(operand);
    } catch (error) {
      throw new Failure(`${operand}: ${reason(error)}`);
    }
  };
  if (t.options.has('s')) {
    for (const operand of operands) {
      const lines = yield* allLines(t, open(operand));
      let out = '';
      lines.forEach((line, at) => {
        out += line + (at < lines.length - 1 ? between(at) : '');
      });
      t.put(out + end);
    }
    return;
  }
  // All operands `-` share standard input.
  const stdin = new Lines(t, t.context.stdin);
  const files = operands.map((operand) => (operand === '-' ? stdin : new Lines(t, open(operand))));
  for (;;) {
    const row: string[] = [];
    let any = false;
    for (const file of files) {
      const line: string | undefined = yield* file.next();
      if (line !== undefined) any = true;
      row.push(line ?? '');
    }
    if (!any) return;
    let out = '';
    row.forEach((line, at) => {
      out += line + (at < row.length - 1 ? between(at) : '');
    });
    t.put(out + end);
    yield* t.drain();
  }
});
