/** Printers of core resources. Models pkg/printers/internalversion/printers.go. */
import type * as k8s from '../types.ts';
import { ageOf } from '../time.ts';
import { accessModes, age, atMostThree, containerNames, labelsText, none, printer } from './printer.ts';

function nodeStatus(node: k8s.Node): string {
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready');
  const status = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return node.spec.unschedulable ? `${status},SchedulingDisabled` : status;
}

/** `control-plane`, from the labels. */
export function nodeRoles(node: k8s.Node): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(node.metadata.labels ?? {})) {
    const role = key.startsWith('node-role.kubernetes.io/')
      ? key.slice('node-role.kubernetes.io/'.length)
      : '';
    if (role !== '') roles.add(role);
    if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return roles.size === 0 ? none : [...roles].sort().join(',');
}

const nodeAddress = (node: k8s.Node, type: string): string =>
  node.status?.addresses?.find((address) => address.type === type)?.address ?? none;

export const nodePrinter = printer<k8s.Node>(
  [
    ...['Name', 'Status', 'Roles', 'Age', 'Version', 'Internal-IP*', 'External-IP*', 'OS-Image*'],
    ...['Kernel-Version*', 'Container-Runtime*'],
  ],
  (node, now) => {
    const info = node.status?.nodeInfo;
    return [
      node.metadata.name,
      nodeStatus(node),
      nodeRoles(node),
      age(node, now),
      info?.kubeletVersion ?? '',
      nodeAddress(node, 'InternalIP'),
      nodeAddress(node, 'ExternalIP'),
      info?.osImage || '<unknown>',
      info?.kernelVersion || '<unknown>',
      info?.containerRuntimeVersion || '<unknown>',
    ];
  },
);

export const namespacePrinter = printer<k8s.Namespace>(['Name', 'Status', 'Age'], (namespace, now) => [
  namespace.metadata.name,
  namespace.status?.phase ?? '',
  age(namespace, now),
]);

function externalIp(service: k8s.Service): string {
  const { type, externalName, externalIPs = [] } = service.spec;
  if (type === 'ExternalName') return externalName ?? '';
  if (type !== 'LoadBalancer') return externalIPs.length > 0 ? externalIPs.join(',') : none;
  const ingress = service.status?.loadBalancer?.ingress ?? [];
  const addresses = [...ingress.map((i) => i.ip ?? i.hostname ?? ''), ...externalIPs];
  return addresses.length > 0 ? addresses.join(',') : '<pending>';
}

export const servicePrinter = printer<k8s.Service>(
  ['Name', 'Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age', 'Selector*'],
  (service, now) => {
    const ports = (service.spec.ports ?? []).map(
      (port) => `${port.port}${port.nodePort ? `:${port.nodePort}` : ''}/${port.protocol ?? 'TCP'}`,
    );
    return [
      service.metadata.name,
      service.spec.type ?? 'ClusterIP',
      service.spec.clusterIPs?.[0] || service.spec.clusterIP || none,
      externalIp(service),
      ports.length > 0 ? ports.join(',') : none,
      age(service, now),
      labelsText(service.spec.selector),
    ];
  },
);

export const endpointsPrinter = printer<k8s.Endpoints>(['Name', 'Endpoints', 'Age'], (endpoints, now) => {
  const list = (endpoints.subsets ?? []).flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) =>
          addresses.map(({ ip }) => `${ip.includes(':') ? `[${ip}]` : ip}:${port}`),
        ),
  );
  return [endpoints.metadata.name, atMostThree(list), age(endpoints, now)];
});

export const endpointSlicePrinter = printer<k8s.EndpointSlice>(
  ['Name', 'AddressType', 'Ports', 'Endpoints', 'Age'],
  (slice, now) => [
    slice.metadata.name,
    slice.addressType,
    slice.ports === undefined || slice.ports.length === 0
      ? '<unset>'
      : atMostThree(slice.ports.map(({ port }) => (port === undefined ? '*' : String(port)))),
    slice.endpoints === undefined || slice.endpoints.length === 0
      ? '<unset>'
      : atMostThree(slice.endpoints.flatMap(({ addresses }) => addresses)),
    age(slice, now),
  ],
);

function eventSource(event: k8s.Event): string {
  const component = event.source?.component || event.reportingComponent || '';
  const host = event.source?.host || (event.source?.component ? '' : event.reportingInstance) || '';
  return host === '' ? component : `${component}, ${host}`;
}

export const eventPrinter = printer<k8s.Event>(
  [
    ...['Last Seen', 'Type', 'Reason', 'Object', 'Subobject*', 'Source*', 'Message', 'First Seen*'],
    ...['Count#*', 'Name*'],
  ],
  (event, now) => {
    const first = ageOf(event.firstTimestamp ?? event.eventTime, now);
    const last = (event.lastTimestamp ?? null) === null ? first : ageOf(event.lastTimestamp, now);
    const kind = event.involvedObject.kind?.toLowerCase() ?? '';
    return [
      event.series ? ageOf(event.series.lastObservedTime, now) : last,
      event.type ?? '',
      event.reason ?? '',
      event.involvedObject.name ? `${kind}/${event.involvedObject.name}` : kind,
      event.involvedObject.fieldPath ?? '',
      eventSource(event),
      (event.message ?? '').trim(),
      first,
      event.series?.count ?? (event.count || 1),
      event.metadata.name,
    ];
  },
);

