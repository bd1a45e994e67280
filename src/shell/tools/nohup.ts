import { openOutput } from '../streams.ts';
import { finish, start } from './run.ts';
import { Failure, quote, tool } from './tool.ts';

/** nohup(1): run a command that a hang-up does not end. */
export const nohup = tool({ stop: true, usageStatus: 125 }, function* (t) {
  if (t.operands.length === 0)
    throw new Failure(`missing operand\nTry '${t.name} --help' for more information.`, 125);
  const { context } = t;
  let { stdout, stderr } = context;
  const ignoring = context.stdin.tty ? 'ignoring input' : '';
  if (stdout.tty) {
    stdout = openOutput(context, 'nohup.out', { append: true });
    yield* t.context.stderr.write(
      `${t.name}: ${ignoring === '' ? '' : `${ignoring} and `}appending output to ${quote('nohup.out')}\n`,
    );
  } else if (ignoring !== '') yield* t.context.stderr.write(`${t.name}: ${ignoring}\n`);
  if (stderr.tty) stderr = stdout;
  context.process.onSignal = (signal) => (signal === 'SIGHUP' ? 'handled' : 'default');
  const ignoredSignals = new Set(['SIGHUP'] as const);
  return yield* finish(start(t, t.operands, { stdout, stderr, ignoredSignals }));
});
