import { defaultTolerationSeconds, priority, runtimeClass, taintNodesByCondition } from './defaults.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import type { AdmissionPlugin } from './plugin.ts';
import { podTopologyLabels } from './pod-topology-labels.ts';
import { serviceAccount } from './service-account.ts';
import { defaultStorageClass, persistentVolumeClaimResize, storageObjectInUseProtection } from './storage.ts';

/**
 * The plugins in kube-apiserver's order (pkg/kubeapiserver/options AllOrderedPlugins). Left out: LimitRanger, ResourceQuota,
 * NodeRestriction, PodSecurity, DefaultIngressClass and the webhooks and policies.
 */
export const admissionPlugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  serviceAccount,
  taintNodesByCondition,
  priority,
  defaultTolerationSeconds,
  defaultStorageClass,
  storageObjectInUseProtection,
  persistentVolumeClaimResize,
  runtimeClass,
  podTopologyLabels,
];
