/**
 * Server-side printing: objects as a meta.k8s.io/v1 Table. Models pkg/printers (tables) and pkg/registry/rest's default table.
 */
import type { JsonObject } from '../json.ts';
import type { Resource } from '../resources.ts';
import { groupResource } from '../resources.ts';
import type { KubernetesObject } from '../types.ts';
import * as core from './core.ts';
import { podPrinter } from './pod.ts';
import type { Cell, ColumnDefinition, Printer } from './printer.ts';
import { printer } from './printer.ts';
import * as workloads from './workloads.ts';

export { summarizePod, type PodSummary } from './pod.ts';
export { nodeRoles } from './core.ts';
export type { Cell, ColumnDefinition } from './printer.ts';

/** Anything without a printer of its own. */
const defaultPrinter = printer<KubernetesObject>(['Name', 'Created At'], (object) => [
  object.metadata.name,
  object.metadata.creationTimestamp ?? '<unknown>',
]);

const printers: Readonly<Record<string, Printer<never>>> = {
  pods: podPrinter,
  nodes: core.nodePrinter,
  namespaces: core.namespacePrinter,
  services: core.servicePrinter,
  endpoints: core.endpointsPrinter,
  'endpointslices.discovery.k8s.io': core.endpointSlicePrinter,
  events: core.eventPrinter,
  configmaps: core.configMapPrinter,
  secrets: core.secretPrinter,
  serviceaccounts: core.serviceAccountPrinter,
  persistentvolumes: core.persistentVolumePrinter,
  persistentvolumeclaims: core.persistentVolumeClaimPrinter,
  replicationcontrollers: core.replicationControllerPrinter,
  podtemplates: core.podTemplatePrinter,
  componentstatuses: core.componentStatusPrinter,
  resourcequotas: core.resourceQuotaPrinter,
  'deployments.apps': workloads.deploymentPrinter,
  'replicasets.apps': workloads.replicaSetPrinter,
  'daemonsets.apps': workloads.daemonSetPrinter,
  'statefulsets.apps': workloads.statefulSetPrinter,
  'controllerrevisions.apps': workloads.controllerRevisionPrinter,
  'jobs.batch': workloads.jobPrinter,
  'cronjobs.batch': workloads.cronJobPrinter,
  'leases.coordination.k8s.io': workloads.leasePrinter,
  'scales.autoscaling': workloads.scalePrinter,
  'storageclasses.storage.k8s.io': workloads.storageClassPrinter,
  'csinodes.storage.k8s.io': workloads.csiNodePrinter,
  'priorityclasses.scheduling.k8s.io': workloads.priorityClassPrinter,
  'runtimeclasses.node.k8s.io': workloads.runtimeClassPrinter,
  'poddisruptionbudgets.policy': workloads.podDisruptionBudgetPrinter,
  'networkpolicies.networking.k8s.io': workloads.networkPolicyPrinter,
  'ingresses.networking.k8s.io': workloads.ingressPrinter,
  'ingressclasses.networking.k8s.io': workloads.ingressClassPrinter,
  'servicecidrs.networking.k8s.io': workloads.serviceCidrPrinter,
  'ipaddresses.networking.k8s.io': workloads.ipAddressPrinter,
  'rolebindings.rbac.authorization.k8s.io': workloads.roleBindingPrinter,
  'clusterrolebindings.rbac.authorization.k8s.io': workloads.roleBindingPrinter,
};

// A printer is only ever given objects of its own resource.
const printerOf = (resource: Resource<object>): Printer<KubernetesObject> => {
  const name = groupResource(resource);
  return Object.hasOwn(printers, name)
    ? (printers[name] as unknown as Printer<KubernetesObject>)
    : defaultPrinter;
};

/** What a row of a Table carries of its object. */
export type IncludeObject = 'Metadata' | 'Object' | 'None';

export const tableColumns = (resource: Resource<object>): readonly ColumnDefinition[] =>
  printerOf(resource).columns;

/** The cells of one object. @param now milliseconds since 1970 */
export const tableCells = (resource: Resource<object>, object: object, now: number): readonly Cell[] =>
  printerOf(resource).cells(object as KubernetesObject, now);

export interface TableOptions {
  /** Milliseconds since 1970: ages are counted to it. */
  readonly now: number;
  readonly includeObject?: IncludeObject;
  /** The list's metadata (resourceVersion, continue, remainingItemCount). */
  readonly metadata?: JsonObject;
  /** A watch sends the column definitions with its first event alone. */
  readonly withoutColumns?: boolean;
}

/** Objects of one resource as a Table. */
export function toTable(
  resource: Resource<object>,
  objects: readonly object[],
  options: TableOptions,
): JsonObject {
  const include = options.includeObject ?? 'Metadata';
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata ?? {},
    columnDefinitions: options.withoutColumns ? null : [...tableColumns(resource)],
    rows: objects.map((object) => ({
      cells: [...tableCells(resource, object, options.now)],
      object: rowObject(object as JsonObject, include),
    })),
  };
}

function rowObject(object: JsonObject, include: IncludeObject): JsonObject | null {
  if (include === 'None') return null;
  if (include === 'Object') return object;
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: object['metadata'] ?? {},
  };
}
