import { Failure } from './tool.ts';

const UNITS = 'KMGTPE';

/** A size as `-h` shows it: powers of 1024, rounded up, one decimal below ten. */
export function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  let value = bytes;
  let unit = -1;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const tenths = Math.ceil(value * 10);
  if (tenths < 100) return `${(tenths / 10).toFixed(1)}${UNITS.charAt(unit)}`;
  const whole = Math.ceil(value);
  return whole >= 1024 ? `1.0${UNITS.charAt(unit + 1)}` : `${whole}${UNITS.charAt(unit)}`;
}

/** A count with a unit (`10`, `2K`, `1MB`); `undefined` when it is none. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+)(b|[kKMGTPE](?:iB|B)?|c|w)?$/.exec(text);
  if (!match) return undefined;
  const [, digits = '', unit = ''] = match;
  if (unit === 'b') return Number(digits) * 512;
  if (unit === 'w') return Number(digits) * 2;
  if (unit === '' || unit === 'c') return Number(digits);
  const base = unit.length === 2 ? 1000 : 1024;
  let factor = base;
  for (let i = 0; i < UNITS.indexOf(unit.charAt(0).toUpperCase()); i++) factor *= base;
  return Number(digits) * factor;
}

/** Milliseconds of `sleep`'s and `timeout`'s intervals (`1.5`, `2m`, `inf`); `undefined` when it is none. */
export function parseInterval(text: string): number | undefined {
  const match = /^\+?(\d+\.?\d*|\.\d+|inf(?:inity)?)([smhd]?)$/i.exec(text);
  if (!match) return undefined;
  const [, number = '', unit = ''] = match;
  const seconds = /^i/i.test(number) ? Infinity : Number(number);
  const factors: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86400 };
  return seconds * (factors[unit] ?? 1) * 1000;
}

/** A whole number, or the failure that says what is wrong with it. */
export function wholeNumber(text: string, complaint: string, status = 1): number {
  const number = /^\+?\d+$/.test(text) ? Number(text) : parseSize(text);
  if (number === undefined) throw new Failure(`${complaint}: ‘${text}’`.replaceAll(/[‘’]/g, "'"), status);
  return number;
}
