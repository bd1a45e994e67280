import type { NodeKind } from '../fs/nodes.ts';

const LETTERS: Readonly<Record<NodeKind, string>> = { file: '-', directory: 'd', symlink: 'l', device: 'c' };

/** `drwxr-xr-x`. */
export function modeText(kind: NodeKind, mode: number): string {
  const bits = [...'rwxrwxrwx'].map((letter, i) => (mode & (0o400 >> i) ? letter : '-'));
  const mark = (at: number, bit: number, letter: string): void => {
    if (mode & bit) bits[at] = bits[at] === 'x' ? letter : letter.toUpperCase();
  };
  mark(2, 0o4000, 's');
  mark(5, 0o2000, 's');
  mark(8, 0o1000, 't');
  return LETTERS[kind] + bits.join('');
}

/**
 * The mode that `change` makes of `mode`: octal, or `u+x,go-w`.
 * @param umask what a change that names nobody leaves alone
 * @returns `undefined` when it cannot be read
 */
export function changeMode(
  change: string,
  mode: number,
  directory: boolean,
  umask: number,
): number | undefined {
  if (/^[0-7]{1,5}$/.test(change)) {
    const octal = parseInt(change, 8);
    // A short octal mode leaves a directory's set-ID bits alone.
    return directory && change.length < 5 ? octal | (mode & 0o6000) : octal;
  }
  let result = mode;
  for (const clause of change.split(',')) {
    const match = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(clause);
    if (!match) return undefined;
    const [, who = '', actions = ''] = match;
    for (const [, operator = '', permissions = ''] of actions.matchAll(
      /([-+=])([rwxXst]*|[ugo])(?=[-+=]|$)/g,
    )) {
      const classes = who === '' || who.includes('a') ? 'ugo' : who;
      const mask = who === '' ? ~umask : ~0;
      let bits = 0;
      let cleared = 0;
      for (const [name, shift, special] of [
        ['u', 6, 0o4000],
        ['g', 3, 0o2000],
        ['o', 0, 0],
      ] as const) {
        if (!classes.includes(name)) continue;
        cleared |= 7 << shift;
        const copied = 'ugo'.includes(permissions) && permissions !== '' ? permissions : '';
        if (copied !== '') bits |= ((result >> (copied === 'u' ? 6 : copied === 'g' ? 3 : 0)) & 7) << shift;
        else {
          if (permissions.includes('r')) bits |= 4 << shift;
          if (permissions.includes('w')) bits |= 2 << shift;
          if (permissions.includes('x') || (permissions.includes('X') && (directory || (mode & 0o111) !== 0)))
            bits |= 1 << shift;
          if (permissions.includes('s')) bits |= special;
        }
      }
      if (permissions.includes('t')) bits |= 0o1000;
      bits &= mask;
      if (operator === '+') result |= bits;
      else if (operator === '-') result &= ~bits;
      else result = (result & ~(cleared & mask)) | bits;
    }
  }
  return result;
}
