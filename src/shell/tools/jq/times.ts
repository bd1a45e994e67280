import { civilTime, daysFromCivil } from '../../../sim/civil.ts';
import { strftime } from '../../strftime.ts';
import { JqError, isArray, type Json } from './value.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** `gmtime`: seconds since 1970 as "broken down time", whose months and weekdays begin at 0. */
export function brokenDown(seconds: Json): Json {
  if (typeof seconds !== 'number') throw new JqError('gmtime() requires numeric inputs');
  const whole = Math.floor(seconds);
  const at = civilTime(whole * 1000);
  const yearDay = Math.floor(whole / 86_400) - daysFromCivil(at.year, 1, 1);
  return [
    at.year,
    at.month - 1,
    at.day,
    at.hour,
    at.minute,
    at.second + (seconds - whole),
    at.weekday,
    yearDay,
  ];
}

/** `mktime`: seconds since 1970 of broken down time. */
export function seconds(time: Json, name = 'mktime'): number {
  if (!isArray(time)) throw new JqError(`${name} requires array inputs`);
  if (time.length < 6) throw new JqError(`${name} requires parsed datetime inputs`);
  const parts = time.map((part) => {
    if (typeof part !== 'number') throw new JqError(`${name} requires parsed datetime inputs`);
    return Math.floor(part);
  });
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  return daysFromCivil(year, month + 1, 1) * 86_400 + (day - 1) * 86_400 + hour * 3600 + minute * 60 + second;
}

/** `strftime`, of seconds or of broken down time. */
export function formatTime(time: Json, how: Json, name = 'strftime/1'): string {
  const parts = typeof time === 'number' ? brokenDown(time) : time;
  if (!isArray(parts)) throw new JqError(`${name} requires parsed datetime inputs`);
  if (typeof how !== 'string') throw new JqError(`${name} requires a string format`);
  return strftime(how, seconds(parts, name) * 1000);
}

/** `strptime`: read a time; what the format does not tell is as at the beginning of 1900, as in C. */
export function parseTime(text: Json, how: Json): Json {
  if (typeof text !== 'string') throw new JqError(`strptime/1 requires string inputs and arguments`);
  if (typeof how !== 'string') throw new JqError('strptime/1 requires string inputs and arguments');
  const fail = (): never => {
    throw new JqError(`date "${text}" does not match format "${how}"`);
  };
  let [year, month, day, hour, minute, second] = [1900, 0, 0, 0, 0, 0];
  let afternoon: boolean | undefined;
  let epoch: number | undefined;
  let rest = text;
  const number = (digits: number): number => {
    const match = new RegExp(`^\\s*([+-]?\\d{1,${digits}})`).exec(rest);
    if (!match) return fail();
    rest = rest.slice(match[0].length);
    return Number(match[1]);
  };
  const word = (names: readonly string[]): number => {
    const at = names.findIndex((name) => rest.slice(0, 3).toLowerCase() === name);
    if (at < 0) return fail();
    rest = rest.slice((/^[A-Za-z]+/.exec(rest)?.[0] ?? '').length);
    return at;
  };
  const expanded = how
    .replaceAll('%T', '%H:%M:%S')
    .replaceAll('%R', '%H:%M')
    .replaceAll('%F', '%Y-%m-%d')
    .replaceAll('%D', '%m/%d/%y')
    .replaceAll('%c', '%a %b %e %H:%M:%S %Y');
  for (let at = 0; at < expanded.length; at++) {
    const c = expanded.charAt(at);
    if (/\s/.test(c)) {
      rest = rest.trimStart();
      continue;
    }
    if (c !== '%') {
      if (!rest.startsWith(c)) fail();
      rest = rest.slice(c.length);
      continue;
    }
    at++;
    switch (expanded.charAt(at)) {
      case 'Y':
        year = number(4);
        break;
      case 'y': {
        const short = number(2);
        year = short < 69 ? 2000 + short : 1900 + short;
        break;
      }
      case 'm':
        month = number(2) - 1;
        break;
      case 'd':
      case 'e':
        day = number(2);
        break;
      case 'H':
      case 'k':
        hour = number(2);
        break;
      case 'I':
      case 'l':
        hour = number(2) % 12;
        break;
      case 'M':
        minute = number(2);
        break;
      case 'S':
        second = number(2);
        break;
      case 'j':
        day = number(3);
        month = 0;
        break;
      case 's':
        epoch = number(12);
        break;
      case 'p':
        afternoon = /^pm/i.test(rest) || (/^am/i.test(rest) ? false : fail());
        rest = rest.slice(2);
        break;
      case 'a':
      case 'A':
        word(DAYS);
        break;
      case 'b':
      case 'B':
      case 'h':
        month = word(MONTHS);
        break;
      case 'Z': {
        const zone = /^[A-Za-z]+/.exec(rest)?.[0] ?? fail();
        rest = rest.slice(zone.length);
        break;
      }
      case 'z': {
        // As with glibc's strptime, the zone's distance changes nothing of the parts.
        const zone = /^(?:Z|[+-]\d\d:?\d\d)/.exec(rest)?.[0] ?? fail();
        rest = rest.slice(zone.length);
        break;
      }
      case 'n':
      case 't':
        rest = rest.trimStart();
        break;
      case '%':
        if (!rest.startsWith('%')) fail();
        rest = rest.slice(1);
        break;
      default:
        fail();
    }
  }
  if (rest !== '') fail();
  if (epoch !== undefined) return brokenDown(epoch);
  if (afternoon === true) hour += 12;
  const total = daysFromCivil(year, month + 1, 1) + day - 1;
  const { weekday } = civilTime(total * 86_400_000);
  return [year, month, day, hour, minute, second, weekday, total - daysFromCivil(year, 1, 1)];
}
