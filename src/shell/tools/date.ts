import { civilTime, daysFromCivil } from '../../sim/civil.ts';
import { strftime } from '../strftime.ts';
import { Failure, quote, reason, tool, extraOperand } from './tool.ts';

const UNITS: Readonly<Record<string, number>> = {
  second: 1000,
  sec: 1000,
  minute: 60_000,
  min: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  fortnight: 1_209_600_000,
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A date in one of its other spellings (`Mar 5 2026`, `3/5/2026`, what date itself prints) as `2026-03-05`. */
function spelledAsIso(text: string): string {
  const two = (part: string): string => part.padStart(2, '0');
  const month = (name: string): string | undefined => {
    const at = MONTHS.indexOf(name.slice(0, 3));
    return at < 0 ? undefined : two(String(at + 1));
  };
  const rest = text.replace(/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+/, '');
  return rest
    .replace(/^(\d{4})(\d\d)(\d\d)(?=\s|t|$)/, '$1-$2-$3')
    .replace(/^(\d{4})\/(\d\d?)\/(\d\d?)/, '$1-$2-$3')
    .replace(/^(\d\d?)\/(\d\d?)\/(\d{4})/, (_, m: string, d: string, y: string) => `${y}-${two(m)}-${two(d)}`)
    .replace(
      /^([a-z]{3,9})\s+(\d\d?)\s+(\d\d:\d\d(?::\d\d)?)\s+(?:utc\s+)?(\d{4})\b/,
      (all, m: string, d: string, clock: string, y: string) =>
        month(m) === undefined ? all : `${y}-${month(m) ?? ''}-${two(d)} ${clock}`,
    )
    .replace(/^([a-z]{3,9})\s+(\d\d?),?\s+(\d{4})\b/, (all, m: string, d: string, y: string) =>
      month(m) === undefined ? all : `${y}-${month(m) ?? ''}-${two(d)}`,
    )
    .replace(/^(\d\d?)\s+([a-z]{3,9}),?\s+(\d{4})\b/, (all, d: string, m: string, y: string) =>
      month(m) === undefined ? all : `${y}-${month(m) ?? ''}-${two(d)}`,
    );
}

/**
 * Read a date as `date -d` does: ISO 8601, `@seconds`, `now`, `yesterday`, and relative parts such as `2 days ago`.
 * @param now milliseconds since 1970
 * @returns milliseconds since 1970; `undefined` when it cannot be read
 */
export function parseDate(text: string, now: number): number | undefined {
  const trimmed = text.trim();
  const seconds = /^@(-?\d+(?:\.\d+)?)$/.exec(trimmed);
  if (seconds) return Number(seconds[1]) * 1000;
  let rest = spelledAsIso(trimmed.toLowerCase());
  let time = now;
  const iso =
    /^(\d{4})-(\d\d?)-(\d\d?)(?:[t ]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?\s*(z|utc|gmt|[-+]\d\d:?\d\d)?/.exec(
      rest,
    );
  if (iso) {
    const [
      whole,
      year = '',
      month = '',
      day = '',
      hour = '0',
      minute = '0',
      second = '0',
      fraction = '0',
      zone = '',
    ] = iso;
    if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31 || Number(hour) > 23)
      return undefined;
    if (civilTime(daysFromCivil(Number(year), Number(month), Number(day)) * 86_400_000).day !== Number(day))
      return undefined;
    time =
      daysFromCivil(Number(year), Number(month), Number(day)) * 86_400_000 +
      Number(hour) * 3_600_000 +
      Number(minute) * 60_000 +
      Number(second) * 1000 +
      Number(`0.${fraction}`) * 1000;
    const offset = /^([-+])(\d\d):?(\d\d)$/.exec(zone);
    if (offset)
      time -= (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 3_600_000 + Number(offset[3]) * 60_000);
    rest = rest.slice(whole.length);
  } else {
    const clock = /^(\d\d?):(\d\d)(?::(\d\d))?/.exec(rest);
    if (clock) {
      time = Math.floor(now / 86_400_000) * 86_400_000;
      time += Number(clock[1]) * 3_600_000 + Number(clock[2]) * 60_000 + Number(clock[3] ?? 0) * 1000;
      rest = rest.slice(clock[0].length);
    }
  }
  for (const part of rest.matchAll(
    /\s*(?:(now|today|utc|gmt|z)|(yesterday)|(tomorrow)|(?:([-+]?\s*\d+)|(next|last)|)\s*([a-z]+?)s?(\s+ago)?)(?=\s|$|[-+\d])/g,
  )) {
    const [whole, nothing, yesterday, tomorrow, count, step, unit, ago] = part;
    if (nothing) void whole;
    else if (yesterday) time -= 86_400_000;
    else if (tomorrow) time += 86_400_000;
    else {
      let amount = step === 'last' ? -1 : count === undefined ? 1 : Number(count.replace(/\s/g, ''));
      if (ago) amount = -amount;
      if (unit === 'month' || unit === 'year') {
        const at = civilTime(time);
        const months = at.year * 12 + at.month - 1 + amount * (unit === 'year' ? 12 : 1);
        const inDay = time - Math.floor(time / 86_400_000) * 86_400_000;
        time =
          daysFromCivil(Math.floor(months / 12), (((months % 12) + 12) % 12) + 1, at.day) * 86_400_000 +
          inDay;
      } else {
        const factor = UNITS[unit ?? ''];
        if (factor === undefined) return undefined;
        time += amount * factor;
      }
    }
    rest = rest.replace(whole, '');
  }
  return rest.trim() === '' ? time : undefined;
}

/** date(1): the virtual clock's time, UTC. */
export const date = tool(
  {
    options:
      'd:/date f:/file I?/iso-8601? r:/reference R/rfc-email /rfc-3339: s:/set u/utc /universal /debug',
  },
  function* (t) {
    const now = t.context.sim.time;
    let time = now;
    const text = t.options.get('d');
    const reference = t.options.get('r');
    if (t.options.has('s')) throw new Failure('cannot set date: Operation not permitted');
    if (text !== undefined) {
      const parsed = parseDate(text, now);
      if (parsed === undefined) throw new Failure(`invalid date ${quote(text)}`);
      time = parsed;
    } else if (reference !== undefined) {
      try {
        time = t.context.fs.stat(t.path(reference)).mtime;
      } catch (error) {
        throw new Failure(`${reference}: ${reason(error)}`);
      }
    }
    const [operand, extra] = t.operands;
    if (extra !== undefined) throw extraOperand(t.name, extra);
    let format = '%a %b %e %H:%M:%S %Z %Y';
    if (operand !== undefined) {
      if (!operand.startsWith('+')) throw new Failure(`invalid date ${quote(operand)}`);
      format = operand.slice(1);
    } else if (t.options.has('R')) format = '%a, %d %b %Y %H:%M:%S %z';
    else if (t.options.has('I')) format = isoFormat(t.options.get('I') ?? '', 'T');
    else if (t.options.has('rfc-3339')) format = isoFormat(t.options.get('rfc-3339') ?? '', ' ');
    t.put(`${strftime(format, time)}\n`);
  },
);

function isoFormat(precision: string, between: string): string {
  const name = ['hours', 'minutes', 'seconds', 'ns', 'date'].find(
    (one) => precision !== '' && one.startsWith(precision),
  );
  switch (name) {
    case 'hours':
      return `%Y-%m-%d${between}%H%:z`;
    case 'minutes':
      return `%Y-%m-%d${between}%H:%M%:z`;
    case 'seconds':
      return `%Y-%m-%d${between}%H:%M:%S%:z`;
    case 'ns':
      return `%Y-%m-%d${between}%H:%M:%S${between === 'T' ? ',' : '.'}%N%:z`;
    default:
      return '%Y-%m-%d';
  }
}
