import type { Builtin, Flavor } from '../interpreter/shell.ts';
import * as basic from './basic.ts';
import * as jobs from './jobs.ts';
import * as misc from './misc.ts';
import { test } from './test.ts';
import * as variables from './variables.ts';

/** What every shell here has. */
const COMMON: readonly (readonly [string, Builtin])[] = [
  [':', basic.colon],
  ['.', basic.source],
  ['[', test],
  ['alias', misc.alias],
  ['bg', jobs.bg],
  ['break', basic.breakBuiltin],
  ['cd', basic.cd],
  ['command', basic.command],
  ['continue', basic.continueBuiltin],
  ['echo', basic.echo],
  ['eval', basic.evalBuiltin],
  ['exec', basic.exec],
  ['exit', basic.exit],
  ['export', variables.exportBuiltin],
  ['false', basic.falseBuiltin],
  ['fg', jobs.fg],
  ['getopts', variables.getopts],
  ['hash', misc.hash],
  ['jobs', jobs.jobs],
  ['kill', jobs.kill],
  ['local', variables.declare],
  ['printf', basic.printf],
  ['pwd', basic.pwd],
  ['read', variables.read],
  ['readonly', variables.readonly],
  ['return', basic.returnBuiltin],
  ['set', variables.set],
  ['shift', basic.shift],
  ['test', test],
  ['times', misc.times],
  ['trap', misc.trap],
  ['true', basic.colon],
  ['type', basic.type],
  ['ulimit', misc.ulimit],
  ['umask', misc.umask],
  ['unalias', misc.unalias],
  ['unset', variables.unset],
  ['wait', jobs.wait],
];

const BASH: readonly (readonly [string, Builtin])[] = [
  ['builtin', basic.builtin],
  ['declare', variables.declare],
  ['disown', jobs.disown],
  ['mapfile', variables.mapfile],
  ['readarray', variables.mapfile],
  ['shopt', variables.shopt],
  ['typeset', variables.declare],
];

const EXTRA: Readonly<Record<Flavor, readonly (readonly [string, Builtin])[]>> = {
  bash: [
    ...BASH,
    ['help', misc.help],
    ['history', misc.history],
    ['let', variables.letBuiltin],
    ['source', basic.source],
  ],
  ash: [
    ['help', misc.help],
    ['history', misc.history],
    ['let', variables.letBuiltin],
    ['source', basic.source],
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
