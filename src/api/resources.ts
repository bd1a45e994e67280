import type * as k8s from './types.ts';
import { apiVersionOf } from './schema.ts';

/** A resource as discovery tells of it. `T` is the type of its objects. */
export interface Resource<T extends object = k8s.KubernetesObject> {
  /** Plural, as in paths. */
  readonly name: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly kind: string;
  /** Empty for core. */
  readonly group: string;
  readonly version: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly Subresource[];
  /** Only carries the type. */
  readonly object?: T;
}

export interface Subresource {
  /** `status`, `scale`, `log` */
  readonly name: string;
  /** What it takes or gives: the resource's own kind, or another one's. */
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  readonly verbs: readonly string[];
}

const standard = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const readUpdate = ['get', 'patch', 'update'];

interface Extra {
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly verbs?: readonly string[];
  /** Cluster-wide. */
  readonly cluster?: true;
  readonly status?: true;
  readonly scale?: true;
  readonly subresources?: readonly Subresource[];
}

/** Registry of one group version; models what each resource's storage in pkg/registry tells discovery. */
function group(group: string, version: string) {
  return <T extends object = k8s.KubernetesObject>(
    name: string,
    kind: string,
    extra: Extra = {},
  ): Resource<T> => ({
    name,
    singular: kind.toLowerCase(),
    shortNames: extra.shortNames ?? [],
    kind,
    group,
    version,
    namespaced: !extra.cluster,
    verbs: extra.verbs ?? standard,
    categories: extra.categories ?? [],
    subresources: [
      ...(extra.scale
        ? [{ name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: readUpdate }]
        : []),
      ...(extra.subresources ?? []),
      ...(extra.status ? [{ name: 'status', kind, group, version, verbs: readUpdate }] : []),
    ].sort((a, b) => (a.name < b.name ? -1 : 1)),
  });
}

const all = ['all'];
const extensions = ['api-extensions'];
const create = ['create'];
const cluster = true;
const status = true;
const scale = true;

const core = group('', 'v1');
const coreSub = (name: string, kind: string, verbs: readonly string[]): Subresource => ({
  ...{ name, kind, group: '', version: 'v1', verbs },
});
const proxyVerbs = ['create', 'delete', 'get', 'patch', 'update'];

export const bindings = core<k8s.Binding>('bindings', 'Binding', { verbs: create });
export const componentstatuses = core<k8s.ComponentStatus>('componentstatuses', 'ComponentStatus', {
  ...{ cluster, shortNames: ['cs'], verbs: ['get', 'list'] },
});
export const configmaps = core<k8s.ConfigMap>('configmaps', 'ConfigMap', { shortNames: ['cm'] });
export const endpoints = core<k8s.Endpoints>('endpoints', 'Endpoints', { shortNames: ['ep'] });
export const events = core<k8s.Event>('events', 'Event', { shortNames: ['ev'] });
export const limitranges = core<k8s.LimitRange>('limitranges', 'LimitRange', { shortNames: ['limits'] });
export const namespaces = core<k8s.Namespace>('namespaces', 'Namespace', {
  ...{ cluster, status, shortNames: ['ns'] },
  verbs: standard.filter((verb) => verb !== 'deletecollection'),
  subresources: [coreSub('finalize', 'Namespace', ['update'])],
});
export const nodes = core<k8s.Node>('nodes', 'Node', {
  ...{ cluster, status, shortNames: ['no'] },
  subresources: [coreSub('proxy', 'NodeProxyOptions', proxyVerbs)],
});
export const persistentvolumeclaims = core<k8s.PersistentVolumeClaim>(
  'persistentvolumeclaims',
  'PersistentVolumeClaim',
  { status, shortNames: ['pvc'] },
);
export const persistentvolumes = core<k8s.PersistentVolume>('persistentvolumes', 'PersistentVolume', {
  ...{ cluster, status, shortNames: ['pv'] },
});
export const pods = core<k8s.Pod>('pods', 'Pod', {
  ...{ status, shortNames: ['po'], categories: all },
  subresources: [
    coreSub('attach', 'PodAttachOptions', ['create', 'get']),
    coreSub('binding', 'Binding', create),
    coreSub('ephemeralcontainers', 'Pod', readUpdate),
    { name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: create },
    coreSub('exec', 'PodExecOptions', ['create', 'get']),
    coreSub('log', 'Pod', ['get']),
    coreSub('portforward', 'PodPortForwardOptions', ['create', 'get']),
    coreSub('proxy', 'PodProxyOptions', proxyVerbs),
    coreSub('resize', 'Pod', readUpdate),
  ],
});
export const podtemplates = core<k8s.PodTemplate>('podtemplates', 'PodTemplate');
export const replicationcontrollers = core<k8s.ReplicationController>(
  'replicationcontrollers',
  'ReplicationController',
  { status, scale, shortNames: ['rc'], categories: all },
);
export const resourcequotas = core<k8s.ResourceQuota>('resourcequotas', 'ResourceQuota', {
  ...{ status, shortNames: ['quota'] },
});
export const secrets = core<k8s.Secret>('secrets', 'Secret');
export const serviceaccounts = core<k8s.ServiceAccount>('serviceaccounts', 'ServiceAccount', {
  shortNames: ['sa'],
  subresources: [
    { name: 'token', kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: create },
  ],
});
export const services = core<k8s.Service>('services', 'Service', {
  ...{ status, shortNames: ['svc'], categories: all },
  subresources: [coreSub('proxy', 'ServiceProxyOptions', proxyVerbs)],
});