const size = (map: object | undefined): number => Object.keys(map ?? {}).length;

export const configMapPrinter = printer<k8s.ConfigMap>(['Name', 'Data#', 'Age'], (map, now) => [
  map.metadata.name,
  size(map.data) + size(map.binaryData),
  age(map, now),
]);

export const secretPrinter = printer<k8s.Secret>(['Name', 'Type', 'Data#', 'Age'], (secret, now) => [
  secret.metadata.name,
  secret.type ?? 'Opaque',
  size(secret.data),
  age(secret, now),
]);

export const serviceAccountPrinter = printer<k8s.ServiceAccount>(
  ['Name', 'Secrets#', 'Age'],
  (account, now) => [account.metadata.name, account.secrets?.length ?? 0, age(account, now)],
);

export const persistentVolumePrinter = printer<k8s.PersistentVolume>(
  [
    ...['Name', 'Capacity', 'Access Modes', 'Reclaim Policy', 'Status', 'Claim', 'StorageClass'],
    ...['VolumeAttributesClass', 'Reason', 'Age', 'VolumeMode*'],
  ],
  (volume, now) => {
    const { capacity, claimRef } = volume.spec;
    return [
      volume.metadata.name,
      capacity?.['storage'] ?? '0',
      accessModes(volume.spec.accessModes),
      volume.spec.persistentVolumeReclaimPolicy ?? '',
      volume.metadata.deletionTimestamp ? 'Terminating' : (volume.status?.phase ?? ''),
      claimRef ? `${claimRef.namespace ?? ''}/${claimRef.name ?? ''}` : '',
      volume.spec.storageClassName ?? '',
      volume.spec.volumeAttributesClassName ?? '<unset>',
      volume.status?.reason ?? '',
      age(volume, now),
      volume.spec.volumeMode ?? '<unset>',
    ];
  },
);

export const persistentVolumeClaimPrinter = printer<k8s.PersistentVolumeClaim>(
  [
    ...['Name', 'Status', 'Volume', 'Capacity', 'Access Modes', 'StorageClass', 'VolumeAttributesClass'],
    ...['Age', 'VolumeMode*'],
  ],
  (claim, now) => {
    const bound = claim.spec.volumeName ? claim.status : undefined;
    return [
      claim.metadata.name,
      claim.metadata.deletionTimestamp ? 'Terminating' : (claim.status?.phase ?? ''),
      claim.spec.volumeName ?? '',
      bound?.capacity?.['storage'] ?? '',
      accessModes(bound?.accessModes),
      claim.spec.storageClassName ?? '',
      claim.spec.volumeAttributesClassName ?? '<unset>',
      age(claim, now),
      claim.spec.volumeMode ?? '<unset>',
    ];
  },
);

export const replicationControllerPrinter = printer<k8s.ReplicationController>(
  ['Name', 'Desired#', 'Current#', 'Ready#', 'Age', 'Containers*', 'Images*', 'Selector*'],
  (controller, now) => [
    controller.metadata.name,
    controller.spec.replicas ?? 0,
    controller.status?.replicas ?? 0,
    controller.status?.readyReplicas ?? 0,
    age(controller, now),
    ...containerNames(controller.spec.template),
    labelsText(controller.spec.selector),
  ],
);

export const podTemplatePrinter = printer<k8s.PodTemplate>(
  ['Name', 'Containers', 'Images', 'Pod Labels'],
  (template) => [
    template.metadata.name,
    ...containerNames(template.template),
    labelsText(template.template?.metadata?.labels),
  ],
);

export const componentStatusPrinter = printer<k8s.ComponentStatus>(
  ['Name', 'Status', 'Message', 'Error'],
  (component) => {
    const healthy = component.conditions?.find((condition) => condition.type === 'Healthy');
    const status =
      healthy?.status === 'True' ? 'Healthy' : healthy?.status === 'False' ? 'Unhealthy' : 'Unknown';
    return [component.metadata.name, status, healthy?.message ?? '', healthy?.error ?? ''];
  },
);

const resourcePairs = (quota: k8s.ResourceQuota, limits: boolean): string =>
  Object.keys(quota.status?.hard ?? {})
    .filter((name) => name.startsWith('limits') === limits)
    .sort()
    .map((name) => `${name}: ${quota.status?.used?.[name] ?? '0'}/${quota.status?.hard?.[name] ?? '0'}`)
    .join(', ');

export const resourceQuotaPrinter = printer<k8s.ResourceQuota>(
  ['Name', 'Request', 'Limit', 'Age'],
  (quota, now) => [
    quota.metadata.name,
    resourcePairs(quota, false),
    resourcePairs(quota, true),
    age(quota, now),
  ],
);
