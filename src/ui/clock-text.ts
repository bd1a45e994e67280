import type { Language } from '../i18n/index.ts';

const formats = new Map<Language, Intl.DateTimeFormat>();

/** The cluster's time of day in UTC. @param time virtual milliseconds since 1970 */
export function clockText(time: number, language: Language): string {
  let format = formats.get(language);
  if (!format) {
    format = new Intl.DateTimeFormat(language, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZone: 'UTC',
    });
    formats.set(language, format);
  }
  return format.format(time);
}
