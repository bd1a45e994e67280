import type { Cli } from '../../cli.ts';
import { UsageError } from '../../errors.ts';

/** The one NAME before `--`. Models create.NameFromCommandArgs. @throws {UsageError} */
export function nameFrom(cli: Cli): string {
  const before = cli.dash === undefined ? cli.args : cli.args.slice(0, cli.dash);
  const [name] = before;
  if (name === undefined || before.length > 1)
    throw new UsageError(`exactly one NAME is required, got ${before.length}`);
  return name;
}
