import type { Pod } from '../../../api/types.ts';
import { SUCCESS, type Plugin } from '../framework.ts';

/** Binds a pod through its binding sub-resource. Models pkg/scheduler/framework/plugins/defaultbinder. */
export function defaultBinder(bind: (pod: Pod, nodeName: string) => void): Plugin {
  return {
    name: 'DefaultBinder',
    bind(_state, pod, nodeName) {
      try {
        bind(pod, nodeName);
        return SUCCESS;
      } catch (error) {
        return { code: 'error', reasons: [error instanceof Error ? error.message : String(error)] };
      }
    },
  };
}
