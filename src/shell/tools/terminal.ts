import { tool } from './tool.ts';

/** tty(1). */
export const tty = tool({ options: 's/silent /quiet', usageStatus: 2 }, function* (t) {
  const here = t.context.stdin.tty !== undefined;
  if (!t.options.has('s') && !t.options.has('quiet')) t.put(here ? '/dev/pts/0\n' : 'not a tty\n');
  return here ? 0 : 1;
});

const CAPABILITIES: Readonly<Record<string, string>> = {
  bold: '\x1b[1m',
  dim: '\x1b[2m',
  smul: '\x1b[4m',
  rmul: '\x1b[24m',
  rev: '\x1b[7m',
  smso: '\x1b[7m',
  rmso: '\x1b[27m',
  sgr0: '\x1b(B\x1b[m',
  clear: '\x1b[H\x1b[2J\x1b[3J',
  el: '\x1b[K',
  ed: '\x1b[J',
  home: '\x1b[H',
  civis: '\x1b[?25l',
  cnorm: '\x1b[?12l\x1b[?25h',
  sc: '\x1b7',
  rc: '\x1b8',
  bel: '\x07',
};

/** tput(1) for xterm-256color. */
export const tput = tool({ options: 'T: S V', stop: true, usageStatus: 2, from: 'ncurses' }, function* (t) {
  const [name, first = '0', second = '0'] = t.operands;
  if (name === undefined) {
    yield* t.context.stderr.write('usage: tput [-V] [-S] [-T term] capname\n');
    return 2;
  }
  const { tty: terminal } = t.context;
  const known = CAPABILITIES[name];
  if (known !== undefined) t.put(known);
  else if (name === 'cols') t.put(`${terminal?.columns ?? 80}\n`);
  else if (name === 'lines') t.put(`${terminal?.rows ?? 24}\n`);
  else if (name === 'colors') t.put('256\n');
  else if (name === 'longname') t.put('xterm with 256 colors');
  else if (name === 'cup') t.put(`\x1b[${Number(first) + 1};${Number(second) + 1}H`);
  else if (name === 'setaf' || name === 'setab') {
    const color = Number(first);
    const base = name === 'setaf' ? 3 : 4;
    if (color < 8) t.put(`\x1b[${base}${color}m`);
    else if (color < 16) t.put(`\x1b[${base + 6}${color - 8}m`);
    else t.put(`\x1b[${base}8;5;${color}m`);
  } else if (name === 'init' || name === 'reset') t.put('\x1bc');
  else {
    yield* t.context.stderr.write(`tput: unknown terminfo capability '${name}'\n`);
    return 4;
  }
  return 0;
});
