import type { Task } from '../../sim/index.ts';
import { compareNumbers, compareTexts, testFile, type TestContext } from '../test-expression.ts';
import type { Condition, Word } from '../parser/ast.ts';
import { posixRegex } from '../tools/regex.ts';
import { patternOptions } from './expand-parameter.ts';
import { elements, lookUp, parameterText } from './parameters.ts';
import { trace } from './trace.ts';
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
    case 'unary': {
      const operand = yield* expandString(shell, condition.operand);
      if (shell.options.has('xtrace')) yield* trace(shell, `[[ ${condition.operator} ${operand || "''"} ]]`);
      return testFile(testContext(shell), condition.operator, operand);
    }
    case 'binary':
      return yield* evaluateBinary(shell, condition);
  }
}

function* evaluateBinary(shell: Shell, condition: Extract<Condition, { kind: 'binary' }>): Task<boolean> {
  const { operator } = condition;
  const left = yield* expandString(shell, condition.left);
  const show = function* (right: string): Task {
    if (!shell.options.has('xtrace')) return;
    yield* trace(shell, `[[ ${left || "''"} ${operator} ${right || "''"} ]]`);
  };
  if (operator === '==' || operator === '=' || operator === '!=') {
    const pattern = yield* expandPattern(shell, condition.right);
    yield* show(pattern);
    const options = { ...patternOptions(shell), extended: true };
    return matchesPattern(left, pattern, options) === (operator !== '!=');
  }
  if (operator === '=~') {
    const source = yield* regexOf(shell, condition.right);
    yield* show(source);
    return matchRegex(shell, left, source);
  }
  const right = yield* expandString(shell, condition.right);
  yield* show(right);
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
    isSet: (name) => isSet(shell, name),
    isOptionOn: (name) => shell.options.has(name),
  };
}

/** The regular expression on the right of `=~`: quoted parts stand for themselves. */
function* regexOf(shell: Shell, word: Word): Task<string> {
  let source = '';
  for (const part of word) {
    const quoted = part.kind === 'process' || part.quoted;
    const text = part.kind === 'text' ? part.text : yield* expandString(shell, [part]);
    source += quoted ? text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : text;
  }
  return source;
}

function matchRegex(shell: Shell, text: string, source: string): boolean {
  const match = posixRegex(source, {
    extended: true,
    ignoreCase: shell.options.has('nocasematch'),
  }).exec(text);
  const variable = shell.variables.writable('BASH_REMATCH');
  variable.array = new Map((match ?? []).map((group, i) => [String(i), group ?? '']));
  return match !== null;
}

/** Whether `name` or `name[index]` is set (`-v`). */
function isSet(shell: Shell, text: string): boolean {
  const [, name = text, index] = /^(\w+)\[(.*)\]$/s.exec(text) ?? [];
  if (index === undefined) return parameterText(shell, name, undefined) !== undefined;
  if (index === '@' || index === '*') return elements(shell, name).length > 0;
  const key = lookUp(shell, name)?.associative ? index : String(arithmetic(shell, index));
  return parameterText(shell, name, key) !== undefined;
}
