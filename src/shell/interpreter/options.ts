/** An option of `set -o`, in the order in which its letter appears in `$-`. */
export interface ShellOption {
  readonly letter?: string;
  readonly name: string;
  /** Bash has it on from the start. */
  readonly on?: boolean;
  /** POSIX shells have it too. */
  readonly posix?: boolean;
}

/** The options of `set`, those with letters in the order of `$-`. */
export const OPTIONS: readonly ShellOption[] = [
  { letter: 'a', name: 'allexport', posix: true },
  { letter: 'b', name: 'notify', posix: true },
  { letter: 'e', name: 'errexit', posix: true },
  { letter: 'f', name: 'noglob', posix: true },
  { letter: 'h', name: 'hashall', on: true },
  { letter: 'k', name: 'keyword' },
  { letter: 'm', name: 'monitor', posix: true },
  { letter: 'n', name: 'noexec', posix: true },
  { letter: 'p', name: 'privileged' },
  { letter: 't', name: 'onecmd' },
  { letter: 'u', name: 'nounset', posix: true },
  { letter: 'v', name: 'verbose', posix: true },
  { letter: 'x', name: 'xtrace', posix: true },
  { letter: 'B', name: 'braceexpand', on: true },
  { letter: 'C', name: 'noclobber', posix: true },
  { letter: 'E', name: 'errtrace' },
  { letter: 'H', name: 'histexpand' },
  { letter: 'P', name: 'physical' },
  { letter: 'T', name: 'functrace' },
  { name: 'emacs', posix: true },
  { name: 'history' },
  { name: 'ignoreeof', posix: true },
  { name: 'interactive-comments', on: true },
  { name: 'nolog', posix: true },
  { name: 'pipefail' },
  { name: 'posix' },
  { name: 'vi', posix: true },
];

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
