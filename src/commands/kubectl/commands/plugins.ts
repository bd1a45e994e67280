import type { Task } from '../../../sim/index.ts';
import { absolute } from '../../../shell/fs/path.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../errors.ts';
import { quote } from '../gofmt.ts';

/** `kubectl plugin list`: the programs in PATH that begin with `kubectl-`. Models kubectl's pkg/cmd/plugin. */
export function* pluginList(cli: Cli): Task<void> {
  const { fs, env, cwd } = cli.context;
  const found: string[] = [];
  const errors: string[] = [];
  for (const folder of (env.get('PATH') ?? '').split(':')) {
    if (folder.trim() === '') continue;
    const full = absolute(cwd, folder);
    if (!fs.exists(full)) {
      cli.output.err(
        `Unable to read directory ${quote(folder)} from your PATH: open ${folder}: no such file or directory. Skipping...\n`,
      );
      continue;
    }
    for (const { name, kind } of fs.readdir(full)) {
      if (kind === 'directory' || !name.startsWith('kubectl-')) continue;
      found.push(cli.flags.bool('name-only') ? name : `${folder}/${name}`);
    }
  }
  if (found.length === 0) errors.push('error: unable to find any kubectl plugins in your PATH');
  else cli.output.out(`The following compatible plugins are available:\n\n${found.join('\n')}\n`);
  if (errors.length > 0) throw new CliError(errors.join('\n'));
}
