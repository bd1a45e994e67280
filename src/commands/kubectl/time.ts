import { civilTime, parseTime } from '../../api/time.ts';

export {
  ageOf,
  formatDuration,
  formatTime,
  humanDuration,
  parseDuration,
  parseTime,
} from '../../api/time.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** Go's `time.RFC1123Z` in UTC, as `describe` prints times: `Tue, 24 Nov 2026 22:56:18 +0000`. */
export function rfc1123z(text: string): string {
  const ms = parseTime(text);
  if (ms === undefined) return text;
  const t = civilTime(ms);
  const date = `${DAYS[t.weekday] ?? ''}, ${two(t.day)} ${MONTHS[t.month - 1] ?? ''} ${t.year}`;
  return `${date} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} +0000`;
}

/** The date and time that klog puts before a line: `1124 22:56:18.457154`. */
export function klogStamp(ms: number): string {
  const t = civilTime(ms);
  const micros = Math.floor(t.millisecond * 1000);
  return `${two(t.month)}${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}.${String(micros).padStart(6, '0')}`;
}
