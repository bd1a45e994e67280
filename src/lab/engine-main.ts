/** What an engine's file exports. The build makes one file of this and everything below it. */
import { ENGINE_INTERFACE, type Engine } from './engine.ts';
import { BootedCluster } from './booted-cluster.ts';
import { World } from './world.ts';

export const engine: Engine = {
  interface: ENGINE_INTERFACE,
  prepare: (start) => new BootedCluster(start),
  create: (options, hooks, prepared) =>
    new World(options, hooks, prepared instanceof BootedCluster ? prepared : undefined),
};
