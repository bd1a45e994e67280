import type { Task } from '../../sim/index.ts';
import { compareNumbers, compareTexts, testFile, type TestContext } from '../test-expression.ts';
import type { Condition } from '../parser/ast.ts';
import { arithmetic, expandPattern, expandString } from './expand.ts';
import { matchesPattern } from './pattern.ts';
import type { Shell } from './shell.ts';

/** Evaluate the expression of `[[ ]]`. */
export function* evaluateCondition(shell: Shell, condition: Condition): Task<boolean> {
  switch (condition.kind) {
    case 'and':
      return (
        (yield* evaluateCondition(shell, condition.left)) &&
        (yield* evaluateCondition(shell, condition.right))
      );
    case 'or':
      return (
        (yield* evaluateCondition(shell, condition.left)) ||
        (yield* evaluateCondition(shell, condition.right))
      );
    case 'not':
      return !(yield* evaluateCondition(shell, condition.operand));
    case 'unary':
      return testFile(testContext(shell), condition.operator, yield* expandString(shell, condition.operand));
    case 'binary':
      return yield* evaluateBinary(shell, condition);
  }
}

function* evaluateBinary(shell: Shell, condition: Extract<Condition, { kind: 'binary' }>): Task<boolean> {
  const { operator } = condition;
  const left = yield* expandString(shell, condition.left);
  if (operator === '==' || operator === '=' || operator === '!=') {
    const pattern = yield* expandPattern(shell, condition.right);
    return matchesPattern(left, pattern) === (operator !== '!=');
  }
  if (operator === '=~') return matchRegex(shell, left, yield* regexOf(shell, condition.right));
  const right = yield* expandString(shell, condition.right);
  return (
    compareTexts(testContext(shell), left, operator, right) ??
    compareNumbers(arithmetic(shell, left), operator, arithmetic(shell, right))
  );
}

/** A shell as its tests see it. */
export function testContext(shell: Shell): TestContext {
  return {
    fs: shell.fs,
    cwd: shell.cwd,
    flavor: shell.flavor,
    isTerminal: (number) => {
      const descriptor = shell.descriptors.get(Number(number));
      return (descriptor?.input?.tty ?? descriptor?.output?.tty) !== undefined;
    },
    isSet: (name) => shell.variables.get(name) !== undefined,
    isOptionOn: (name) => shell.options.has(name),
  };
}

/** The regular expression on the right of `=~`: quoted parts stand for themselves. */
function* regexOf(shell: Shell, word: Parameters<typeof expandPattern>[1]): Task<string> {
  let source = '';
  for (const part of word) {
    if (part.kind === 'text' && !part.quoted) source += part.text;
    else if (part.kind === 'text') source += part.text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    else {
      const quoted = part.kind === 'process' || part.quoted;
      const text = yield* expandString(shell, [part]);
      source += quoted ? text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') : text;
    }
  }
  return source;
}

function matchRegex(shell: Shell, text: string, source: string): boolean {
  const classes: Record<string, string> = {
    alpha: 'A-Za-z',
    digit: '0-9',
    alnum: 'A-Za-z0-9',
    space: '\\s',
    upper: 'A-Z',
    lower: 'a-z',
    xdigit: '0-9A-Fa-f',
    punct: '!-\\/:-@\\[-`{-~',
    blank: ' \\t',
  };
  const match = new RegExp(
    source.replace(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole),
  ).exec(text);
  const variable = shell.variables.writable('BASH_REMATCH');
  variable.array = new Map((match ?? []).map((group, i) => [String(i), group ?? '']));
  return match !== null;
}
