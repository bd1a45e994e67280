import { ENGINE_INTERFACE, type Engine } from '../lab/engine.ts';

/** The content hash of the engine that this deployment of the site uses; set by the build, absent where nothing was built. */
declare const __PODLAB_ENGINE__: string | undefined;

/** An engine could not be loaded, though there may be one. */
export class NotLoaded extends Error {}

/** The engines that a session can run on. */
export interface Engines {
  /** The name of the one that new sessions get. */
  readonly current: string;
  /**
   * @returns nothing when there is no such engine any more
   * @throws {NotLoaded} when that cannot be told, for instance without a network
   */
  load(name: string): Promise<Engine | undefined>;
}

/** The name of an engine that was not built but runs from its source. */
export const SOURCE_ENGINE = 'source';

function engineOf(module: unknown): Engine | undefined {
  if (typeof module !== 'object' || module === null || !('engine' in module)) return undefined;
  const engine = module.engine as Engine;
  return engine.interface === ENGINE_INTERFACE ? engine : undefined;
}

/** Which engines the site has besides its own. */
async function kept(base: string): Promise<readonly string[]> {
  const list: unknown = await fetch(`${base}index.json`, { cache: 'no-cache' })
    .then((response) => (response.ok ? response.json() : Promise.reject(new Error(String(response.status)))))
    .catch((error: unknown) => Promise.reject(new NotLoaded(`the list of engines did not load: ${error}`)));
  if (typeof list !== 'object' || list === null || !('engines' in list) || !Array.isArray(list.engines))
    throw new NotLoaded('the list of engines is none');
  return list.engines.map((engine: unknown) =>
    typeof engine === 'object' && engine !== null && 'hash' in engine ? String(engine.hash) : '',
  );
}

/** The engines beside this site's pages: one content-hashed file each, loaded when a session needs it. */
export function siteEngines(): Engines {
  if (typeof __PODLAB_ENGINE__ === 'undefined') {
    return {
      current: SOURCE_ENGINE,
      load: async (name) =>
        name === SOURCE_ENGINE ? (await import('../lab/engine-main.ts')).engine : undefined,
    };
  }
  const current = __PODLAB_ENGINE__;
  const base = `${import.meta.env.BASE_URL.replace(/\/$/, '')}/engines/`;
  return {
    current,
    async load(name) {
      if (!/^[0-9a-f]{8,64}$/.test(name)) return undefined;
      if (name !== current && !(await kept(base)).includes(name)) return undefined;
      const module: unknown = await import(/* @vite-ignore */ `${base}${name}.js`).catch((error: unknown) => {
        throw new NotLoaded(`engine ${name} did not load: ${error}`);
      });
      return engineOf(module);
    },
  };
}
