import { beforeAll, describe, expect, test } from 'vitest';
import { measure, type Scenario } from '../../scripts/bench/measure.ts';
import { loadPeer, peerScenarios } from '../../scripts/bench/peer.ts';
import { coldBoot, podlabScenarios, type Sizes } from '../../scripts/bench/podlab.ts';
import { header, line } from '../../scripts/bench/report.ts';

/** As little as shows that a scenario runs: `npm run bench` takes the real sizes. */
const TINY: Sizes = { pods: [1, 2], replicas: [2], probed: 1, time: 60_000, minutes: 1 };

async function runs(scenarios: readonly Scenario[]): Promise<void> {
  const width = header().length;
  for (const scenario of scenarios) {
    const figure = await measure('somebody', { ...scenario, runs: 1 });
    expect(figure.processor, scenario.name).toBeGreaterThan(0);
    expect(figure.loops, scenario.name).toBeGreaterThan(0);
    expect(line(figure), scenario.name).toHaveLength(width);
  }
}

describe('what is measured runs', () => {
  test('of the simulator', () => runs(podlabScenarios(TINY, 1)));

  test('of its first boot in a process', () => {
    expect(coldBoot(1)).toMatchObject({ of: 'podlab', runs: 1 });
  });

  describe('of the peer', () => {
    let peer: Awaited<ReturnType<typeof loadPeer>>;
    beforeAll(async () => {
      peer = await loadPeer();
    });
    test('with its clock stepped', () => runs(peerScenarios(peer, TINY, 'stepped')));
    test('on its own time', () => runs(peerScenarios(peer, TINY, 'own time')));
  });
});
