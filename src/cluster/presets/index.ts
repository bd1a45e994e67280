import type { Preset } from './preset.ts';
import { threeNodes } from './three-nodes.ts';

const PRESETS: Readonly<Record<string, () => Preset>> = { 'three-nodes': threeNodes };

/** @throws {Error} when there is no preset of that name */
export function findPreset(name: string): Preset {
  const make = Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined;
  if (!make) throw new Error(`no cluster preset "${name}": there are ${Object.keys(PRESETS).join(', ')}`);
  return make();
}

export type { MachineSpec, NodePreset, Preset, PresetStep } from './preset.ts';
