/** An option of `set -o`, in the order in which its letter appears in `$-`. */
export interface ShellOption {
  readonly letter?: string;
  readonly name: string;
  /** Bash has it on from the start. */
  readonly on?: boolean;
}

/** The options of `set`, those with letters in the order of `$-`. */
export const OPTIONS: readonly ShellOption[] = [
  { letter: 'a', name: 'allexport' },
  { letter: 'b', name: 'notify' },
  { letter: 'e', name: 'errexit' },
  { letter: 'f', name: 'noglob' },
  { letter: 'h', name: 'hashall', on: true },
  { letter: 'k', name: 'keyword' },
  { letter: 'm', name: 'monitor' },
  { letter: 'n', name: 'noexec' },
  { letter: 'p', name: 'privileged' },
  { letter: 't', name: 'onecmd' },
  { letter: 'u', name: 'nounset' },
  { letter: 'v', name: 'verbose' },
  { letter: 'x', name: 'xtrace' },
  { letter: 'B', name: 'braceexpand', on: true },
  { letter: 'C', name: 'noclobber' },
  { letter: 'E', name: 'errtrace' },
  { letter: 'H', name: 'histexpand' },
  { letter: 'P', name: 'physical' },
  { letter: 'T', name: 'functrace' },
  { name: 'emacs' },
  { name: 'history' },
  { name: 'ignoreeof' },
  { name: 'interactive-comments', on: true },
  { name: 'nolog' },
  { name: 'pipefail' },
  { name: 'posix' },
  { name: 'vi' },
];

/** The options of dash's `set`, in its order. */
export const PLAIN_OPTIONS: readonly ShellOption[] = [
  ['e', 'errexit'],
  ['f', 'noglob'],
  ['I', 'ignoreeof'],
  ['i', 'interactive'],
  ['m', 'monitor'],
  ['n', 'noexec'],
  ['s', 'stdin'],
  ['x', 'xtrace'],
  ['v', 'verbose'],
  ['V', 'vi'],
  ['E', 'emacs'],
  ['C', 'noclobber'],
  ['a', 'allexport'],
  ['b', 'notify'],
  ['u', 'nounset'],
  ['p', 'privileged'],
  ['', 'nolog'],
  ['', 'debug'],
].map(([letter = '', name = '']) => (letter === '' ? { name } : { letter, name }));

/** The options of bash's `shopt`, and whether each is on from the start. */
export const SHOPT_OPTIONS: ReadonlyMap<string, boolean> = new Map(
  [
    'assoc_expand_once autocd cdable_vars cdspell checkhash checkjobs +checkwinsize +cmdhist compat31 compat32',
    'compat40 compat41 compat42 compat43 compat44 +complete_fullquote direxpand dirspell dotglob execfail',
    'expand_aliases extdebug extglob +extquote failglob +force_fignore +globasciiranges +globskipdots globstar',
    'gnu_errfmt histappend histreedit histverify +hostcomplete huponexit inherit_errexit +interactive_comments',
    'lastpipe lithist localvar_inherit localvar_unset login_shell mailwarn no_empty_cmd_completion nocaseglob',
    'nocasematch noexpand_translation nullglob +patsub_replacement +progcomp progcomp_alias +promptvars',
    'restricted_shell shift_verbose +sourcepath varredir_close xpg_echo',
  ]
    .join(' ')
    .split(' ')
    .map((name) => [name.replace('+', ''), name.startsWith('+')]),
);
