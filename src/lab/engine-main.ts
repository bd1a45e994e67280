/** What an engine's file exports. The build makes one file of this and everything below it. */
import { ENGINE_INTERFACE, type Engine } from './engine.ts';
import { World } from './world.ts';

export const engine: Engine = {
  interface: ENGINE_INTERFACE,
  create: (options, hooks) => new World(options, hooks),
};
