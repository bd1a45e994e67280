import type { Json } from './value.ts';

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '==' | '!=' | '<' | '<=' | '>' | '>=';
export type UpdateOperator = '=' | '|=' | '+=' | '-=' | '*=' | '/=' | '%=' | '//=';

/** What `as` binds: a variable, the elements of an array, the fields of an object. */
export type Pattern =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'array'; readonly items: readonly Pattern[] }
  | { readonly kind: 'object'; readonly fields: readonly PatternField[] };

export interface PatternField {
  readonly key: Node;
  /** `{$name}` and `{$name: pattern}` bind the field itself too. */
  readonly variable?: string;
  readonly value?: Pattern;
}

/** A jq program's syntax tree. */
export type Node =
  | { readonly kind: 'identity' }
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'text'; readonly format: string; readonly parts: readonly (string | Node)[] }
  | { readonly kind: 'format'; readonly name: string }
  | { readonly kind: 'index'; readonly target: Node; readonly key: Node }
  | { readonly kind: 'slice'; readonly target: Node; readonly from?: Node; readonly to?: Node }
  | { readonly kind: 'iterate'; readonly target: Node }
  | { readonly kind: 'array'; readonly body?: Node }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [key: Node, value: Node])[] }
  | { readonly kind: 'negate'; readonly body: Node }
  | {
      readonly kind: 'pipe' | 'comma' | 'or' | 'and' | 'alternative';
      readonly left: Node;
      readonly right: Node;
    }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Node; readonly right: Node }
  | { readonly kind: 'update'; readonly operator: UpdateOperator; readonly left: Node; readonly right: Node }
  | { readonly kind: 'if'; readonly condition: Node; readonly then: Node; readonly otherwise?: Node }
  | { readonly kind: 'try'; readonly body: Node; readonly handler?: Node }
  | {
      readonly kind: 'reduce' | 'foreach';
      readonly source: Node;
      readonly patterns: readonly Pattern[];
      readonly start: Node;
      readonly update: Node;
      readonly extract?: Node;
    }
  | {
      readonly kind: 'bind';
      readonly source: Node;
      readonly patterns: readonly Pattern[];
      readonly body: Node;
    }
  | { readonly kind: 'label'; readonly name: string; readonly body: Node }
  | { readonly kind: 'break'; readonly name: string; readonly at: number }
  | { readonly kind: 'variable'; readonly name: string; readonly at: number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[]; readonly at: number }
  | { readonly kind: 'define'; readonly definition: Definition; readonly rest: Node };

export interface Definition {
  readonly name: string;
  /** `$name` for parameters that are values. */
  readonly parameters: readonly string[];
  readonly body: Node;
}

/** A program that cannot be read. `at` is where, in the program's text. */
export class CompileError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}
