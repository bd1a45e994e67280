import type { Builtin, Flavor } from '../interpreter/shell.ts';
import * as basic from './basic.ts';
import { compgen, complete, compopt } from './completion.ts';
import { declare, exportBuiltin, readonly, unset } from './declare.ts';
import { cd, dirs, popd, pushd, pwd } from './directories.ts';
import { getopts } from './getopts.ts';
import { fc, history } from './history.ts';
import * as jobs from './jobs.ts';
import { mapfile } from './mapfile.ts';
import { builtin, command, hash, type } from './meaning.ts';
import * as misc from './misc.ts';
import { read } from './read.ts';
import { caller, evalBuiltin, exec, source } from './running.ts';
import { set, shopt } from './set.ts';
import { test } from './test.ts';
import { trap } from './trap.ts';
import { umask } from './umask.ts';

/** What every shell here has. */
const COMMON: readonly (readonly [string, Builtin])[] = [
  [':', basic.colon],
  ['.', source],
  ['[', test],
  ['alias', misc.alias],
  ['bg', jobs.bg],
  ['break', basic.breakBuiltin],
  ['cd', cd],
  ['command', command],
  ['continue', basic.continueBuiltin],
  ['echo', basic.echo],
  ['eval', evalBuiltin],
  ['exec', exec],
  ['exit', basic.exit],
  ['export', exportBuiltin],
  ['false', basic.falseBuiltin],
  ['fg', jobs.fg],
  ['getopts', getopts],
  ['hash', hash],
  ['jobs', jobs.jobs],
  ['kill', jobs.kill],
  ['local', declare],
  ['printf', basic.printf],
  ['pwd', pwd],
  ['read', read],
  ['readonly', readonly],
  ['return', basic.returnBuiltin],
  ['set', set],
  ['shift', basic.shift],
  ['test', test],
  ['times', misc.times],
  ['trap', trap],
  ['true', basic.colon],
  ['type', type],
  ['ulimit', misc.ulimit],
  ['umask', umask],
  ['unalias', misc.unalias],
  ['unset', unset],
  ['wait', jobs.wait],
];

const EXTRA: Readonly<Record<Flavor, readonly (readonly [string, Builtin])[]>> = {
  bash: [
    ['builtin', builtin],
    ['caller', caller],
    ['compgen', compgen],
    ['complete', complete],
    ['compopt', compopt],
    ['declare', declare],
    ['dirs', dirs],
    ['disown', jobs.disown],
    ['fc', fc],
    ['help', misc.help],
    ['history', history],
    ['let', basic.letBuiltin],
    ['logout', basic.logout],
    ['mapfile', mapfile],
    ['popd', popd],
    ['pushd', pushd],
    ['readarray', mapfile],
    ['shopt', shopt],
    ['source', source],
    ['typeset', declare],
  ],
  ash: [
    ['help', misc.help],
    ['history', history],
    ['let', basic.letBuiltin],
    ['source', source],
  ],
  dash: [],
};

const TABLES: Readonly<Record<Flavor, ReadonlyMap<string, Builtin>>> = {
  bash: new Map([...COMMON, ...EXTRA.bash]),
  ash: new Map([...COMMON, ...EXTRA.ash]),
  dash: new Map([...COMMON, ...EXTRA.dash]),
};

/** The builtin commands of a shell, by name. */
export function builtinsOf(flavor: Flavor): ReadonlyMap<string, Builtin> {
  return TABLES[flavor];
}
