import type { AdmissionPlugin } from './plugin.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';

/** The plugins in kube-apiserver's order (pkg/kubeapiserver/options AllOrderedPlugins). */
export const admissionPlugins: readonly AdmissionPlugin[] = [namespaceLifecycle];
