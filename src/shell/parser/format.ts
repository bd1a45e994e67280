import type {
  AndOr,
  Assignment,
  Command,
  Compound,
  Condition,
  List,
  Pipeline,
  Redirection,
  SimpleCommand,
  Word,
} from './ast.ts';

/** A command as bash writes it back: `declare -f`, `type`, `$BASH_COMMAND` (models print_cmd.c). */
export function formatCommand(command: Command, indent = 0): string {
  switch (command.kind) {
    case 'simple':
      return formatSimple(command);
    case 'function':
      return `function ${formatFunction(command.name, command.body, indent)}`;
    case 'coproc':
      return `coproc ${command.name} ${formatCommand(command.body, indent)}`;
    case 'compound':
      return formatCompound(command.compound, indent) + formatRedirections(command.redirections);
  }
}

/** A function's definition. */
export function formatFunction(name: string, body: Command, indent = 0): string {
  return `${name} () \n${blanks(indent)}${formatCommand(body, indent)}`;
}

/** A word as it was written. */
export function wordText(word: Word): string {
  return word.source ?? word.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}

export function wordsText(words: readonly Word[]): string {
  return words.map(wordText).join(' ');
}

function blanks(indent: number): string {
  return ' '.repeat(indent);
}

export function formatSimple(command: SimpleCommand): string {
  const declared = [...command.declarations];
  const words = command.words.map((word) => {
    if (word.source !== undefined) return word.source;
    const declaration = declared.shift();
    return declaration ? formatAssignment(declaration) : wordText(word);
  });
  return (
    [...command.assignments.map(formatAssignment), ...words].join(' ') +
    formatRedirections(command.redirections)
  ).trimStart();
}

/** `name=value` as it was written. */
export function formatAssignment({ name, index, append, value, isArray }: Assignment): string {
  const target = index ? `${name}[${wordText(index)}]` : name;
  const text = isArray
    ? `(${(value as Exclude<Assignment['value'], Word>)
        .map((element) => {
          const key = element.key ? `[${wordText(element.key)}]${element.append ? '+' : ''}=` : '';
          return key + wordText(element.value);
        })
        .join(' ')})`
    : wordText(value as Word);
  return `${target}${append ? '+' : ''}=${text}`;
}

function formatRedirections(redirections: readonly Redirection[]): string {
  return redirections.map((redirection) => ` ${formatRedirection(redirection)}`).join('');
}

function formatRedirection({ descriptor, variable, operator, target, document }: Redirection): string {
  const number = variable === undefined ? (descriptor ?? '') : `{${variable}}`;
  if (operator === '<<' && document) {
    const { delimiter, literal, stripTabs, body } = document;
    return `${number}<<${stripTabs ? '-' : ''}${literal ? `'${delimiter}'` : delimiter}\n${body}${delimiter}\n`;
  }
  const blank = /&$/.test(operator) || operator === '<<<' ? (operator === '<<<' ? ' ' : '') : ' ';
  return `${number}${operator}${blank}${wordText(target)}`;
}

/** Commands one on each line. `closed`: the last one has its semicolon too, as in loops. */
function formatList(list: List, indent: number, closed: boolean): string {
  return list
    .map((item, i) => {
      const last = i === list.length - 1;
      const text = blanks(indent) + formatAndOr(item, indent);
      if (item.background) return `${text} &`;
      return last && !closed ? text : `${text};`;
    })
    .join('\n');
}

function formatAndOr(item: AndOr, indent: number): string {
  return [
    formatPipeline(item.first, indent),
    ...item.rest.map(({ operator, pipeline }) => `${operator} ${formatPipeline(pipeline, indent)}`),
  ].join(' ');
}

function formatPipeline({ commands, withErrors, negated, timed }: Pipeline, indent: number): string {
  const text = commands
    .map((command, i) => {
      const joint = i === commands.length - 1 ? '' : withErrors[i] ? ' 2>&1 | ' : ' | ';
      return formatCommand(command, indent) + joint;
    })
    .join('');
  return `${timed ? (timed === 'posix' ? 'time -p ' : 'time ') : ''}${negated ? '! ' : ''}${text}`;
}

function formatCompound(compound: Compound, indent: number): string {
  const here = blanks(indent);
  const inside = indent + 4;
  const body = (list: List): string => `\n${formatList(list, inside, true)}\n${here}`;
  switch (compound.kind) {
    case 'group':
      return `{ \n${formatList(compound.body, inside, false)}\n${here}}`;
    case 'subshell':
      return `( ${formatList(compound.body, 0, false).replaceAll('\n', ' ')} )`;
    case 'if': {
      const oneLine = (list: List): string => formatList(list, 0, true).replaceAll('\n', ' ');
      let text = '';
      let closing = '';
      let at = indent;
      for (const [i, branch] of compound.branches.entries()) {
        // Bash writes `elif` as an `if` inside `else`.
        if (i > 0) {
          text += `\n${blanks(at)}else\n${blanks(at + 4)}`;
          closing = `;\n${blanks(at)}fi${closing}`;
          at += 4;
        }
        text += `if ${oneLine(branch.condition)} then\n${formatList(branch.body, at + 4, true)}`;
      }
      if (compound.otherwise) text += `\n${blanks(at)}else\n${formatList(compound.otherwise, at + 4, true)}`;
      return `${text}\n${blanks(at)}fi${closing}`;
    }
    case 'while':
      return `${compound.until ? 'until' : 'while'} ${formatList(compound.condition, 0, true).replaceAll('\n', ' ')} do${body(compound.body)}done`;
    case 'for':
    case 'select': {
      const words = compound.words ? ` in ${wordsText(compound.words)}` : '';
      return `${compound.kind} ${compound.name}${words};\n${here}do${body(compound.body)}done`;
    }
    case 'for-arithmetic': {
      const parts = [compound.start, compound.condition, compound.step].map((part) => wordText(part).trim());
      return `for ((${parts.join('; ')}))\n${here}do${body(compound.body)}done`;
    }
    case 'case': {
      const clauses = compound.clauses.map(({ patterns, body: list, end }) => {
        const text = list.length > 0 ? `\n${formatList(list, inside + 4, false)}` : '\n';
        return `${blanks(inside)}${patterns.map(wordText).join(' | ')})${text}\n${blanks(inside)}${end}`;
      });
      return `case ${wordText(compound.subject)} in \n${clauses.join('\n')}\n${here}esac`;
    }
    case 'condition':
      return `[[ ${formatCondition(compound.expression)} ]]`;
    case 'arithmetic':
      return `((${wordText(compound.expression)}))`;
  }
}

function formatCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
      return `${formatCondition(condition.left)} && ${formatCondition(condition.right)}`;
    case 'or':
      return `${formatCondition(condition.left)} || ${formatCondition(condition.right)}`;
    case 'not':
      return `! ${formatCondition(condition.operand)}`;
    case 'unary':
      return `${condition.operator} ${wordText(condition.operand)}`;
    case 'binary':
      return `${wordText(condition.left)} ${condition.operator} ${wordText(condition.right)}`;
  }
}
