/** A piece of a word. `quoted` pieces are not split into fields and their characters match only themselves. */
export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | ParameterPart
  | { readonly kind: 'command'; readonly body: List; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly expression: Word; readonly quoted: boolean }
  | { readonly kind: 'process'; readonly body: List; readonly direction: 'in' | 'out' };

export interface Word extends ReadonlyArray<WordPart> {
  /** As it was written, for tracing and for printing functions. */
  readonly source?: string;
}

export type ParameterOperation =
  /** `:-` `-` `:=` `=` `:?` `?` `:+` `+` */
  | {
      readonly kind: 'default';
      readonly operator: '-' | '=' | '?' | '+';
      readonly colon: boolean;
      readonly word: Word;
    }
  /** `#` `##` `%` `%%` */
  | { readonly kind: 'trim'; readonly side: '#' | '%'; readonly longest: boolean; readonly pattern: Word }
  | {
      readonly kind: 'replace';
      /** All matches, the first, or one at the start or the end. */
      readonly where: 'all' | 'first' | 'start' | 'end';
      readonly pattern: Word;
      readonly replacement: Word;
    }
  | { readonly kind: 'substring'; readonly offset: Word; readonly length: Word | undefined }
  /** `^` `^^` `,` `,,` `~` `~~`: characters that the pattern matches (any, when it is empty). */
  | { readonly kind: 'case'; readonly change: '^' | ',' | '~'; readonly all: boolean; readonly pattern: Word }
  | { readonly kind: 'transform'; readonly letter: string }
  /** An expansion that makes no sense, as it was written. */
  | { readonly kind: 'bad'; readonly text: string };

export interface ParameterPart {
  readonly kind: 'parameter';
  readonly name: string;
  /** `[…]` after an array's name. */
  readonly index?: Word;
  /** `${#x}` */
  readonly length: boolean;
  /** `${!x}` */
  readonly indirect: boolean;
  /** `${!x[@]}` and `${!x@}`: the keys, or the names that begin so. */
  readonly keys?: boolean;
  readonly operation?: ParameterOperation;
  readonly quoted: boolean;
}

export interface Assignment {
  readonly name: string;
  readonly index: Word | undefined;
  readonly append: boolean;
  readonly value: Word | readonly ArrayElement[];
  readonly isArray: boolean;
}

export interface ArrayElement {
  readonly key: Word | undefined;
  /** `[key]+=value` */
  readonly append: boolean;
  readonly value: Word;
}

export type RedirectionOperator = '<' | '>' | '>>' | '>|' | '<>' | '<&' | '>&' | '&>' | '&>>' | '<<' | '<<<';

export interface Redirection {
  /** The descriptor before the operator; by default 0 or 1. */
  readonly descriptor: number | undefined;
  /** `{name}>`: the shell picks a descriptor and writes its number into this variable. */
  readonly variable?: string;
  readonly operator: RedirectionOperator;
  /** A file name, a descriptor, or the text of a here-document or here-string. */
  readonly target: Word;
  /** A here-document as it was written. */
  readonly document?: HereDocument;
}

export interface HereDocument {
  readonly delimiter: string;
  /** Nothing in it is expanded: the delimiter was quoted. */
  readonly literal: boolean;
  /** Tabs at the beginnings of its lines are left out. */
  readonly stripTabs: boolean;
  readonly body: string;
}

export interface SimpleCommand {
  readonly kind: 'simple';
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
  /** Arrays given to `declare`, `local` …: `declare -a x=(1 2)`. */
  readonly declarations: readonly Assignment[];
  readonly line: number;
}

export type Compound =
  | { readonly kind: 'subshell'; readonly body: List }
  | { readonly kind: 'group'; readonly body: List }
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly condition: List; readonly body: List }[];
      readonly otherwise: List | undefined;
    }
  | { readonly kind: 'while'; readonly until: boolean; readonly condition: List; readonly body: List }
  | {
      readonly kind: 'for' | 'select';
      readonly name: string;
      readonly words: readonly Word[] | undefined;
      readonly body: List;
    }
  | {
      readonly kind: 'for-arithmetic';
      readonly start: Word;
      readonly condition: Word;
      readonly step: Word;
      readonly body: List;
    }
  | {
      readonly kind: 'case';
      readonly subject: Word;
      readonly clauses: readonly {
        readonly patterns: readonly Word[];
        readonly body: List;
        readonly end: ';;' | ';&' | ';;&';
      }[];
    }
  | { readonly kind: 'condition'; readonly expression: Condition }
  | { readonly kind: 'arithmetic'; readonly expression: Word };

/** The expression in `[[ ]]`. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly operand: Condition }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Word }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Word; readonly right: Word };

export type Command =
  | SimpleCommand
  | {
      readonly kind: 'compound';
      readonly compound: Compound;
      readonly redirections: readonly Redirection[];
      readonly line: number;
    }
  | { readonly kind: 'coproc'; readonly name: string; readonly body: Command; readonly line: number }
  | { readonly kind: 'function'; readonly name: string; readonly body: Command; readonly line: number };

export interface Pipeline {
  readonly commands: readonly Command[];
  /** `|&` after the command of this index: standard error goes into the pipe too. */
  readonly withErrors: readonly boolean[];
  readonly negated: boolean;
  /** `time`, or `time -p`. */
  readonly timed: false | 'default' | 'posix';
}

export interface AndOr {
  readonly first: Pipeline;
  readonly rest: readonly { readonly operator: '&&' | '||'; readonly pipeline: Pipeline }[];
  readonly background: boolean;
  /** As it was typed, for `jobs`. */
  readonly source: string;
}

export type List = readonly AndOr[];
