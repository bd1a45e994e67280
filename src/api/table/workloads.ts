/** Printers of apps, batch and the other groups. Models pkg/printers/internalversion/printers.go. */
import type * as k8s from '../types.ts';
import { formatLabelSelector } from '../selector.ts';
import { ageOf, humanDuration, parseTime } from '../time.ts';
import { age, containerNames, labelsText, none, printer } from './printer.ts';

export const deploymentPrinter = printer<k8s.Deployment>(
  ['Name', 'Ready', 'Up-to-date#', 'Available#', 'Age', 'Containers*', 'Images*', 'Selector*'],
  (deployment, now) => [
    deployment.metadata.name,
    `${deployment.status?.readyReplicas ?? 0}/${deployment.spec.replicas ?? 0}`,
    deployment.status?.updatedReplicas ?? 0,
    deployment.status?.availableReplicas ?? 0,
    age(deployment, now),
    ...containerNames(deployment.spec.template),
    formatLabelSelector(deployment.spec.selector),
  ],
);

export const replicaSetPrinter = printer<k8s.ReplicaSet>(
  ['Name', 'Desired#', 'Current#', 'Ready#', 'Age', 'Containers*', 'Images*', 'Selector*'],
  (set, now) => [
    set.metadata.name,
    set.spec.replicas ?? 0,
    set.status?.replicas ?? 0,
    set.status?.readyReplicas ?? 0,
    age(set, now),
    ...containerNames(set.spec.template),
    formatLabelSelector(set.spec.selector),
  ],
);

export const daemonSetPrinter = printer<k8s.DaemonSet>(
  [
    ...['Name', 'Desired#', 'Current#', 'Ready#', 'Up-to-date#', 'Available#', 'Node Selector', 'Age'],
    ...['Containers*', 'Images*', 'Selector*'],
  ],
  (set, now) => [
    set.metadata.name,
    set.status?.desiredNumberScheduled ?? 0,
    set.status?.currentNumberScheduled ?? 0,
    set.status?.numberReady ?? 0,
    set.status?.updatedNumberScheduled ?? 0,
    set.status?.numberAvailable ?? 0,
    labelsText(set.spec.template.spec?.nodeSelector),
    age(set, now),
    ...containerNames(set.spec.template),
    formatLabelSelector(set.spec.selector),
  ],
);

export const statefulSetPrinter = printer<k8s.StatefulSet>(
  ['Name', 'Ready', 'Age', 'Containers*', 'Images*'],
  (set, now) => [
    set.metadata.name,
    `${set.status?.readyReplicas ?? 0}/${set.spec.replicas ?? 0}`,
    age(set, now),
    ...containerNames(set.spec.template),
  ],
);

export const controllerRevisionPrinter = printer<k8s.ControllerRevision>(
  ['Name', 'Controller', 'Revision#', 'Age'],
  (revision, now) => {
    const owner = revision.metadata.ownerReferences?.find((reference) => reference.controller);
    const group = owner?.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : '';
    return [
      revision.metadata.name,
      owner ? `${owner.kind.toLowerCase()}${group}/${owner.name}` : none,
      revision.revision,
      age(revision, now),
    ];
  },
);

function jobStatus(job: k8s.Job): string {
  const has = (type: string): boolean =>
    job.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ??
    false;
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(has) ?? 'Running';
}

