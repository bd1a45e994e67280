import type { ApiRequest } from './request.ts';

/** The first value of a query parameter; `undefined` when it is not there. */
export function queryValue(request: ApiRequest, key: string): string | undefined {
  for (const [name, value] of request.query ?? []) if (name === key) return value;
  return undefined;
}

/** All values of a repeated parameter, in order. */
export function queryValues(request: ApiRequest, key: string): string[] {
  return (request.query ?? []).filter(([name]) => name === key).map(([, value]) => value);
}

/** A boolean as apimachinery's conversion reads it: there and neither `0` nor `false`. */
export function queryFlag(request: ApiRequest, key: string): boolean {
  const value = queryValue(request, key);
  return value !== undefined && value !== '0' && value.toLowerCase() !== 'false';
}

/** An integer; `undefined` when it is not there or is none. */
export function queryNumber(request: ApiRequest, key: string): number | undefined {
  const value = queryValue(request, key);
  return value !== undefined && /^-?\d+$/.test(value) ? Number(value) : undefined;
}
