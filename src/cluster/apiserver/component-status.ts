import { componentstatuses } from '../../api/resources.ts';
import type { RequestScope } from './context.ts';
import { newNotFound } from './errors.ts';
import type { ApiObject } from './objects.ts';

const COMPONENTS = ['scheduler', 'controller-manager', 'etcd-0'];

/**
 * What the server finds when it looks at its companions: they are well, for they are one program here. Nothing of it is stored; other
 * resources have none. Models pkg/registry/core/componentstatus.
 */
export function componentStatuses({ resource }: RequestScope): readonly ApiObject[] | undefined {
  if (resource !== componentstatuses) return undefined;
  return COMPONENTS.map((name) => ({
    apiVersion: 'v1',
    kind: 'ComponentStatus',
    metadata: { name },
    conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
  }));
}

/** One of them. @throws {ApiError} 404 */
export function componentStatus(statuses: readonly ApiObject[], name: string): ApiObject {
  const found = statuses.find(({ metadata }) => metadata.name === name);
  if (!found) throw newNotFound({ group: '', resource: 'componentstatuses' }, name);
  return found;
}
