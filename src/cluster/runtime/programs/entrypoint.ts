import type { Program } from '../../../shell/types.ts';
import { statusOf } from './status.ts';

/**
 * An image's entrypoint script that ends in `exec "$@"`: it becomes the program it is given.
 * @param becomes programs run in its own process, so that they get its signals
 * @param options `flagsOf`: arguments that begin with a dash are this command's
 */
export function entrypointOf(
  becomes: Readonly<Record<string, Program>>,
  options: { readonly flagsOf?: string } = {},
): Program {
  return function* (context) {
    let argv = context.argv.slice(1);
    const { flagsOf } = options;
    if (flagsOf !== undefined && (argv.length === 0 || argv[0]?.startsWith('-'))) argv = [flagsOf, ...argv];
    const own = becomes[argv[0] ?? ''];
    if (own) return yield* own({ ...context, argv });
    // A child that takes over the script's place: signals go through to it.
    const child = context.exec(argv);
    context.process.onSignal = (signal) => {
      child.signal(signal);
      return 'handled';
    };
    return yield* statusOf(child);
  };
}
