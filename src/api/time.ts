/**
 * Times and durations as Kubernetes writes them, on milliseconds since 1970 (UTC).
 */
import { civilTime, daysFromCivil } from '../sim/civil.ts';

export { civilTime, daysFromCivil, type CivilTime } from '../sim/civil.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

function seconds(ms: number): string {
  const t = civilTime(ms);
  return `${pad(t.year, 4)}-${pad(t.month)}-${pad(t.day)}T${pad(t.hour)}:${pad(t.minute)}:${pad(t.second)}`;
}

/** metav1.Time: whole seconds. `2026-01-02T03:04:05Z` */
export const formatTime = (ms: number): string => `${seconds(ms)}Z`;

/** metav1.MicroTime. `2026-01-02T03:04:05.678000Z` */
export const formatMicroTime = (ms: number): string =>
  `${seconds(ms)}.${pad(Math.floor((ms - Math.floor(ms / second) * second) * 1000), 6)}Z`;

/** RFC 3339 with nanoseconds, trailing zeros cut, as logs have it. */
export function formatNanoTime(ms: number): string {
  const nanos = Math.round((ms - Math.floor(ms / second) * second) * 1e6);
  return `${seconds(ms)}.${pad(nanos, 9)}Z`.replace(/\.?0+Z$/, 'Z');
}

/** Two decimal digits at a place of a text; NaN where there are none. */
function digits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : NaN;
}

/** Whether `-`, `T` and `:` stand where RFC 3339 has them. */
const hasMarks = (text: string): boolean =>
  text[4] === '-' && text[7] === '-' && text[10] === 'T' && text[13] === ':' && text[16] === ':';

/** What follows the seconds: a fraction, and the offset from UTC. */
const ENDING = /^(\.\d+)?(?:Z|([+-])(\d\d):(\d\d))$/;
const PLAIN: readonly (string | undefined)[] = [];

/** RFC 3339 to milliseconds since 1970; nothing where the text is no such time. */
export function parseTime(text: string): number | undefined {
  // The part that all such times have is read letter by letter: it is read very often.
  const year = 100 * digits(text, 0) + digits(text, 2);
  const [month, date, h] = [digits(text, 5), digits(text, 8), digits(text, 11)];
  const [m, s] = [digits(text, 14), digits(text, 17)];
  const whole = year + month + date + h + m + s; // not a number where one of them is none
  if (Number.isNaN(whole) || !hasMarks(text)) return undefined;
  const match = text.length === 20 && text.endsWith('Z') ? PLAIN : ENDING.exec(text.slice(19));
  if (!match) return undefined;
  if (month < 1 || month > 12 || date < 1 || h > 23 || m > 59 || s > 59) return undefined;
  const days = daysFromCivil(year, month, date);
  if (civilTime(days * day).day !== date) return undefined; // the 31st of a short month
  const fraction = match[1] === undefined ? 0 : Math.round(Number(`0${match[1]}`) * 1e6) / 1e3;
  const offset =
    (Number(match[3] ?? 0) * hour + Number(match[4] ?? 0) * minute) * (match[2] === '-' ? -1 : 1);
  return days * day + h * hour + m * minute + s * second + fraction - offset;
}

/** Go's time.Duration as text: `1m20s`, `1.5s`, `300ms`, `0s`. */
export function formatDuration(ms: number): string {
  const sign = ms < 0 ? '-' : '';
  const nanos = Math.round(Math.abs(ms) * 1e6);
  if (nanos === 0) return '0s';
  const plain = (value: number, decimals: number): string =>
    value
      .toFixed(decimals)
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, '');
  if (nanos < 1e3) return `${sign}${nanos}ns`;
  if (nanos < 1e6) return `${sign}${plain(nanos / 1e3, 3)}µs`;
  if (nanos < 1e9) return `${sign}${plain(nanos / 1e6, 6)}ms`;
  const whole = Math.floor(nanos / 1e9);
  const s = plain((whole % 60) + (nanos % 1e9) / 1e9, 9);
  const m = Math.floor(whole / 60) % 60;
  const h = Math.floor(whole / 3600);
  return `${sign}${h > 0 ? `${h}h` : ''}${h > 0 || m > 0 ? `${m}m` : ''}${s}s`;
}

const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: second,
  m: minute,
  h: hour,
};

/** Go's time.ParseDuration, in milliseconds. @throws {Error} in Go's words */
export function parseDuration(text: string): number {
  const quoted = JSON.stringify(text);
  const match = /^([+-]?)(.*)$/s.exec(text);
  let rest = match?.[2] ?? '';
  if (rest === '0') return 0;
  if (rest === '') throw new Error(`time: invalid duration ${quoted}`);
  let total = 0;
  while (rest !== '') {
    const part = /^(\d+\.?\d*|\.\d+)([^\d.]*)/.exec(rest);
    if (!part) throw new Error(`time: invalid duration ${quoted}`);
    const unit = part[2] ?? '';
    if (unit === '') throw new Error(`time: missing unit in duration ${quoted}`);
    const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
    if (factor === undefined)
      throw new Error(`time: unknown unit ${JSON.stringify(unit)} in duration ${quoted}`);
    total += Number(part[1]) * factor;
    rest = rest.slice(part[0].length);
  }
  return match?.[1] === '-' ? -total : total;
}

/** Ages in tables: `45s`, `2m3s`, `5h`, `3d4h`. Models k8s.io/apimachinery/pkg/util/duration HumanDuration. */
export function humanDuration(ms: number): string {
  const s = Math.trunc(ms / second);
  if (s < -1) return '<invalid>';
  if (s < 0) return '0s';
  if (s < 120) return `${s}s`;
  const two = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
    small === 0 ? `${big}${bigUnit}` : `${big}${bigUnit}${small}${smallUnit}`;
  const m = Math.floor(s / 60);
  if (m < 10) return two(m, 'm', s % 60, 's');
  if (m < 180) return `${m}m`;
  const h = Math.floor(m / 60);
  if (h < 8) return two(h, 'h', m % 60, 'm');
  if (h < 48) return `${h}h`;
  const d = Math.floor(h / 24);
  if (h < 192) return two(d, 'd', h % 24, 'h');
  if (h < 24 * 365 * 2) return `${d}d`;
  if (h < 24 * 365 * 8) return two(Math.floor(d / 365), 'y', d % 365, 'd');
  return `${Math.floor(d / 365)}y`;
}

/** An age as tables show it, `<unknown>` without a time. Models printers' translateTimestampSince. */
export function ageOf(timestamp: string | undefined, now: number): string {
  const then = timestamp === undefined ? undefined : parseTime(timestamp);
  return then === undefined ? '<unknown>' : humanDuration(now - then);
}
