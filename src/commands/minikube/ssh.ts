/** `minikube ssh`: a shell, or one command, on a node's machine. Models cmd/minikube/cmd/ssh.go. */
import { NODE_USER } from '../../cluster/runtime/node-login.ts';
import { exitStatus } from '../../shell/index.ts';
import { join, type Task } from '../../sim/index.ts';
import type { Run } from './run.ts';

export function* ssh(run: Run): Task<number> {
  yield* run.mustRun();
  const name = run.flags.get('node') ?? '';
  const node = name === '' ? run.primary : run.retrieve(name);
  const { context } = run;
  if (node.machine.state !== 'running') {
    yield* context.stderr.write(`ssh: ${JSON.stringify(node.name)} is not running\n`);
    return 1;
  }
  yield* run.take(250);
  const machine = node.machine.login();
  const term = context.env.get('TERM');
  const command = run.args.join(' ');
  const interactive = command === '' && context.stdin.tty !== undefined;
  const process = machine.exec(['bash', ...(interactive ? ['-i'] : command === '' ? [] : ['-c', command])], {
    fs: machine.fs.as({ uid: NODE_USER.uid, gid: NODE_USER.gid }),
    env: new Map([...machine.env, ...(term === undefined ? [] : [['TERM', term] as const])]),
    cwd: NODE_USER.home,
    stdin: context.stdin,
    stdout: context.stdout,
    stderr: context.stderr,
    group: context.process.group,
    ...(context.tty && { tty: context.tty }),
  });
  // What is typed is for the other side, ^C too.
  context.process.onSignal = (signal) => (signal === 'SIGINT' ? 'handled' : 'default');
  context.process.whenEnded(() => process.signal('SIGHUP'));
  yield* join(process);
  const status = exitStatus(process);
  if (status === 0) return 0;
  yield* context.stderr.write(`ssh: Process exited with status ${status}\n`);
  return 1;
}