function jobCompletions(job: k8s.Job): string {
  const succeeded = job.status?.succeeded ?? 0;
  const { completions, parallelism = 0 } = job.spec;
  if (completions !== undefined) return `${succeeded}/${completions}`;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

export const scalePrinter = printer<k8s.Scale>(['Name', 'Desired#', 'Available#', 'Age'], (scale, now) => {
  const { metadata = { name: '' }, spec, status } = scale;
  return [metadata.name, spec?.replicas ?? 0, status?.replicas ?? 0, age({ metadata }, now)];
});

export const jobPrinter = printer<k8s.Job>(
  ['Name', 'Status', 'Completions', 'Duration', 'Age', 'Containers*', 'Images*', 'Selector*'],
  (job, now) => {
    const start = job.status?.startTime === undefined ? undefined : parseTime(job.status.startTime);
    const end = job.status?.completionTime === undefined ? undefined : parseTime(job.status.completionTime);
    return [
      job.metadata.name,
      jobStatus(job),
      jobCompletions(job),
      start === undefined ? '' : humanDuration((end ?? now) - start),
      age(job, now),
      ...containerNames(job.spec.template),
      formatLabelSelector(job.spec.selector),
    ];
  },
);

export const cronJobPrinter = printer<k8s.CronJob>(
  [
    ...['Name', 'Schedule', 'Timezone', 'Suspend', 'Active#', 'Last Schedule', 'Age'],
    ...['Containers*', 'Images*', 'Selector*'],
  ],
  (cron, now) => [
    cron.metadata.name,
    cron.spec.schedule,
    cron.spec.timeZone ?? none,
    cron.spec.suspend === undefined ? '<unset>' : cron.spec.suspend ? 'True' : 'False',
    cron.status?.active?.length ?? 0,
    cron.status?.lastScheduleTime === undefined ? none : ageOf(cron.status.lastScheduleTime, now),
    age(cron, now),
    ...containerNames(cron.spec.jobTemplate.spec?.template),
    formatLabelSelector(cron.spec.jobTemplate.spec?.selector),
  ],
);

export const leasePrinter = printer<k8s.Lease>(['Name', 'Holder', 'Age'], (lease, now) => [
  lease.metadata.name,
  lease.spec.holderIdentity ?? '',
  age(lease, now),
]);

export const storageClassPrinter = printer<k8s.StorageClass>(
  ['Name', 'Provisioner', 'ReclaimPolicy', 'VolumeBindingMode', 'AllowVolumeExpansion?', 'Age'],
  (storage, now) => {
    const isDefault =
      storage.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
    return [
      isDefault ? `${storage.metadata.name} (default)` : storage.metadata.name,
      storage.provisioner,
      storage.reclaimPolicy ?? 'Delete',
      storage.volumeBindingMode ?? 'Immediate',
      storage.allowVolumeExpansion ?? false,
      age(storage, now),
    ];
  },
);

export const priorityClassPrinter = printer<k8s.PriorityClass>(
  ['Name', 'Value#', 'Global-Default?', 'Age', 'PreemptionPolicy'],
  (priority, now) => [
    priority.metadata.name,
    priority.value ?? 0,
    priority.globalDefault ?? false,
    age(priority, now),
    priority.preemptionPolicy ?? '',
  ],
);

export const runtimeClassPrinter = printer<k8s.RuntimeClass>(['Name', 'Handler', 'Age'], (runtime, now) => [
  runtime.metadata.name,
  runtime.handler,
  age(runtime, now),
]);

export const podDisruptionBudgetPrinter = printer<k8s.PodDisruptionBudget>(
  ['Name', 'Min Available', 'Max Unavailable', 'Allowed Disruptions#', 'Age'],
  (budget, now) => [
    budget.metadata.name,
    String(budget.spec.minAvailable ?? 'N/A'),
    String(budget.spec.maxUnavailable ?? 'N/A'),
    budget.status?.disruptionsAllowed ?? 0,
    age(budget, now),
  ],
);

export const networkPolicyPrinter = printer<k8s.NetworkPolicy>(
  ['Name', 'Pod-Selector', 'Age'],
  (policy, now) => [policy.metadata.name, formatLabelSelector(policy.spec.podSelector), age(policy, now)],
);

export const ingressPrinter = printer<k8s.Ingress>(
  ['Name', 'Class', 'Hosts', 'Address', 'Ports', 'Age'],
  (ingress, now) => {
    const hosts = (ingress.spec.rules ?? []).map((rule) => rule.host || '*');
    return [
      ingress.metadata.name,
      ingress.spec.ingressClassName ?? none,
      hosts.length === 0
        ? '*'
        : hosts.length > 3
          ? `${hosts.slice(0, 3).join(',')} + ${hosts.length - 3} more...`
          : hosts.join(','),
      (ingress.status?.loadBalancer?.ingress ?? []).map((i) => i.ip ?? i.hostname ?? '').join(','),
      (ingress.spec.tls ?? []).length > 0 ? '80, 443' : '80',
      age(ingress, now),
    ];
  },
);

export const ingressClassPrinter = printer<k8s.IngressClass>(
  ['Name', 'Controller', 'Parameters', 'Age'],
  (ingress, now) => {
    const parameters = ingress.spec.parameters;
    const group = parameters?.apiGroup ? `.${parameters.apiGroup}` : '';
    return [
      ingress.metadata.name,
      ingress.spec.controller ?? '',
      parameters ? `${parameters.kind}${group}/${parameters.name}` : none,
      age(ingress, now),
    ];
  },
);

const subjects = (binding: k8s.RoleBinding | k8s.ClusterRoleBinding, kind: string): string =>
  (binding.subjects ?? [])
    .filter((subject) => subject.kind === kind)
    .map((subject) =>
      kind === 'ServiceAccount' ? `${subject.namespace ?? ''}/${subject.name}` : subject.name,
    )
    .join(', ');

export const roleBindingPrinter = printer<k8s.RoleBinding | k8s.ClusterRoleBinding>(
  ['Name', 'Role', 'Age', 'Users*', 'Groups*', 'ServiceAccounts*'],
  (binding, now) => [
    binding.metadata.name,
    `${binding.roleRef.kind}/${binding.roleRef.name}`,
    age(binding, now),
    subjects(binding, 'User'),
    subjects(binding, 'Group'),
    subjects(binding, 'ServiceAccount'),
  ],
);

export const serviceCidrPrinter = printer<k8s.ServiceCIDR>(['Name', 'CIDRs', 'Age'], (range, now) => [
  range.metadata.name,
  range.spec.cidrs?.join(',') ?? '',
  age(range, now),
]);

export const ipAddressPrinter = printer<k8s.IPAddress>(['Name', 'ParentRef', 'Age'], (address, now) => {
  const { group = '', resource, namespace, name } = address.spec.parentRef;
  const owner = [`${resource}${group === '' ? '' : `.${group}`}`, namespace, name].filter((part) => part);
  return [address.metadata.name, owner.join('/'), age(address, now)];
});

export const csiNodePrinter = printer<k8s.CSINode>(['Name', 'Drivers#', 'Age'], (node, now) => [
  node.metadata.name,
  node.spec.drivers.length,
  age(node, now),
]);
