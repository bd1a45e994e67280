import { Failure, reason, tool } from '../tool.ts';
import { Machine } from './machine.ts';
import { LabelError, parseSed, SedError, type Command } from './script.ts';
import { Source } from './source.ts';

/** sed(1): edit a stream. */
export const sed = tool(
  {
    options:
      'n/quiet /silent e:/expression f:/file i?/in-place? E/regexp-extended r s/separate u/unbuffered z/null-data /posix /debug',
    usage: '[OPTION]... {script-only-if-no-other-script} [input-file]...',
    from: 'GNU sed',
  },
  function* (t) {
    const parts: string[] = [];
    for (const [key, value] of t.options.list()) {
      if (key === 'e') parts.push(value);
      if (key === 'f') {
        try {
          parts.push(t.context.fs.readText(t.path(value)).replace(/\n$/, ''));
        } catch (error) {
          throw new Failure(`couldn't open file ${value}: ${reason(error)}`);
        }
      }
    }
    let operands = t.operands;
    if (parts.length === 0) {
      const [script, ...rest] = operands;
      if (script === undefined) {
        yield* t.context.stderr.write(
          `Usage: ${t.name} [OPTION]... {script-only-if-no-other-script} [input-file]...\n`,
        );
        return 1;
      }
      parts.push(script);
      operands = rest;
    }
    const extended = t.options.has('E') || t.options.has('r');
    const script = parts.join('\n');
    const parse = (): Command[] => {
      try {
        return parseSed(script.replace(/^#n(?=\n|$)/, ''), extended);
      } catch (error) {
        if (error instanceof LabelError) throw new Failure(error.message, 4);
        if (!(error instanceof SedError)) throw error;
        throw new Failure(`-e expression #1, char ${error.position}: ${error.message}`);
      }
    };
    const quiet =
      t.options.has('n') || t.options.has('quiet') || t.options.has('silent') || /^#n(\n|$)/.test(script);
    const end = t.options.has('z') ? '\0' : '\n';
    if (!t.options.has('i')) {
      const machine = new Machine(
        t,
        parse(),
        new Source(t, operands.length > 0 ? operands : ['-'], end),
        quiet,
        (text) => t.put(text),
        end,
      );
      yield* machine.run();
      return machine.status || t.status;
    }
    parse();
    if (operands.length === 0) throw new Failure('no input files', 4);
    const suffix = t.options.get('i') ?? '';
    for (const operand of operands) {
      const path = t.path(operand);
      const { fs } = t.context;
      if (!fs.exists(path)) {
        yield* t.warn(`can't read ${operand}: No such file or directory`, 2);
        continue;
      }
      if (!fs.isFile(path)) {
        yield* t.warn(`couldn't edit ${operand}: not a regular file`, 4);
        continue;
      }
      let text = '';
      const machine = new Machine(
        t,
        parse(),
        new Source(t, [operand], end),
        quiet,
        (piece) => {
          text += piece;
        },
        end,
      );
      const original = fs.readFile(path);
      const stopped = yield* machine.run();
      if (stopped) {
        // What `q` did not come to stays.
        const all = new TextDecoder().decode(original);
        const lines = all.split(/(?<=\n)/);
        text += lines.slice(machine.line).join('');
      }
      if (suffix !== '') fs.writeFile(path + suffix, original);
      fs.writeFile(path, text);
      if (machine.status > 0) return machine.status;
      if (stopped) break;
    }
    return t.status;
  },
);
