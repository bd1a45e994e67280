/** Runs a profile's plugins at each extension point. Models pkg/scheduler/framework/runtime. */
import type { Pod } from '../../api/types.ts';
import type { CycleState } from './framework.ts';
import {
  isRejected,
  SUCCESS,
  unresolvable,
  unschedulable,
  type NodeScore,
  type NodeToStatus,
  type Plugin,
  type PostFilterResult,
  type QueuedPod,
  type Status,
} from './framework.ts';
import type { NodeInfo } from './node-info.ts';

/** A plugin with the weight of its scores. */
export interface WeightedPlugin {
  readonly plugin: Plugin;
  readonly weight: number;
}

export class Framework {
  readonly plugins: readonly WeightedPlugin[];

  constructor(plugins: readonly WeightedPlugin[]) {
    this.plugins = plugins;
  }

  *#having<K extends keyof Plugin>(point: K): Generator<Plugin & Required<Pick<Plugin, K>>> {
    for (const { plugin } of this.plugins)
      if (plugin[point]) yield plugin as Plugin & Required<Pick<Plugin, K>>;
  }

  preEnqueue(pod: Pod): Status {
    for (const plugin of this.#having('preEnqueue')) {
      const status = plugin.preEnqueue(pod);
      if (status.code !== 'success') return { ...status, plugin: plugin.name };
    }
    return SUCCESS;
  }

  less(a: QueuedPod, b: QueuedPod): boolean {
    for (const plugin of this.#having('less')) return plugin.less(a, b);
    return a.timestamp < b.timestamp;
  }

  /** The nodes that are left to look at; `names` of `undefined` means all. `rejectedBy` cut nodes out. */
  preFilter(
    state: CycleState,
    pod: Pod,
    nodes: readonly NodeInfo[],
  ): { status: Status; names: ReadonlySet<string> | undefined; rejectedBy: readonly string[] } {
    let names: ReadonlySet<string> | undefined;
    const rejectedBy: string[] = [];
    let rejection: Status | undefined;
    for (const plugin of this.#having('preFilter')) {
      const { status, nodeNames } = plugin.preFilter(state, pod, nodes);
      if (status.code === 'skip') {
        state.skipFilter.add(plugin.name);
        continue;
      }
      if (status.code === 'unschedulableAndUnresolvable')
        return { status: { ...status, plugin: plugin.name }, names, rejectedBy: [plugin.name] };
      if (status.code === 'unschedulable') rejection ??= { ...status, plugin: plugin.name };
      else if (status.code !== 'success')
        return { status: { ...status, plugin: plugin.name }, names, rejectedBy };
      if (!nodeNames) continue;
      rejectedBy.push(plugin.name);
      const before = names;
      names = before ? new Set([...before].filter((name) => nodeNames.has(name))) : nodeNames;
      if (names.size === 0) {
        const reason =
          rejectedBy.length === 1
            ? `node(s) didn't satisfy plugin ${rejectedBy[0] ?? ''}`
            : `node(s) didn't satisfy plugin(s) [${rejectedBy.join(' ')}] simultaneously`;
        return { status: unresolvable(reason), names, rejectedBy };
      }
    }
    return { status: rejection ?? SUCCESS, names, rejectedBy };
  }

  /** The first plugin that rejects has the word. */
  filter(state: CycleState, pod: Pod, node: NodeInfo): Status {
    for (const plugin of this.#having('filter')) {
      if (state.skipFilter.has(plugin.name)) continue;
      const status = plugin.filter(state, pod, node);
      if (status.code !== 'success') return { ...status, plugin: plugin.name };
    }
    return SUCCESS;
  }

  addPod(state: CycleState, pod: Pod, added: Pod, node: NodeInfo): void {
    for (const plugin of this.#having('addPod')) {
      if (!state.skipFilter.has(plugin.name)) plugin.addPod(state, pod, added, node);
    }
    node.addPod(added);
  }

  removePod(state: CycleState, pod: Pod, removed: Pod, node: NodeInfo): void {
    node.removePod(removed);
    for (const plugin of this.#having('removePod')) {
      if (!state.skipFilter.has(plugin.name)) plugin.removePod(state, pod, removed, node);
    }
  }

  postFilter(state: CycleState, pod: Pod, statuses: NodeToStatus): PostFilterResult {
    const reasons: string[] = [];
    let nominatedNodeName: string | undefined;
    for (const plugin of this.#having('postFilter')) {
      const result = plugin.postFilter(state, pod, statuses);
      if (!isRejected(result.status)) return result;
      reasons.push(...result.status.reasons);
      nominatedNodeName = result.nominatedNodeName ?? nominatedNodeName;
    }
    return { status: unschedulable(...reasons), nominatedNodeName };
  }

  /** Weighted sums of the plugins' scores, in the order of `nodes`. */
  score(state: CycleState, pod: Pod, nodes: readonly NodeInfo[]): NodeScore[] {
    for (const plugin of this.#having('preScore')) {
      if (plugin.preScore(state, pod, nodes).code === 'skip') state.skipScore.add(plugin.name);
    }
    const totals = nodes.map(({ name }) => ({ name, score: 0 }));
    for (const { plugin, weight } of this.plugins) {
      if (!plugin.score || state.skipScore.has(plugin.name)) continue;
      const scores: NodeScore[] = [];
      for (const node of nodes) scores.push({ name: node.name, score: plugin.score(state, pod, node) });
      plugin.normalizeScore?.(state, pod, scores);
      for (const [i, total] of totals.entries()) total.score += (scores[i]?.score ?? 0) * weight;
    }
    return totals;
  }

  /** Keep what the pod is going to use; what fails undoes the reservations. */
  reserve(state: CycleState, pod: Pod, nodeName: string): Status {
    for (const plugin of this.#having('reserve')) {
      const status = plugin.reserve(state, pod, nodeName);
      if (status.code === 'success') continue;
      this.#unreserve(state, pod, nodeName);
      return { ...status, plugin: plugin.name };
    }
    return SUCCESS;
  }

  /**
   * Permit, PreBind, Bind and PostBind in turn; what fails undoes the reservations. `wait` means that a PreBind is under way: ask
   * again a second later.
   */
  bind(state: CycleState, pod: Pod, nodeName: string): Status {
    for (const point of ['permit', 'preBind'] as const) {
      for (const plugin of this.#having(point)) {
        const status = plugin[point](state, pod, nodeName);
        if (status.code === 'success' || status.code === 'skip') continue;
        if (status.code === 'wait') return status;
        this.#unreserve(state, pod, nodeName);
        const reasons =
          point === 'preBind'
            ? [`running PreBind plugin "${plugin.name}": ${status.reasons.join(', ')}`]
            : status.reasons;
        return { ...status, reasons, plugin: plugin.name };
      }
    }
    for (const plugin of this.#having('bind')) {
      const status = plugin.bind(state, pod, nodeName);
      if (status.code === 'skip') continue;
      if (status.code !== 'success') {
        this.#unreserve(state, pod, nodeName);
        return {
          ...status,
          reasons: [`binding rejected: ${status.reasons.join(', ')}`],
          plugin: plugin.name,
        };
      }
      for (const after of this.#having('postBind')) after.postBind(state, pod, nodeName);
      return SUCCESS;
    }
    return { code: 'error', reasons: ['all bind plugins skipped the pod'] };
  }

  #unreserve(state: CycleState, pod: Pod, nodeName: string): void {
    for (const plugin of [...this.#having('unreserve')].reverse()) plugin.unreserve(state, pod, nodeName);
  }
}
