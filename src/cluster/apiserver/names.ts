import type { Simulation } from '../../sim/index.ts';

/** The longest generated name, and how much of it is drawn. Models apiserver pkg/storage/names. */
const MAX_NAME = 63;
const DRAWN = 5;

/** A name for `metadata.generateName`: the base and five drawn characters. */
export function generateName(sim: Simulation, namespace: string | undefined, base: string): string {
  return base.slice(0, MAX_NAME - DRAWN) + sim.random(`generateName/${namespace ?? ''}`).text(DRAWN);
}

/** A UUID of version 4 from a random stream of the simulation. */
export function newUid(sim: Simulation, stream = 'uid'): string {
  const hex = sim.random(stream).text(32, '0123456789abcdef');
  const variant = '89ab'[parseInt(hex.charAt(16), 16) & 3] ?? '8';
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}
