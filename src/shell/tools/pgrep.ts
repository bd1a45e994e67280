import { findSignal, type Process } from '../../sim/index.ts';
import type { Program } from '../types.ts';
import { processInfo } from '../machine.ts';
import { posixRegex } from './regex.ts';
import { Failure, tool } from './tool.ts';

function program(sends: boolean): Program {
  return tool(
    {
      options: 'f/full x/exact l/list-name a/list-full n/newest o/oldest c/count s:/signal u: P:',
      from: 'procps-ng',
      rewrite: (args) =>
        sends ? args.map((arg) => (/^-([A-Z]+[A-Z0-9]*|\d+)$/.test(arg) ? `-s${arg.slice(1)}` : arg)) : args,
    },
    function* (t) {
      const [pattern] = t.operands;
      if (pattern === undefined)
        throw new Failure(
          'no matching criteria specified\nTry `' + t.name + " --help' for more information.",
          2,
        );
      const name = t.options.get('s') ?? 'TERM';
      const signal = findSignal(name);
      if (!signal) throw new Failure(`unknown signal: ${name}`, 2);
      const expression = posixRegex(t.options.has('x') ? `^(${pattern})$` : pattern, { extended: true });
      const subject = (process: Process): string =>
        t.options.has('f') ? (processInfo(process)?.argv.join(' ') ?? process.name) : process.name;
      let found = [...t.context.machine.namespace.processes.values()].filter(
        (process) => process !== t.context.process && !process.ended && expression.test(subject(process)),
      );
      if (t.options.has('n')) found = found.slice(-1);
      if (t.options.has('o')) found = found.slice(0, 1);
      if (sends) for (const process of found) process.signal(signal);
      else if (t.options.has('c')) t.put(`${found.length}\n`);
      else {
        for (const process of found) {
          const full = processInfo(process)?.argv.join(' ') ?? process.name;
          const tail = t.options.has('a') ? ` ${full}` : t.options.has('l') ? ` ${process.name}` : '';
          t.put(`${process.pid}${tail}\n`);
        }
      }
      return found.length > 0 ? 0 : 1;
    },
  );
}

/** pgrep(1). */
export const pgrep = program(false);
/** pkill(1). */
export const pkill = program(true);
