import type { Task } from '../../sim/index.ts';
import { openInput, openOutput } from '../streams.ts';
import { parseSize } from './numbers.ts';
import { Failure, quote, reason, tool } from './tool.ts';

/** Bytes that are copied at once where blocks are smaller. */
const AT_ONCE = 65536;

/** dd(1): copy in blocks. */
export const dd = tool({ plain: true }, function* (t) {
  const settings = new Map<string, string>();
  for (const operand of t.operands) {
    const [key = '', ...value] = operand.split('=');
    if (value.length === 0 || !/^(if|of|bs|ibs|obs|count|skip|seek|conv|status|iflag|oflag)$/.test(key))
      throw new Failure(
        `unrecognized operand ${quote(operand)}\nTry '${t.name} --help' for more information.`,
      );
    settings.set(key, value.join('='));
  }
  const number = (key: string, fallback: number): number => {
    const text = settings.get(key);
    if (text === undefined) return fallback;
    const value = parseSize(text);
    if (value === undefined || (value === 0 && /bs$/.test(key)))
      throw new Failure(`invalid number: ${quote(text)}`);
    return value;
  };
  const size = number('bs', number('ibs', 512));
  const count = number('count', Infinity);
  const from = settings.get('if');
  const to = settings.get('of');
  const open = <T>(what: string, how: () => T): T => {
    try {
      return how();
    } catch (error) {
      throw new Failure(`failed to open ${quote(what)}: ${reason(error)}`);
    }
  };
  const input = from === undefined ? t.context.stdin : open(from, () => openInput(t.context, from));
  const truncate = !(settings.get('conv') ?? '').includes('notrunc');
  const output =
    to === undefined ? t.context.stdout : open(to, () => openOutput(t.context, to, { truncate }));
  // A file or a device gives as much as is asked for: many small blocks of it are copied at once.
  const steady =
    from !== undefined &&
    (t.context.fs.isFile(t.path(from)) || t.context.fs.device(t.path(from)) !== undefined);
  const started = t.context.sim.now;
  let whole = 0;
  let partial = 0;
  let copied = 0;
  const fill = steady || (settings.get('iflag') ?? '').includes('fullblock');
  const read = function* (wanted: number): Task<Uint8Array | undefined> {
    const first = yield* input.read(wanted);
    if (!first || first.length === wanted || !fill) return first;
    const all = new Uint8Array(wanted);
    let at = first.length;
    all.set(first);
    while (at < wanted) {
      const more = yield* input.read(wanted - at);
      if (!more) break;
      all.set(more, at);
      at += more.length;
    }
    return all.subarray(0, at);
  };
  for (let i = number('skip', 0); i > 0; i--) if (!(yield* read(size))) break;
  try {
    while (whole + partial < count) {
      const blocks = steady ? Math.min(count - whole - partial, Math.max(1, Math.floor(AT_ONCE / size))) : 1;
      const bytes = yield* read(blocks * size);
      if (!bytes) break;
      whole += Math.floor(bytes.length / size);
      if (bytes.length % size !== 0) partial++;
      copied += bytes.length;
      // Copying memory costs, so that a copy without end moves the clock and keeps its processor busy.
      yield* t.turn(bytes.length / 4);
      yield* output.write(bytes);
    }
  } catch (error) {
    yield* t.warn(`error writing ${quote(to ?? 'standard output')}: ${reason(error)}`);
  }
  if (settings.get('status') === 'none') return;
  const seconds = (t.context.sim.now - started) / 1000;
  const rate = seconds > 0 ? copied / seconds : 0;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const scaled = (bytes: number): string => {
    let value = bytes;
    let unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return `${value < 10 && unit > 0 ? value.toFixed(1) : String(Math.round(value))} ${units[unit] ?? ''}`;
  };
  const records = `${whole}+${partial} records in\n${whole}+${partial} records out\n`;
  if (settings.get('status') === 'noxfer') yield* t.context.stderr.write(records);
  else {
    const human = copied >= 1000 ? ` (${scaled(copied)}${copied >= 1024 ? `, ${binary(copied)}` : ''})` : '';
    const bytes = copied === 1 ? 'byte' : 'bytes';
    yield* t.context.stderr.write(
      `${records}${copied} ${bytes}${human} copied, ${Number(seconds.toPrecision(6))} s, ${scaled(rate)}/s\n`,
    );
  }
});

function binary(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : String(Math.round(value))} ${units[unit] ?? ''}`;
}
