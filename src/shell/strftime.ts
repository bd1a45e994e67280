import { civilTime, daysFromCivil } from '../sim/civil.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];

function pad(value: number, width = 2, fill = '0'): string {
  return String(value).padStart(width, fill);
}

type Day = ReturnType<typeof civilDay>;

/** A moment in the calendar with the day of its year, 1–366. */
function civilDay(ms: number) {
  const at = civilTime(ms);
  return { ...at, yearDay: Math.floor(ms / 86_400_000) - daysFromCivil(at.year, 1, 1) + 1 };
}

/** ISO 8601 week number and its year. */
function isoWeek(date: Day): { year: number; week: number } {
  const weekday = (date.weekday + 6) % 7;
  const week = Math.floor((date.yearDay - 1 - weekday + 10) / 7);
  const weeksIn = (year: number): number => {
    const jan1 = civilTime(daysFromCivil(year, 1, 1) * 86_400_000).weekday;
    const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    return jan1 === 4 || (leap && jan1 === 3) ? 53 : 52;
  };
  if (week < 1) return { year: date.year - 1, week: weeksIn(date.year - 1) };
  if (week > weeksIn(date.year)) return { year: date.year + 1, week: 1 };
  return { year: date.year, week };
}

/** Format a time as strftime does in the C locale, with date(1)'s additions, UTC. */
export function strftime(format: string, ms: number): string {
  const at = civilDay(ms);
  const hour12 = at.hour % 12 || 12;
  const nanoseconds = pad(Math.round(at.millisecond * 1_000_000), 9);
  const field = (letter: string): { text: string; fill?: string; width?: number } | undefined => {
    const number = (value: number, width = 2, fill = '0'): { text: string; fill: string; width: number } => ({
      text: String(value),
      fill,
      width,
    });
    const plain = (text: string): { text: string } => ({ text });
    const nested = (inner: string): { text: string } => ({ text: strftime(inner, ms) });
    switch (letter) {
      case 'a':
        return plain(DAYS[at.weekday]?.slice(0, 3) ?? '');
      case 'A':
        return plain(DAYS[at.weekday] ?? '');
      case 'b':
      case 'h':
        return plain(MONTHS[at.month - 1]?.slice(0, 3) ?? '');
      case 'B':
        return plain(MONTHS[at.month - 1] ?? '');
      case 'c':
        return nested('%a %b %e %H:%M:%S %Y');
      case 'C':
        return number(Math.floor(at.year / 100));
      case 'd':
        return number(at.day);
      case 'D':
      case 'x':
        return nested('%m/%d/%y');
      case 'e':
        return number(at.day, 2, ' ');
      case 'F':
        return nested('%Y-%m-%d');
      case 'g':
        return number(isoWeek(at).year % 100);
      case 'G':
        return number(isoWeek(at).year, 4);
      case 'H':
        return number(at.hour);
      case 'I':
        return number(hour12);
      case 'j':
        return number(at.yearDay, 3);
      case 'k':
        return number(at.hour, 2, ' ');
      case 'l':
        return number(hour12, 2, ' ');
      case 'm':
        return number(at.month);
      case 'M':
        return number(at.minute);
      case 'n':
        return plain('\n');
      case 'N':
        return plain(nanoseconds);
      case 'p':
        return plain(at.hour < 12 ? 'AM' : 'PM');
      case 'P':
        return plain(at.hour < 12 ? 'am' : 'pm');
      case 'r':
        return nested('%I:%M:%S %p');
      case 'R':
        return nested('%H:%M');
      case 's':
        return number(Math.floor(ms / 1000), 1);
      case 'S':
        return number(at.second);
      case 't':
        return plain('\t');
      case 'T':
      case 'X':
        return nested('%H:%M:%S');
      case 'u':
        return number(at.weekday || 7, 1);
      case 'U':
        return number(Math.floor((at.yearDay + 6 - at.weekday) / 7));
      case 'V':
        return number(isoWeek(at).week);
      case 'w':
        return number(at.weekday, 1);
      case 'W':
        return number(Math.floor((at.yearDay + 6 - ((at.weekday + 6) % 7)) / 7));
      case 'y':
        return number(at.year % 100);
      case 'Y':
        return number(at.year, 1);
      case 'z':
        return plain('+0000');
      case ':z':
        return plain('+00:00');
      case 'Z':
        return plain('UTC');
      case '%':
        return plain('%');
      default:
        return undefined;
    }
  };
  return format.replace(
    /%([-_0^#]*)(\d*)(:z|[a-zA-Z%])/g,
    (whole, flags: string, width: string, letter: string) => {
      if (letter === 'N' && width !== '') return nanoseconds.slice(0, Number(width));
      const found = field(letter);
      if (!found) return whole;
      let { text } = found;
      const fill = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : (found.fill ?? ' ');
      if (letter === 'N' && flags.includes('-')) text = text.replace(/0+$/, '') || '0';
      else if (!flags.includes('-')) text = text.padStart(Number(width) || (found.width ?? 0), fill);
      return flags.includes('^') ? text.toUpperCase() : text;
    },
  );
}