const admission = group('admissionregistration.k8s.io', 'v1');
const admissionregistration = [
  admission('mutatingwebhookconfigurations', 'MutatingWebhookConfiguration', {
    ...{ cluster, categories: extensions },
  }),
  admission('validatingadmissionpolicies', 'ValidatingAdmissionPolicy', {
    ...{ cluster, status, categories: extensions },
  }),
  admission('validatingadmissionpolicybindings', 'ValidatingAdmissionPolicyBinding', {
    ...{ cluster, categories: extensions },
  }),
  admission('validatingwebhookconfigurations', 'ValidatingWebhookConfiguration', {
    ...{ cluster, categories: extensions },
  }),
];

export const customresourcedefinitions = group('apiextensions.k8s.io', 'v1')<k8s.CustomResourceDefinition>(
  'customresourcedefinitions',
  'CustomResourceDefinition',
  { cluster, status, shortNames: ['crd', 'crds'], categories: extensions },
);
export const apiservices = group('apiregistration.k8s.io', 'v1')<k8s.APIService>(
  'apiservices',
  'APIService',
  {
    ...{ cluster, status, categories: extensions },
  },
);

const apps = group('apps', 'v1');
export const controllerrevisions = apps<k8s.ControllerRevision>('controllerrevisions', 'ControllerRevision');
export const daemonsets = apps<k8s.DaemonSet>('daemonsets', 'DaemonSet', {
  ...{ status, shortNames: ['ds'], categories: all },
});
export const deployments = apps<k8s.Deployment>('deployments', 'Deployment', {
  ...{ status, scale, shortNames: ['deploy'], categories: all },
});
export const replicasets = apps<k8s.ReplicaSet>('replicasets', 'ReplicaSet', {
  ...{ status, scale, shortNames: ['rs'], categories: all },
});
export const statefulsets = apps<k8s.StatefulSet>('statefulsets', 'StatefulSet', {
  ...{ status, scale, shortNames: ['sts'], categories: all },
});

const authentication = group('authentication.k8s.io', 'v1');
export const selfsubjectreviews = authentication<k8s.SelfSubjectReview>(
  'selfsubjectreviews',
  'SelfSubjectReview',
  { cluster, verbs: create },
);
export const tokenreviews = authentication<k8s.TokenReview>('tokenreviews', 'TokenReview', {
  ...{ cluster, verbs: create },
});

const authorization = group('authorization.k8s.io', 'v1');
export const localsubjectaccessreviews = authorization<k8s.LocalSubjectAccessReview>(
  'localsubjectaccessreviews',
  'LocalSubjectAccessReview',
  { verbs: create },
);
export const selfsubjectaccessreviews = authorization<k8s.SelfSubjectAccessReview>(
  'selfsubjectaccessreviews',
  'SelfSubjectAccessReview',
  { cluster, verbs: create },
);
export const selfsubjectrulesreviews = authorization<k8s.SelfSubjectRulesReview>(
  'selfsubjectrulesreviews',
  'SelfSubjectRulesReview',
  { cluster, verbs: create },
);
export const subjectaccessreviews = authorization<k8s.SubjectAccessReview>(
  'subjectaccessreviews',
  'SubjectAccessReview',
  { cluster, verbs: create },
);

