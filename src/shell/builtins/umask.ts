import type { Builtin } from '../interpreter/shell.ts';
import { readOptions } from './usage.ts';

export const umask: Builtin = function* (shell, argv) {
  const given = yield* readOptions(shell, argv, shell.flavor === 'bash' ? 'pS' : 'S');
  if (typeof given === 'number') return given;
  const { options, args } = given;
  const [mode] = args;
  const mask = shell.fs.umask;
  if (mode === undefined) {
    const shown = options.has('S') ? symbolic(mask) : mask.toString(8).padStart(4, '0');
    yield* shell.print(options.has('p') ? `umask ${options.has('S') ? '-S ' : ''}${shown}\n` : `${shown}\n`);
    return 0;
  }
  const octal = /^\d/.test(mode);
  const changed = octal ? (/^[0-7]{1,4}$/.test(mode) ? parseInt(mode, 8) : undefined) : apply(mask, mode);
  if (changed === undefined) {
    const words = octal
      ? `${mode}: octal number out of range`
      : `\`${mode.slice(0, 1)}': invalid symbolic mode operator`;
    yield* shell.complain(shell.flavor === 'bash' ? words : `Illegal mode: ${mode}`, 'umask');
    return shell.flavor === 'dash' ? 2 : 1;
  }
  shell.fs = shell.fs.as(shell.fs.user);
  shell.fs.umask = changed & 0o777;
  if (options.has('S')) yield* shell.print(`${symbolic(changed)}\n`);
  return 0;
};

function symbolic(mask: number): string {
  const letters = (bits: number): string =>
    [4, 2, 1].map((bit, i) => ((bits & bit) === 0 ? 'rwx'[i] : '')).join('');
  return `u=${letters(mask >> 6)},g=${letters(mask >> 3)},o=${letters(mask)}`;
}

const SHIFTS: Readonly<Record<string, number>> = { u: 6, g: 3, o: 0 };
const BITS: Readonly<Record<string, number>> = { r: 4, w: 2, x: 1 };

/** What a symbolic mode (`u=rwx,go-w`) makes of a mask: it names what is allowed. */
function apply(mask: number, mode: string): number | undefined {
  let allowed = ~mask & 0o777;
  for (const clause of mode.split(',')) {
    const [, who, operator, letters] = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause) ?? [];
    if (who === undefined || operator === undefined || letters === undefined) return undefined;
    const bits = [...letters].reduce((sum, letter) => sum | (BITS[letter] ?? 0), 0);
    for (const one of who === '' || who.includes('a') ? 'ugo' : who) {
      const shift = SHIFTS[one] ?? 0;
      if (operator === '=') allowed = (allowed & ~(7 << shift)) | (bits << shift);
      else if (operator === '+') allowed |= bits << shift;
      else allowed &= ~(bits << shift);
    }
  }
  return ~allowed & 0o777;
}
