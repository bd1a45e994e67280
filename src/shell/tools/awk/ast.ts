/** A program that cannot be read. */
export class AwkError extends Error {}

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'regex'; readonly regex: RegExp }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'element'; readonly name: string; readonly index: readonly Expression[] }
  | { readonly kind: 'field'; readonly index: Expression }
  | {
      readonly kind: 'assign';
      readonly operator: string;
      readonly target: Expression;
      readonly value: Expression;
    }
  | { readonly kind: 'step'; readonly by: number; readonly prefix: boolean; readonly target: Expression }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | { readonly kind: 'in'; readonly index: readonly Expression[]; readonly name: string }
  | { readonly kind: 'group'; readonly items: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: 'getline';
      readonly target: Expression | undefined;
      /** Where it reads; the main input when absent. */
      readonly from?: { readonly kind: 'file' | 'command'; readonly name: Expression };
    };

export type Statement =
  | { readonly kind: 'expression'; readonly value: Expression }
  | {
      readonly kind: 'print';
      readonly formatted: boolean;
      readonly args: readonly Expression[];
      readonly to: Expression | undefined;
      /** How what `to` names is written. */
      readonly way: 'write' | 'append' | 'pipe';
    }
  | {
      readonly kind: 'if';
      readonly test: Expression;
      readonly yes: Statement;
      readonly no: Statement | undefined;
    }
  | {
      readonly kind: 'while';
      readonly test: Expression;
      readonly body: Statement;
      readonly atLeastOnce: boolean;
    }
  | {
      readonly kind: 'for';
      readonly first: Statement | undefined;
      readonly test: Expression | undefined;
      readonly step: Statement | undefined;
      readonly body: Statement;
    }
  | { readonly kind: 'forIn'; readonly variable: string; readonly name: string; readonly body: Statement }
  | { readonly kind: 'block'; readonly body: readonly Statement[] }
  | { readonly kind: 'delete'; readonly name: string; readonly index: readonly Expression[] | undefined }
  | {
      readonly kind: 'jump';
      readonly to: 'next' | 'exit' | 'break' | 'continue' | 'return';
      readonly value: Expression | undefined;
    };

export interface Rule {
  readonly pattern: 'BEGIN' | 'END' | undefined | readonly [Expression] | readonly [Expression, Expression];
  /** Absent: print the line. */
  readonly action: Statement | undefined;
}

export interface AwkFunction {
  readonly parameters: readonly string[];
  readonly body: Statement;
}

export interface AwkProgram {
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, AwkFunction>;
}
