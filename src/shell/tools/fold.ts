import { eachFile, Lines } from './lines.ts';
import { Failure, quote, tool } from './tool.ts';

/** fold(1): break lines that are too long. */
export const fold = tool(
  {
    options: 'b/bytes s/spaces w:/width',
    rewrite: (args) => args.flatMap((arg) => (/^-\d+$/.test(arg) ? ['-w', arg.slice(1)] : [arg])),
  },
  function* (t) {
    const text = t.options.get('w') ?? '80';
    const width = Number(text);
    if (!/^\d+$/.test(text) || width === 0) throw new Failure(`invalid number of columns: ${quote(text)}`);
    yield* eachFile(t, t.operands, function* (input) {
      const lines = new Lines(t, input);
      for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
        let rest = [...line];
        while (rest.length > width) {
          let at = width;
          if (t.options.has('s')) {
            const space = rest.slice(0, width).lastIndexOf(' ');
            if (space >= 0) at = space + 1;
          }
          t.put(`${rest.slice(0, at).join('')}\n`);
          rest = rest.slice(at);
        }
        t.put(rest.join('') + (lines.terminated ? '\n' : ''));
        yield* t.drain();
      }
    });
  },
);

/** expand(1): tabs to spaces. */
export const expand = tool(
  {
    options: 't:/tabs i/initial',
    rewrite: (args) => args.flatMap((arg) => (/^-\d+$/.test(arg) ? ['-t', arg.slice(1)] : [arg])),
  },
  function* (t) {
    const text = t.options.get('t') ?? '8';
    const size = Number(text);
    if (!/^\d+$/.test(text)) throw new Failure(`tab size contains invalid character(s): ${quote(text)}`);
    if (size === 0) throw new Failure('tab size cannot be 0');
    yield* eachFile(t, t.operands, function* (input) {
      const lines = new Lines(t, input);
      for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
        let out = '';
        let column = 0;
        for (const c of line) {
          const wide = c === '\t' && !(t.options.has('i') && /[^ ]/.test(out)) ? size - (column % size) : 0;
          out += wide > 0 ? ' '.repeat(wide) : c;
          column += wide > 0 ? wide : 1;
        }
        t.put(out + (lines.terminated ? '\n' : ''));
        yield* t.drain();
      }
    });
  },
);
