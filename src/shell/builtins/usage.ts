import type { Task } from '../../sim/index.ts';
import type { Shell } from '../interpreter/shell.ts';

/** How each of bash's builtins is called. */
export const USAGE: Readonly<Record<string, string>> = {
  '.': 'filename [arguments]',
  alias: '[-p] [name[=value] ... ]',
  bg: '[job_spec ...]',
  break: '[n]',
  builtin: '[shell-builtin [arg ...]]',
  caller: '[expr]',
  cd: '[-L|[-P [-e]] [-@]] [dir]',
  command: '[-pVv] command [arg ...]',
  compgen:
    '[-abcdefgjksuv] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [word]',
  complete:
    '[-abcdefgjksuv] [-pr] [-DEI] [-o option] [-A action] [-G globpat] [-W wordlist] [-F function] [-C command] [-X filterpat] [-P prefix] [-S suffix] [name ...]',
  continue: '[n]',
  declare: '[-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]',
  dirs: '[-clpv] [+N] [-N]',
  disown: '[-h] [-ar] [jobspec ... | pid ...]',
  echo: '[-neE] [arg ...]',
  eval: '[arg ...]',
  exec: '[-cl] [-a name] [command [argument ...]] [redirection ...]',
  exit: '[n]',
  export: '[-fn] [name[=value] ...] or export -p',
  fc: '[-e ename] [-lnr] [first] [last] or fc -s [pat=rep] [command]',
  fg: '[job_spec]',
  getopts: 'optstring name [arg ...]',
  hash: '[-lr] [-p pathname] [-dt] [name ...]',
  help: '[-dms] [pattern ...]',
  history: '[-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]',
  jobs: '[-lnprs] [jobspec ...] or jobs -x command [args]',
  kill: '[-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]',
  let: 'arg [arg ...]',
  local: '[option] name[=value] ...',
  logout: '[n]',
  mapfile: '[-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]',
  popd: '[-n] [+N | -N]',
  printf: '[-v var] format [arguments]',
  pushd: '[-n] [+N | -N | dir]',
  pwd: '[-LP]',
  read: '[-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]',
  readarray: '[-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]',
  readonly: '[-aAf] [name[=value] ...] or readonly -p',
  return: '[n]',
  set: '[-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]',
  shift: '[n]',
  shopt: '[-pqsu] [-o] [optname ...]',
  source: 'filename [arguments]',
  test: '[expr]',
  times: '',
  trap: '[-lp] [[arg] signal_spec ...]',
  type: '[-afptP] name [name ...]',
  typeset: '[-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]',
  ulimit: '[-SHabcdefiklmnpqrstuvxPRT] [limit]',
  umask: '[-p] [-S] [mode]',
  unalias: '[-a] name [name ...]',
  unset: '[-f] [-v] [-n] [name ...]',
  wait: '[-fn] [-p var] [id ...]',
};

/** Say how a builtin is called, as bash does after a wrong call. @returns 2 */
export function* tellUsage(shell: Shell, name: string): Task<number> {
  if (shell.flavor === 'bash') yield* shell.printError(`${name}: usage: ${name} ${USAGE[name] ?? ''}\n`);
  return 2;
}

/** Complain about an option that a builtin does not have. @returns 2 */
export function* badOption(shell: Shell, name: string, option: string): Task<number> {
  if (shell.flavor !== 'bash') {
    yield* shell.complain(`Illegal option ${option}`, name);
    return 2;
  }
  yield* shell.complain(`${option}: invalid option`, name);
  return yield* tellUsage(shell, name);
}

/** A builtin's options: those given, by letter, each with its value or ''; and the other arguments. */
export interface Given {
  readonly options: ReadonlyMap<string, string>;
  readonly args: string[];
}

/**
 * Read a builtin's options, which end at the first argument that is none.
 * @param letters those that it has; `:` after one that takes a value
 * @returns the status of a call that is wrong, which has been told of
 */
export function* readOptions(shell: Shell, argv: readonly string[], letters: string): Task<Given | number> {
  const name = argv[0] ?? '';
  const args = argv.slice(1);
  const options = new Map<string, string>();
  while (/^-./.test(args[0] ?? '')) {
    const flags = args.shift() ?? '';
    if (flags === '--') break;
    for (let i = 1; i < flags.length; i++) {
      const letter = flags[i] ?? '';
      const at = letter === ':' ? -1 : letters.indexOf(letter);
      if (at < 0) return yield* badOption(shell, name, `-${letter}`);
      if (letters[at + 1] !== ':') {
        options.set(letter, '');
        continue;
      }
      const rest = flags.slice(i + 1);
      const value = rest !== '' ? rest : args.shift();
      if (value === undefined) {
        yield* shell.complain(`-${letter}: option requires an argument`, name);
        return yield* tellUsage(shell, name);
      }
      options.set(letter, value);
      break;
    }
  }
  return { options, args };
}
