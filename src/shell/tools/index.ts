import type { Program } from '../types.ts';
import { cat } from './cat.ts';
import { cut } from './cut.ts';
import { echo } from './echo.ts';
import { grep } from './grep.ts';
import { head } from './head.ts';
import { ls } from './ls.ts';
import { printf } from './printf.ts';
import { sed } from './sed.ts';
import { seq } from './seq.ts';
import { sleep } from './sleep.ts';
import { sort } from './sort.ts';
import { tail } from './tail.ts';
import { tee } from './tee.ts';
import { test } from './test.ts';
import { tr } from './tr.ts';
import { falseProgram, trueProgram } from './true.ts';
import { uniq } from './uniq.ts';
import { wc } from './wc.ts';
import { yes } from './yes.ts';

/** The programs of a Debian machine by name: GNU coreutils, grep, sed and their like. */
export const coreutils: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['[', test],
  ['cat', cat],
  ['cut', cut],
  ['echo', echo],
  ['egrep', grep],
  ['false', falseProgram],
  ['fgrep', grep],
  ['grep', grep],
  ['head', head],
  ['ls', ls],
  ['printf', printf],
  ['sed', sed],
  ['seq', seq],
  ['sleep', sleep],
  ['sort', sort],
  ['tail', tail],
  ['tee', tee],
  ['test', test],
  ['tr', tr],
  ['true', trueProgram],
  ['uniq', uniq],
  ['wc', wc],
  ['yes', yes],
]);

/** The applets of busybox by name. */
export const busyboxApplets: ReadonlyMap<string, Program> = coreutils;
