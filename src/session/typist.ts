/** What readline writes when it begins to read a line, and when it has one. */
const READING = '\x1b[?2004h';
const READ = '\x1b[?2004l';
/** ^U: what stands half typed at the prompt must not be run with the command. */
const CLEAR = '\x15';

/**
 * Types the commands of a lesson's text, a line each time the shell is back at its prompt, as a person does. A command that
 * is asked for while another one runs waits until that has ended.
 */
export class Typist {
  readonly #type: (data: string) => void;
  /** Lines that are still to be typed, command by command; the first command may have begun. */
  #commands: string[][] = [];
  #begun = false;
  #atPrompt = false;

  /** @param type how a key press gets into the world */
  constructor(type: (data: string) => void) {
    this.#type = type;
  }

  /** Look at what the terminal shows, for the shell's prompt. */
  see(output: string): void {
    const reading = output.lastIndexOf(READING);
    const read = output.lastIndexOf(READ);
    if (reading !== read) this.#atPrompt = reading > read;
  }

  /** The shell reads a line: no command runs that the learner waits for. */
  get atPrompt(): boolean {
    return this.#atPrompt;
  }

  /** Another world: nothing is typed, no prompt has been seen. */
  reset(): void {
    this.drop();
    this.#atPrompt = false;
  }

  run(command: string): void {
    this.#commands.push(command.replace(/\n+$/, '').split('\n'));
    this.next();
  }

  /** The learner's own keys: ^C gives up what is left of the command that has begun. */
  keys(data: string): void {
    if (!this.#begun || !data.includes('\x03')) return;
    this.#commands.shift();
    this.#begun = false;
  }

  /** Drop what has not been typed. */
  drop(): void {
    this.#commands = [];
    this.#begun = false;
  }

  /** The command that waits for the prompt; nothing while one is being typed. */
  get waiting(): string | undefined {
    return this.#begun ? undefined : this.#commands[0]?.join('\n');
  }

  /** Type the next line if the shell is at its prompt. @returns whether it did */
  next(): boolean {
    const command = this.#commands[0];
    const line = command?.shift();
    if (command === undefined || line === undefined) return false;
    if (!this.#atPrompt) {
      command.unshift(line);
      return false;
    }
    // Until the shell reads its next line; it may take a while to take this one.
    this.#atPrompt = false;
    const clear = this.#begun ? '' : CLEAR;
    this.#begun = command.length > 0;
    if (!this.#begun) this.#commands.shift();
    this.#type(`${clear}${line}\r`);
    return true;
  }
}
