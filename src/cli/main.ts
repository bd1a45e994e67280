/** The `podlab` command: hands its arguments to a command's own module. */

const USAGE = `Usage: podlab COMMAND [ARGUMENTS]

Commands:
  run SCRIPT.sh   run a shell script in a learner's shell on a fresh cluster, in virtual time
  serve           offer a simulated cluster's API to any Kubernetes client
  test            prove every exercise: unsolved at the start, solved by its solution
  new             make the folder of a new exercise
  replay FILE     replay a session's recording and show what was to be seen
  site            serve the built site

podlab COMMAND --help says more.
`;

type Command = (args: readonly string[]) => number | Promise<number>;

/** Each command's module is loaded only when it is asked for. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run.ts')).run,
  serve: async () => (await import('./serve.ts')).serve,
  test: async () => (await import('./test.ts')).test,
  new: async () => (await import('./new.ts')).newExercise,
  replay: async () => (await import('./replay.ts')).replayFile,
  site: async () => (await import('./site.ts')).site,
};

// A reader that has seen enough (`| head`) ends the command, as it would end any other.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(141);
});

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command) {
  process.exitCode = await (await command())(args);
} else {
  const help = name === '--help' || name === '-h' || name === 'help';
  if (name !== '' && !help) process.stderr.write(`podlab: unknown command ${JSON.stringify(name)}\n\n`);
  (help ? process.stdout : process.stderr).write(USAGE);
  process.exitCode = help ? 0 : 2;
}
export {};
