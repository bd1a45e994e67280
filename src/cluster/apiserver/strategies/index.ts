import type { Resource } from '../../../api/resources.ts';
import { fieldAt, withFields, type ApiObject } from '../objects.ts';
import type { Strategy } from '../strategy.ts';
import { eventStrategy } from './event.ts';
import { jobStrategy } from './job.ts';
import { namespaceStrategy } from './namespace.ts';
import { podStrategy } from './pod.ts';
import { serviceStrategy } from './service.ts';

const field =
  (...path: string[]) =>
  (object: ApiObject): string =>
    String(fieldAt(object, ...path) ?? '');

/** Kinds whose metadata.generation counts the changes of their spec. */
const counted: Strategy = { generation: true };

const withPhase = (phase: string): Strategy => ({
  prepareForCreate: (object) => withFields(object, { status: { phase } }),
});

/** By group and plural name. What is not here has nothing of its own. */
const strategies: Readonly<Record<string, Strategy>> = {
  '/pods': podStrategy,
  '/namespaces': namespaceStrategy,
  '/events': eventStrategy,
  'events.k8s.io/events': eventStrategy,
  '/nodes': {
    keepsStatus: true,
    fields: { 'spec.unschedulable': (object) => String(fieldAt(object, 'spec', 'unschedulable') ?? false) },
  },
  '/services': serviceStrategy,
  '/serviceaccounts': { returnsDeleted: true },
  '/secrets': { fields: { type: field('type') } },
  '/persistentvolumes': { ...withPhase('Pending'), returnsDeleted: true },
  '/persistentvolumeclaims': { ...withPhase('Pending'), returnsDeleted: true },
  '/replicationcontrollers': { generation: true, fields: { 'status.replicas': field('status', 'replicas') } },
  'apps/deployments': counted,
  'apps/daemonsets': counted,
  'apps/statefulsets': counted,
  'apps/replicasets': { generation: true, fields: { 'status.replicas': field('status', 'replicas') } },
  'batch/jobs': jobStrategy,
  'batch/cronjobs': counted,
  'networking.k8s.io/ingresses': counted,
  'networking.k8s.io/networkpolicies': counted,
  'networking.k8s.io/ingressclasses': counted,
  'policy/poddisruptionbudgets': counted,
  'scheduling.k8s.io/priorityclasses': counted,
  'flowcontrol.apiserver.k8s.io/flowschemas': counted,
  'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations': counted,
  'coordination.k8s.io/leases': { createOnUpdate: true },
};

const nothing: Strategy = {};

/** The way a resource is written. */
export function strategyFor(resource: Resource<object>): Strategy {
  let strategy = found.get(resource);
  if (!strategy)
    found.set(resource, (strategy = strategies[`${resource.group}/${resource.name}`] ?? nothing));
  return strategy;
}

const found = new Map<Resource<object>, Strategy>();
