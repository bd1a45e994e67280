/** The text is not a program. */
export class SyntaxProblem extends Error {
  /** More text could make it one: an open quote, `if` without `fi`. */
  readonly incomplete: boolean;
  readonly line: number;
  /** The token that does not fit; `undefined` for the end of the text. */
  readonly token: string | undefined;
  /** The quote or bracket that was not closed. */
  readonly unclosed: string | undefined;
  /** The one reserved word or operator that could have stood here. */
  readonly expected: string | undefined;

  constructor(options: {
    line: number;
    token?: string;
    unclosed?: string;
    expected?: string;
    incomplete?: boolean;
    message?: string;
  }) {
    const { token, unclosed, message } = options;
    super(
      message ??
        (unclosed !== undefined
          ? `unexpected EOF while looking for matching \`${unclosed}'`
          : token !== undefined
            ? `syntax error near unexpected token \`${token}'`
            : 'syntax error: unexpected end of file'),
    );
    this.line = options.line;
    this.token = token;
    this.unclosed = unclosed;
    this.expected = options.expected;
    this.incomplete = options.incomplete ?? false;
  }
}
