import { assign } from '../interpreter/assign.ts';
import { parameterText } from '../interpreter/parameters.ts';
import type { Builtin } from '../interpreter/shell.ts';
import { tellUsage } from './usage.ts';

export const getopts: Builtin = function* (shell, argv) {
  const [, specification = '', name = '', ...given] = argv;
  if (argv.length < 3) return yield* tellUsage(shell, 'getopts');
  const args = given.length > 0 ? given : shell.args;
  const silent = specification.startsWith(':') || parameterText(shell, 'OPTERR', undefined) === '0';
  const bash = shell.flavor === 'bash';
  const colon = specification.startsWith(':');
  let index = Number(parameterText(shell, 'OPTIND', undefined) ?? '1');
  if (index === 1 && shell.optionIndex !== 1) shell.optionOffset = 0;
  const finish = (status: number, letter: string): number => {
    shell.variables.set('OPTIND', String(index));
    shell.optionIndex = index;
    assign(shell, name, letter);
    return status;
  };
  const argument = args[index - 1];
  if (shell.optionOffset === 0) {
    if (argument === undefined || !/^-./.test(argument)) return finish(1, '?');
    if (argument === '--') {
      index++;
      return finish(1, '?');
    }
    shell.optionOffset = 1;
  }
  const letter = argument?.[shell.optionOffset] ?? '';
  const at = letter === ':' ? -1 : specification.indexOf(letter);
  const last = shell.optionOffset + 1 >= (argument?.length ?? 0);
  shell.optionOffset++;
  const advance = (): void => {
    index++;
    shell.optionOffset = 0;
  };
  shell.variables.unset('OPTARG');
  if (at < 0) {
    if (last) advance();
    if (colon) shell.variables.set('OPTARG', letter);
    else if (!silent)
      yield* shell.printError(
        bash ? `${shell.name}: illegal option -- ${letter}\n` : `Illegal option -${letter}\n`,
      );
    return finish(0, '?');
  }
  if (specification[at + 1] !== ':') {
    if (last) advance();
    return finish(0, letter);
  }
  if (!last) {
    shell.variables.set('OPTARG', argument?.slice(shell.optionOffset) ?? '');
    advance();
    return finish(0, letter);
  }
  advance();
  const value = args[index - 1];
  if (value === undefined) {
    if (colon) {
      shell.variables.set('OPTARG', letter);
      return finish(0, ':');
    }
    if (!silent)
      yield* shell.printError(
        bash ? `${shell.name}: option requires an argument -- ${letter}\n` : `No arg for -${letter} option\n`,
      );
    return finish(0, '?');
  }
  shell.variables.set('OPTARG', value);
  index++;
  return finish(0, letter);
};