export const horizontalpodautoscalers = group('autoscaling', 'v2')<k8s.HorizontalPodAutoscaler>(
  'horizontalpodautoscalers',
  'HorizontalPodAutoscaler',
  { status, shortNames: ['hpa'], categories: all },
);
const horizontalpodautoscalersV1 = group('autoscaling', 'v1')<k8s.V1HorizontalPodAutoscaler>(
  'horizontalpodautoscalers',
  'HorizontalPodAutoscaler',
  { status, shortNames: ['hpa'], categories: all },
);

const batch = group('batch', 'v1');
export const cronjobs = batch<k8s.CronJob>('cronjobs', 'CronJob', {
  ...{ status, shortNames: ['cj'], categories: all },
});
export const jobs = batch<k8s.Job>('jobs', 'Job', { status, categories: all });

const certificates = group('certificates.k8s.io', 'v1');
export const certificatesigningrequests = certificates<k8s.CertificateSigningRequest>(
  'certificatesigningrequests',
  'CertificateSigningRequest',
  {
    ...{ cluster, status, shortNames: ['csr'] },
    subresources: [
      {
        name: 'approval',
        kind: 'CertificateSigningRequest',
        group: 'certificates.k8s.io',
        version: 'v1',
        verbs: readUpdate,
      },
    ],
  },
);

export const leases = group('coordination.k8s.io', 'v1')<k8s.Lease>('leases', 'Lease');
export const endpointslices = group('discovery.k8s.io', 'v1')<k8s.EndpointSlice>(
  'endpointslices',
  'EndpointSlice',
);
/** The newer view of the same events. */
export const eventsV1 = group('events.k8s.io', 'v1')<k8s.EventsEvent>('events', 'Event', {
  shortNames: ['ev'],
});

const flowcontrol = group('flowcontrol.apiserver.k8s.io', 'v1');
export const flowschemas = flowcontrol<k8s.FlowSchema>('flowschemas', 'FlowSchema', { cluster, status });
export const prioritylevelconfigurations = flowcontrol<k8s.PriorityLevelConfiguration>(
  'prioritylevelconfigurations',
  'PriorityLevelConfiguration',
  { cluster, status },
);

const networking = group('networking.k8s.io', 'v1');
export const ingressclasses = networking<k8s.IngressClass>('ingressclasses', 'IngressClass', { cluster });
export const ingresses = networking<k8s.Ingress>('ingresses', 'Ingress', { status, shortNames: ['ing'] });
export const ipaddresses = networking<k8s.IPAddress>('ipaddresses', 'IPAddress', {
  ...{ cluster, shortNames: ['ip'] },
});
export const networkpolicies = networking<k8s.NetworkPolicy>('networkpolicies', 'NetworkPolicy', {
  shortNames: ['netpol'],
});
export const servicecidrs = networking<k8s.ServiceCIDR>('servicecidrs', 'ServiceCIDR', { cluster, status });

export const runtimeclasses = group('node.k8s.io', 'v1')<k8s.RuntimeClass>('runtimeclasses', 'RuntimeClass', {
  cluster,
});
export const poddisruptionbudgets = group('policy', 'v1')<k8s.PodDisruptionBudget>(
  'poddisruptionbudgets',
  'PodDisruptionBudget',
  { status, shortNames: ['pdb'] },
);

const rbac = group('rbac.authorization.k8s.io', 'v1');
export const clusterrolebindings = rbac<k8s.ClusterRoleBinding>('clusterrolebindings', 'ClusterRoleBinding', {
  cluster,
});
export const clusterroles = rbac<k8s.ClusterRole>('clusterroles', 'ClusterRole', { cluster });
export const rolebindings = rbac<k8s.RoleBinding>('rolebindings', 'RoleBinding');
export const roles = rbac<k8s.Role>('roles', 'Role');

const dynamic = group('resource.k8s.io', 'v1');
export const deviceclasses = dynamic<k8s.DeviceClass>('deviceclasses', 'DeviceClass', { cluster });
export const resourceclaims = dynamic<k8s.ResourceResourceClaim>('resourceclaims', 'ResourceClaim', {
  status,
});
export const resourceclaimtemplates = dynamic<k8s.ResourceClaimTemplate>(
  'resourceclaimtemplates',
  'ResourceClaimTemplate',
);
export const resourceslices = dynamic<k8s.ResourceSlice>('resourceslices', 'ResourceSlice', { cluster });

