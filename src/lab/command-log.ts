import type { ShellMark } from '../shell/tty.ts';
import type { Input } from './recording.ts';

/** A command line that the learner's shell has run. */
export interface LoggedCommand {
  readonly text: string;
  /** Virtual milliseconds since 1970 at which it was run. */
  readonly time: number;
  /** How many inputs had come before its first key: going back before the command leaves the line after so many. */
  readonly inputs: number;
}

/**
 * Follows which inputs became which command lines, live and in a replay. Keys that were typed while something else ran belong
 * to the command that they became only if the shell found them when it prompted.
 */
export class CommandLog {
  readonly #commands: LoggedCommand[] = [];
  #inputs = 0;
  /** The first keys since the shell prompted, and since the last command line. */
  #sincePrompt: number | undefined;
  #sinceCommand: number | undefined;
  #ahead = true;

  get commands(): readonly LoggedCommand[] {
    return this.#commands;
  }

  /** An input goes in. */
  input(input: Input): void {
    if (input.kind === 'type') {
      this.#sincePrompt ??= this.#inputs;
      this.#sinceCommand ??= this.#inputs;
    }
    this.#inputs++;
  }

  /** @param time virtual milliseconds since 1970 */
  see(mark: ShellMark, time: number): void {
    if (mark.kind === 'prompt') {
      this.#sincePrompt = undefined;
      this.#ahead = mark.ahead;
      return;
    }
    const own = this.#ahead ? undefined : this.#sincePrompt;
    const inputs = own ?? this.#sinceCommand ?? this.#commands.at(-1)?.inputs ?? 0;
    this.#sinceCommand = undefined;
    const last = this.#commands.at(-1);
    // Lines that were pasted at once can only be gone back before at once.
    if (last?.inputs === inputs)
      this.#commands[this.#commands.length - 1] = { ...last, text: `${last.text}\n${mark.text}` };
    else this.#commands.push({ text: mark.text, time, inputs });
  }
}
