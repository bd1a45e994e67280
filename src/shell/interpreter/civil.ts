const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The day (`Tue Nov 14`) and time (`22:13:20`), in UTC, of milliseconds since 1970. */
export function civilDate(ms: number): { date: string; time: string } {
  const seconds = Math.floor(ms / 1000);
  const days = Math.floor(seconds / 86400);
  const left = seconds - days * 86400;
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = `${two(Math.floor(left / 3600))}:${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
  // Days since 0000-03-01, so that the leap day ends the year (Howard Hinnant's civil_from_days).
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * month + 2) / 5) + 1;
  return { date: `${DAYS[((days % 7) + 7) % 7]} ${MONTHS[(month + 2) % 12]} ${two(day)}`, time };
}
