/** What the shell is to do with what it is offered. Models cobra's ShellCompDirective. */
export const DEFAULT = 0;
export const NO_SPACE = 2;
export const NO_FILES = 4;
/** The candidates are endings of file names. */
export const FILES_ENDING_IN = 8;

const NAMES: readonly (readonly [bit: number, name: string])[] = [
  [NO_SPACE, 'ShellCompDirectiveNoSpace'],
  [NO_FILES, 'ShellCompDirectiveNoFileComp'],
  [FILES_ENDING_IN, 'ShellCompDirectiveFilterFileExt'],
];

/** Something that can stand in place of the word being typed. */
export interface Offer {
  readonly value: string;
  /** One line about it; empty when there is nothing to say. */
  readonly words: string;
}

export interface Answer {
  readonly offers: readonly Offer[];
  readonly directive: number;
  /** Why nothing can be offered, as `__complete` says it on stderr. */
  readonly problem?: string;
}

/** What completes one argument, or one flag's value. */
export interface Values {
  readonly values: readonly string[];
  readonly directive: number;
}

export const NOTHING: Values = { values: [], directive: NO_FILES };

export function directiveNames(directive: number): string {
  const names = NAMES.filter(([bit]) => (directive & bit) !== 0).map(([, name]) => name);
  return names.length === 0 ? 'ShellCompDirectiveDefault' : names.join(', ');
}
