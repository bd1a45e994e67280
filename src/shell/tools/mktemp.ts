import { parseSize } from './numbers.ts';
import { Failure, missingOperand, quote, reason, tool } from './tool.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** mktemp(1): a name that the simulation's seed decides. */
export const mktemp = tool({ options: 'd/directory u/dry-run q/quiet p?/tmpdir? t /suffix:' }, function* (t) {
  const { fs, env, sim } = t.context;
  const template = t.operands[0] ?? 'tmp.XXXXXXXXXX';
  const marks = /X{3,}(?=[^X]*$)/.exec(template);
  if (!marks) throw new Failure(`too few X's in template ${quote(template)}`);
  const temporary = t.options.get('p') || env.get('TMPDIR') || '/tmp';
  const inTemporary = t.operands.length === 0 || t.options.has('p') || t.options.has('t');
  const random = sim.random('mktemp');
  for (;;) {
    const name =
      template.slice(0, marks.index) +
      random.text(marks[0].length, LETTERS) +
      template.slice(marks.index + marks[0].length) +
      (t.options.get('suffix') ?? '');
    const path = inTemporary ? `${temporary.replace(/\/$/, '')}/${name}` : name;
    if (fs.exists(t.path(path))) continue;
    try {
      if (t.options.has('u')) return t.put(`${path}\n`);
      if (t.options.has('d')) fs.mkdir(t.path(path), { mode: 0o700 });
      else fs.writeFile(t.path(path), '', { mode: 0o600 });
    } catch (error) {
      const what = t.options.has('d') ? 'directory' : 'file';
      throw new Failure(
        `failed to create ${what} via template ${quote(inTemporary ? `${temporary}/${template}` : template)}: ${reason(error)}`,
      );
    }
    return t.put(`${path}\n`);
  }
});

/** truncate(1). */
export const truncate = tool({ options: 's:/size c/no-create r:/reference' }, function* (t) {
  const hint = "\nTry 'truncate --help' for more information.";
  const { fs } = t.context;
  const text = t.options.get('s');
  const reference = t.options.get('r');
  if (text === undefined && reference === undefined)
    throw new Failure(`you must specify either '--size' or '--reference'${hint}`);
  if (t.operands.length === 0)
    throw new Failure(missingOperand(t.name).message.replace('operand', 'file operand'));
  const sign = text === undefined || !/^[+-]/.test(text) ? '' : text.charAt(0);
  const size =
    reference === undefined ? parseSize((text ?? '').slice(sign.length)) : fs.stat(t.path(reference)).size;
  if (size === undefined) throw new Failure(`Invalid number: ${quote(text ?? '')}`);
  for (const operand of t.operands) {
    const path = t.path(operand);
    if (!fs.exists(path) && t.options.has('c')) continue;
    try {
      if (!fs.exists(path)) fs.writeFile(path, '');
      const old = fs.stat(path).size;
      fs.truncate(path, Math.max(0, sign === '+' ? old + size : sign === '-' ? old - size : size));
    } catch (error) {
      yield* t.warn(`cannot open ${quote(operand)} for writing: ${reason(error)}`);
    }
  }
});
