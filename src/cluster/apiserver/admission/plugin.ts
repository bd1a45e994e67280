import type { RequestScope } from '../context.ts';
import type { ApiObject } from '../objects.ts';

/** What a plugin is asked about. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  readonly scope: RequestScope;
  /** The object as it is going to be; absent for deletions. */
  readonly object: ApiObject | undefined;
  readonly old: ApiObject | undefined;
}

/** One admission plugin, by kube-apiserver's name for it. Models apiserver pkg/admission. */
export interface AdmissionPlugin {
  readonly name: string;
  /** Change the object before it is validated. @throws {ApiError} to refuse the request */
  admit?(request: AdmissionRequest): ApiObject | undefined;
  /** Judge the object as it is going to be stored. @throws {ApiError} to refuse the request */
  validate?(request: AdmissionRequest): void;
}

/** Ask the plugins in order; each sees what those before it made of the object. */
export function admit(plugins: readonly AdmissionPlugin[], request: AdmissionRequest): ApiObject | undefined {
  let now = request;
  for (const plugin of plugins) {
    const object = plugin.admit?.(now) ?? now.object;
    if (object !== now.object) now = { ...now, object };
  }
  for (const plugin of plugins) plugin.validate?.(now);
  return now.object;
}
