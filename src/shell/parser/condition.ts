import type { Condition, Word } from './ast.ts';
import type { SyntaxProblem } from './errors.ts';
import { BINARY_OPERATORS, UNARY_OPERATOR } from '../test-expression.ts';
import { plainText } from './words.ts';

/** What the reader of `[[ ]]` needs of the parser. */
export interface ConditionSource {
  skip(): void;
  word(mode: 'word' | 'pattern'): Word;
  take(text: string): boolean;
  raw(): string;
  /** An error here in other words than those for a token that does not fit. */
  problem(message: string): SyntaxProblem;
  unexpected(): SyntaxProblem;
}

/** `=~` comes before `=`, which begins it. */
const BINARY = ['=~', ...BINARY_OPERATORS].sort((a, b) => b.length - a.length);

/** Read the expression after `[[`, with its `]]`. */
export function readCondition(source: ConditionSource): Condition {
  const expression = readOr(source);
  source.skip();
  if (!source.take(']]')) throw source.unexpected();
  return expression;
}

function readOr(source: ConditionSource): Condition {
  let left = readAnd(source);
  for (source.skip(); source.take('||'); source.skip()) left = { kind: 'or', left, right: readAnd(source) };
  return left;
}

function readAnd(source: ConditionSource): Condition {
  let left = readPrimary(source);
  for (source.skip(); source.take('&&'); source.skip())
    left = { kind: 'and', left, right: readPrimary(source) };
  return left;
}

function readPrimary(source: ConditionSource): Condition {
  source.skip();
  if (source.take('!')) return { kind: 'not', operand: readPrimary(source) };
  if (source.take('(')) {
    const inner = readOr(source);
    source.skip();
    if (!source.take(')')) throw source.unexpected();
    return inner;
  }
  const raw = source.raw();
  if (raw === ']]') throw source.unexpected();
  const left = source.word('word');
  source.skip();
  const operator = plainText(left);
  if (operator !== undefined && UNARY_OPERATOR.test(operator) && !isBinaryNext(source)) {
    if (source.raw() === ']]') throw source.problem("unexpected argument `]]' to conditional unary operator");
    return { kind: 'unary', operator, operand: source.word('word') };
  }
  for (const binary of BINARY) {
    if (!source.take(binary)) continue;
    source.skip();
    const pattern = binary === '==' || binary === '=' || binary === '!=' || binary === '=~';
    return { kind: 'binary', operator: binary, left, right: source.word(pattern ? 'pattern' : 'word') };
  }
  if (!/^(\]\]|)$/.test(source.raw())) throw source.problem('conditional binary operator expected');
  return { kind: 'unary', operator: '-n', operand: left };
}

function isBinaryNext(source: ConditionSource): boolean {
  return BINARY.includes(source.raw());
}
