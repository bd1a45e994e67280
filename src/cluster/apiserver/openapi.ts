import type { ApiRequest, ApiResponse } from './request.ts';

/** `/openapi/v3` and below. */
export function openapi(_request: ApiRequest, _path: readonly string[]): ApiResponse | undefined {
  return undefined;
}
