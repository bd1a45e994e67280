import { ROOT_USER } from '../fs/mounts.ts';
import { finish, start } from './run.ts';
import { Failure, tool } from './tool.ts';
import { groups, users } from './users.ts';

/** sudo(8) of a user who may do everything and is asked for no password. */
export const sudo = tool(
  {
    options: 'E/preserve-env H/set-home i/login s/shell n/non-interactive u:/user k S b A l/list v/validate',
    stop: true,
    from: 'Sudo version',
  },
  function* (t) {
    const { fs, env, cwd } = t.context;
    const wanted = t.options.get('u') ?? 'root';
    const user = users(fs).find(({ name, uid }) => name === wanted || `#${uid}` === wanted);
    if (!user && wanted !== 'root')
      throw new Failure(`unknown user ${wanted}\nsudo: error initializing audit plugin sudoers_audit`);
    if (t.options.has('v') || (t.options.has('k') && t.operands.length === 0)) return 0;
    const home = user?.home ?? '/root';
    const operands = [...t.operands];
    const variables = new Map(
      t.options.has('E')
        ? env
        : [...env].filter(([name]) => ['PATH', 'TERM', 'LANG', 'DISPLAY'].includes(name)),
    );
    while (/^[A-Za-z_]\w*=/.test(operands[0] ?? '')) {
      const [assignment = ''] = operands.splice(0, 1);
      variables.set(
        assignment.slice(0, assignment.indexOf('=')),
        assignment.slice(assignment.indexOf('=') + 1),
      );
    }
    variables.set('HOME', home);
    for (const name of ['USER', 'LOGNAME']) variables.set(name, wanted);
    variables.set('SUDO_USER', env.get('USER') ?? '');
    const shell = t.options.has('i') || t.options.has('s');
    if (operands.length === 0 && !shell) {
      yield* t.context.stderr.write(
        'usage: sudo -h | -K | -k | -V\nusage: sudo [-E] [-u user] [VAR=value] [-i | -s] [command [arg ...]]\n',
      );
      return 1;
    }
    const command = shell ? ['bash', ...(operands.length > 0 ? ['-c', operands.join(' ')] : [])] : operands;
    const credentials = user
      ? {
          uid: user.uid,
          gid: user.gid,
          groups: groups(fs)
            .filter(({ members }) => members.includes(user.name))
            .map(({ gid }) => gid),
        }
      : ROOT_USER;
    const as = fs.as(user?.uid === 0 ? ROOT_USER : credentials);
    try {
      return yield* finish(
        start(t, command, { env: variables, cwd: t.options.has('i') ? home : cwd, fs: as }, ''),
      );
    } catch (error) {
      if (!(error instanceof Failure) || error.status !== 127) throw error;
      throw new Failure(`${command[0] ?? ''}: command not found`);
    }
  },
);
