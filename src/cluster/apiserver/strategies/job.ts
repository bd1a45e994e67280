import type { Job } from '../../../api/types.ts';
import { withFields } from '../objects.ts';
import type { Strategy } from '../strategy.ts';

/**
 * A job without a selector of its own gets one by its uid, and its pods the labels for it. Models generateSelector in
 * pkg/registry/batch/job.
 */
export const jobStrategy: Strategy = {
  generation: true,
  prepareForCreate(object) {
    const { metadata, spec } = object as unknown as Job;
    if (!spec || spec.manualSelector) return object;
    const { name, uid = '' } = metadata;
    const labels = {
      ...spec.template.metadata?.labels,
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': name,
      'controller-uid': uid,
      'job-name': name,
    };
    const selector = {
      ...spec.selector,
      matchLabels: { ...spec.selector?.matchLabels, 'batch.kubernetes.io/controller-uid': uid },
    };
    const template = { ...spec.template, metadata: { ...spec.template.metadata, labels } };
    return withFields(object, { spec: { ...spec, selector, template } });
  },
  fields: { 'status.successful': (object) => String((object as unknown as Job).status?.succeeded ?? '') },
};
