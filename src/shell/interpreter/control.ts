/** Thrown to leave loops, functions and the shell. They pass through `finally` blocks like any error. */

export class BreakLoop extends Error {
  levels: number;
  readonly continues: boolean;
  /** The loop's exit status. */
  readonly status: number;
  constructor(levels: number, continues: boolean, status = 0) {
    super(continues ? 'continue' : 'break');
    this.levels = levels;
    this.continues = continues;
    this.status = status;
  }
}

export class ReturnFromFunction extends Error {
  readonly status: number;
  constructor(status: number) {
    super('return');
    this.status = status;
  }
}

export class ExitShell extends Error {
  readonly status: number;
  constructor(status: number) {
    super('exit');
    this.status = status;
  }
}

/** An expansion or assignment that makes no sense: the command is not run; a script ends, an interactive shell prompts again. */
export class CommandProblem extends Error {
  readonly status: number;
  /** A script goes on after it. */
  readonly recoverable: boolean;
  /** It ends a script whatever its status (`${x:?}`). */
  readonly fatal: boolean;
  /** Where it came about, once the function that it is in has been left. */
  line: number | undefined;
  constructor(message: string, status = 1, recoverable = false, fatal = false) {
    super(message);
    this.status = status;
    this.recoverable = recoverable;
    this.fatal = fatal;
  }
}

/** Another program ran in the shell's process and ended: so must the process, without traps. */
export class ReplaceShell extends Error {
  readonly status: number;
  constructor(status: number) {
    super('exec');
    this.status = status;
  }
}

/** Ctrl-C in an interactive shell: the line is given up and a new prompt comes, with status 130. */
export class InterruptedByUser extends Error {
  constructor() {
    super('interrupt');
  }
}