export const priorityclasses = group('scheduling.k8s.io', 'v1')<k8s.PriorityClass>(
  'priorityclasses',
  'PriorityClass',
  { cluster, shortNames: ['pc'] },
);

const storage = group('storage.k8s.io', 'v1');
export const csidrivers = storage<k8s.CSIDriver>('csidrivers', 'CSIDriver', { cluster });
export const csinodes = storage<k8s.CSINode>('csinodes', 'CSINode', { cluster });
export const csistoragecapacities = storage<k8s.CSIStorageCapacity>(
  'csistoragecapacities',
  'CSIStorageCapacity',
);
export const storageclasses = storage<k8s.StorageClass>('storageclasses', 'StorageClass', {
  ...{ cluster, shortNames: ['sc'] },
});
export const volumeattachments = storage<k8s.VolumeAttachment>('volumeattachments', 'VolumeAttachment', {
  ...{ cluster, status },
});
export const volumeattributesclasses = storage<k8s.VolumeAttributesClass>(
  'volumeattributesclasses',
  'VolumeAttributesClass',
  { cluster, shortNames: ['vac'] },
);

/**
 * Every resource that v1.35 serves by default, group by group in discovery's order (group priority, as
 * cmd/kube-apiserver registers them), each group's resources by name.
 */
export const resources: readonly Resource<object>[] = [
  ...[bindings, componentstatuses, configmaps, endpoints, events, limitranges, namespaces, nodes],
  ...[persistentvolumeclaims, persistentvolumes, pods, podtemplates, replicationcontrollers],
  ...[resourcequotas, secrets, serviceaccounts, services],
  ...[apiservices],
  ...[controllerrevisions, daemonsets, deployments, replicasets, statefulsets],
  ...[eventsV1],
  ...[selfsubjectreviews, tokenreviews],
  ...[localsubjectaccessreviews, selfsubjectaccessreviews, selfsubjectrulesreviews, subjectaccessreviews],
  ...[horizontalpodautoscalers, horizontalpodautoscalersV1],
  ...[cronjobs, jobs],
  ...[certificatesigningrequests],
  ...[ingressclasses, ingresses, ipaddresses, networkpolicies, servicecidrs],
  ...[poddisruptionbudgets],
  ...[clusterrolebindings, clusterroles, rolebindings, roles],
  ...[csidrivers, csinodes, csistoragecapacities, storageclasses, volumeattachments, volumeattributesclasses],
  ...admissionregistration,
  ...[customresourcedefinitions],
  ...[priorityclasses],
  ...[leases],
  ...[runtimeclasses],
  ...[endpointslices],
  ...[flowschemas, prioritylevelconfigurations],
  ...[deviceclasses, resourceclaims, resourceclaimtemplates, resourceslices],
];

/** `v1`, `apps/v1` */
export const resourceApiVersion = (resource: Resource<object>): string =>
  versions.get(resource) ?? apiVersionOf(resource.group, resource.version);

/** `pods`, `deployments.apps`: how messages name a resource. */
export const groupResource = (resource: Pick<Resource, 'group' | 'name'>): string =>
  resource.group === '' ? resource.name : `${resource.name}.${resource.group}`;

/** The apiVersion of each, ready made: every request asks for one. */
const versions = new Map(resources.map((r) => [r, apiVersionOf(r.group, r.version)]));

const byPath = new Map(resources.map((r) => [`${r.group}/${r.version}/${r.name}`, r]));

/** By group, version and plural name. */
export function findResource(group: string, version: string, name: string): Resource<object> | undefined {
  return byPath.get(`${group}/${version}/${name}`);
}

/** By apiVersion and kind. */
export function findResourceByKind(apiVersion: string, kind: string): Resource<object> | undefined {
  return resources.find((r) => r.kind === kind && resourceApiVersion(r) === apiVersion);
}

/** The path of a collection, or of one object. Cluster-wide resources ignore `namespace`. */
export function resourcePath(resource: Resource<object>, namespace?: string, name?: string): string {
  const root = resource.group === '' ? '/api/v1' : `/apis/${resource.group}/${resource.version}`;
  const within = resource.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
  return `${root}${within}/${resource.name}${name === undefined ? '' : `/${name}`}`;
}
