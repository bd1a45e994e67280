import { tool } from './tool.ts';

/** clear(1). */
export const clear = tool({ options: 'x', from: 'ncurses' }, function* (t) {
  t.put(`\x1b[H\x1b[2J${t.options.has('x') ? '' : '\x1b[3J'}`);
});

/** reset(1): the terminal as it was at first. */
export const reset = tool({ plain: true }, function* (t) {
  t.context.tty?.setMode({ canonical: true, echo: true, signals: true, icrnl: true, opost: true });
  t.put('\x1bc\x1b[!p\x1b[?3;4l\x1b[4l\x1b>');
});
