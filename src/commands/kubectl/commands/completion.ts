import type { Task } from '../../../sim/index.ts';
import type { Cli } from '../cli.ts';
import { CliError, UsageError } from '../errors.ts';

/**
 * `kubectl completion bash`: a script to be sourced. Completion itself is the machine's (it knows kubectl's commands from the start),
 * so the script only says for which names it is.
 */
export function* completion(cli: Cli): Task<void> {
  const [shell] = cli.args;
  if (shell === undefined) throw new UsageError('Shell not specified.');
  if (cli.args.length > 1) throw new UsageError('Too many arguments. Expected only the shell type.');
  if (!['bash', 'zsh', 'fish', 'powershell'].includes(shell))
    throw new UsageError(`Unsupported shell type ${JSON.stringify(shell)}.`);
  if (shell !== 'bash') throw new CliError(`there is no ${shell} on this machine to complete for`);
  cli.output.out(
    '# bash completion for kubectl\n__start_kubectl() { :; }\ncomplete -o default -F __start_kubectl kubectl\n',
  );
}
