import { parseDate } from './date.ts';
import { Failure, quote, reason, tool } from './tool.ts';

/** touch(1). */
export const touch = tool(
  { options: 'a c/no-create d:/date f h/no-dereference m r:/reference t: /time:' },
  function* (t) {
    const { fs } = t.context;
    if (t.operands.length === 0)
      throw new Failure(`missing file operand\nTry '${t.name} --help' for more information.`);
    let time = t.context.sim.time;
    const date = t.options.get('d');
    const stamp = t.options.get('t');
    const reference = t.options.get('r');
    if (date !== undefined) {
      const parsed = parseDate(date, time);
      if (parsed === undefined) throw new Failure(`invalid date format ${quote(date)}`);
      time = parsed;
    } else if (stamp !== undefined) {
      const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(stamp);
      const parsed =
        match &&
        parseDate(`${match[1]}-${match[2]}-${match[3]} ${match[4]}:${match[5]}:${match[6] ?? '00'}`, time);
      if (parsed == null) throw new Failure(`invalid date format ${quote(stamp)}`);
      time = parsed;
    } else if (reference !== undefined) {
      try {
        time = fs.stat(t.path(reference)).mtime;
      } catch (error) {
        throw new Failure(`failed to get attributes of ${quote(reference)}: ${reason(error)}`);
      }
    }
    for (const operand of t.operands) {
      try {
        const path = t.path(operand);
        if (!fs.exists(path)) {
          if (t.options.has('c')) continue;
          fs.writeFile(path, '');
        }
        if (t.options.has('a') && !t.options.has('m')) continue; // access times are not kept
        fs.utimes(path, time);
      } catch (error) {
        const words = reason(error);
        const what =
          words === 'Permission denied' || words.startsWith('No such') ? 'cannot touch' : 'setting times of';
        yield* t.warn(`${t.say(`${what} ${quote(operand)}`, operand)}: ${words}`);
      }
    }
  },
);
