import { children, GLOBAL_FLAGS, GROUPS, findChild, type CommandFacts } from './facts.ts';
import type { Flag } from './flags.ts';
import { FLAG_WORDS } from './words.ts';

const OPTIONS_HINT =
  'Use "kubectl options" for a list of global command-line options (applies to all commands).\n';

/** `kubectl --help`. */
export function rootHelp(): string {
  const head =
    'kubectl controls the Kubernetes cluster manager.\n\n Find more information at: https://kubernetes.io/docs/reference/kubectl/\n';
  return `${head}${rootUsage()}`;
}

/** What follows kubectl's own description: its commands by group, and how to go on. */
export function rootUsage(): string {
  const groups = GROUPS.map(([title, names]) => {
    const lines = names.map((name) => `  ${name.padEnd(15)} ${findChild([], name)?.short ?? ''}\n`).join('');
    return title === 'Other Commands'
      ? `\nSubcommands provided by plugins:\n\n${title}:\n${lines}`
      : `\n${title}:\n${lines}`;
  });
  return `${groups.join('')}
Usage:
  kubectl [flags] [options]

Use "kubectl <command> --help" for more information about a given command.
${OPTIONS_HINT}`;
}

function flagLines(flags: readonly Flag[]): string {
  return flags
    .map((flag) => {
      const short = flag.shorthand ? `-${flag.shorthand}, ` : '';
      return `    ${short}--${flag.name}=${flag.shown}:\n\t${FLAG_WORDS[flag.name] ?? ''}\n`;
    })
    .join('\n');
}

/** `kubectl options`. */
export function optionsHelp(): string {
  return `The following options can be passed to any command:\n\n${flagLines(GLOBAL_FLAGS)}\n`;
}

/** `kubectl COMMAND --help`: synopsis, aliases, commands under it, options, usage. */
export function commandHelp(facts: CommandFacts): string {
  const name = facts.path.at(-1) ?? '';
  const under = children(facts.path);
  const width = Math.max(11, ...under.map((one) => (one.path.at(-1) ?? '').length));
  const parts = [`${facts.short.replace(/\.$/, '')}.\n`];
  if (facts.aliases.length > 0) parts.push(`Aliases:\n${[name, ...facts.aliases].join(', ')}\n`);
  if (under.length > 0) {
    const lines = under.map((one) => `  ${(one.path.at(-1) ?? '').padEnd(width)}   ${one.short}\n`);
    parts.push(`Available Commands:\n${lines.join('')}`);
  }
  if (facts.flags.length > 0) parts.push(`Options:\n${flagLines(facts.flags)}`);
  parts.push(`Usage:\n  ${facts.usage}\n`);
  const more =
    under.length > 0
      ? `Use "kubectl ${facts.path.join(' ')} <command> --help" for more information about a given command.\n`
      : '';
  parts.push(`${more}${OPTIONS_HINT}`);
  return parts.join('\n');
}
