import { unschedulable, type Plugin } from '../framework.ts';

/**
 * Device claims. Pods here have none, so all that is left of the plugin is what it adds to every FailedScheduling message:
 * that no claim could be freed. Models PostFilter of pkg/scheduler/framework/plugins/dynamicresources.
 */
export const dynamicResources: Plugin = {
  name: 'DynamicResources',
  postFilter() {
    return { status: unschedulable('no new claims to deallocate') };
  },
};
