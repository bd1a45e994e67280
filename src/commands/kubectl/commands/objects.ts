import type { Task } from '../../../sim/index.ts';
import { build, fileFlags, selectorFlag, type Info, type Result, type Wanted } from '../builder.ts';
import type { Cli } from '../cli.ts';
import { throwAll } from '../errors.ts';
import { each } from './report.ts';

/**
 * What the arguments, -f, -R, -l, --field-selector, --all and -A name, lists taken apart, going on after an error: how most commands
 * set up their resource.Builder. A flag that a command does not have counts as not given.
 */
export function* namedObjects(cli: Cli, wanted: Partial<Wanted> = {}): Task<Result> {
  const { flags } = cli;
  return yield* build(cli, {
    args: cli.args,
    ...fileFlags(cli),
    selector: selectorFlag(cli),
    fieldSelector: flags.string('field-selector'),
    all: flags.bool('all'),
    allNamespaces: flags.bool('all-namespaces'),
    flatten: true,
    continueOnError: true,
    ...wanted,
  });
}

/**
 * Do something to each of {@link namedObjects}.
 * @returns how many there were
 * @throws what failed, once all have been tried
 */
export function* forEachObject(
  cli: Cli,
  wanted: Partial<Wanted>,
  action: (info: Info, result: Result) => void,
): Task<number> {
  const result = yield* namedObjects(cli, wanted);
  const errors: unknown[] = [...result.errors];
  each(result.infos, errors, (info) => action(info, result));
  throwAll(errors);
  return result.infos.length;
}
