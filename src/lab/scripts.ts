import { SyntaxProblem } from '../shell/parser/errors.ts';
import { Parser } from '../shell/parser/parser.ts';
import type { AuthoringError } from './authored.ts';

/** Mistakes of syntax in an author's script; it is not run. */
export function scriptMistakes(file: string, script: string): readonly AuthoringError[] {
  try {
    const parser = new Parser(script);
    while (parser.next());
    return [];
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return [{ file, line: error.line, message: error.message }];
  }
}

/** The check that a `wrong/` script says catches it: a comment in its head reads `# caught by: <check id>`. */
export function caughtBy(script: string): { readonly check: string; readonly line: number } | undefined {
  for (const [index, text] of script.split('\n').entries()) {
    if (!text.startsWith('#')) return undefined;
    const [, check] = /^#\s*caught by:\s*(\S+)\s*$/.exec(text) ?? [];
    if (check !== undefined) return { check, line: index + 1 };
  }
  return undefined;
}
