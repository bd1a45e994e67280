import { Client } from '../../../../src/cluster/client.ts';
import { runScript } from '../../../../src/lab/script.ts';
import { World } from '../../../../src/lab/world.ts';

export interface Ran {
  readonly out: string;
  readonly err: string;
  readonly status: number | undefined;
  /** Virtual seconds that it took. */
  readonly took: number;
}

/** A learner's world with three nodes, and a shell to type into. */
export class Learner {
  readonly world: World;
  readonly client: Client;

  constructor(language: 'en' | 'ko' = 'en') {
    this.world = new World({
      ...{ seed: 'minikube', epoch: 1_767_225_600_000, preset: 'three-nodes', language },
      ...{ columns: 100, rows: 30, files: {}, setup: '' },
    });
    this.client = new Client(this.world.cluster.api, 'kubernetes-admin');
  }

  run(script: string, limit = 600): Ran {
    const decoder = new TextDecoder();
    let out = '';
    let err = '';
    const since = this.world.sim.now;
    const { status } = runScript(this.world, script, {
      onStdout: (data) => (out += decoder.decode(data)),
      onStderr: (data) => (err += decoder.decode(data)),
      limit: limit * 1000,
    });
    return { out, err, status, took: (this.world.sim.now - since) / 1000 };
  }

  advance(seconds: number): void {
    this.world.sim.advance(seconds * 1000);
  }
}
