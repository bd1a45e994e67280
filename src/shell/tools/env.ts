import { finish, start } from './run.ts';
import { Failure, quote, tool } from './tool.ts';

/** env(1): print the environment, or run a command in a changed one. */
export const env = tool(
  {
    options: 'i/ignore-environment u:/unset 0/null C:/chdir S:/split-string v/debug',
    stop: true,
    usageStatus: 125,
    rewrite: (args) => args.flatMap((arg) => (arg === '-' ? ['-i'] : [arg])),
  },
  function* (t) {
    const variables = new Map(t.options.has('i') ? [] : t.context.env);
    for (const name of t.options.all('u')) variables.delete(name);
    let operands = [
      ...t.options.all('S').flatMap((text) => text.split(/\s+/).filter(Boolean)),
      ...t.operands,
    ];
    while (operands[0]?.includes('=')) {
      const [assignment = '', ...rest] = operands;
      const at = assignment.indexOf('=');
      variables.set(assignment.slice(0, at), assignment.slice(at + 1));
      operands = rest;
    }
    if (operands.length === 0) {
      const end = t.options.has('0') ? '\0' : '\n';
      for (const [name, value] of variables) t.put(`${name}=${value}${end}`);
      return 0;
    }
    const directory = t.options.get('C');
    if (directory !== undefined && !t.context.fs.isDirectory(t.path(directory)))
      throw new Failure(`cannot change directory to ${quote(directory)}: No such file or directory`, 125);
    try {
      const cwd = directory === undefined ? t.context.cwd : t.path(directory);
      return yield* finish(start(t, operands, { env: variables, cwd }, ''));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const [name = ''] = operands;
      throw new Failure(error.message.replace(name, quote(name)), error.status);
    }
  },
);

/** printenv(1). */
export const printenv = tool({ options: '0/null' }, function* (t) {
  const end = t.options.has('0') ? '\0' : '\n';
  if (t.operands.length === 0) for (const [name, value] of t.context.env) t.put(`${name}=${value}${end}`);
  for (const name of t.operands) {
    const value = t.context.env.get(name);
    if (value === undefined) t.status = 1;
    else t.put(value + end);
  }
});
