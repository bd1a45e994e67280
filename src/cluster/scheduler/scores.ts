import { MAX_NODE_SCORE, type NodeScore } from './framework.ts';

/** Stretch scores so that the greatest becomes 100, or 0 when `reverse`. Models plugins/helper.DefaultNormalizeScore. */
export function normalizeScores(scores: NodeScore[], reverse: boolean): void {
  let max = 0;
  for (const { score } of scores) max = Math.max(max, score);
  for (const entry of scores) {
    if (max === 0) {
      if (reverse) entry.score = MAX_NODE_SCORE;
      continue;
    }
    const score = Math.trunc((MAX_NODE_SCORE * entry.score) / max);
    entry.score = reverse ? MAX_NODE_SCORE - score : score;
  }
}
