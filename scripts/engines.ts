/**
 * Builds the engine (`src/lab/engine-main.ts` and everything below it) as one content-hashed file, `dist/engines/<hash>.js`, and keeps
 * the engines of earlier builds beside it, for the sessions that were made with them. `dist/engines/index.json` lists them.
 */
import type { AstroIntegration } from 'astro';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Earlier engines are kept for this long after they were last built, and at most so many of them. */
const DAYS_KEPT = 400;
const MOST_KEPT = 20;
const DAY = 86_400_000;

/** An engine's file and when it was first built, in milliseconds since 1970. */
export interface BuiltEngine {
  readonly hash: string;
  readonly built: number;
  readonly code: string;
}

export function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex').slice(0, 16);
}

/** Build the engine. The same sources give the same file, so it keeps its name while nothing below the session changes. */
export async function buildEngine(): Promise<string> {
  const result = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      modulePreload: false,
      // Not as a library, whose white space would stay.
      rollupOptions: {
        input: join(ROOT, 'src/lab/engine-main.ts'),
        preserveEntrySignatures: 'strict',
        output: { format: 'es' },
      },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const files = outputs.flatMap((output) => ('output' in output ? output.output : []));
  const [file] = files;
  if (files.length !== 1 || file?.type !== 'chunk')
    throw new Error(`the engine is not one file but ${files.map(({ fileName }) => fileName).join(', ')}`);
  return file.code;
}

/** The engines in a folder that an earlier build wrote; what is not what its name says is left out. */
export function enginesIn(folder: string): BuiltEngine[] {
  const list = join(folder, 'index.json');
  if (!existsSync(list)) return [];
  const { engines } = JSON.parse(readFileSync(list, 'utf8')) as {
    engines: readonly { readonly hash: string; readonly built: string }[];
  };
  const there = new Set(readdirSync(folder));
  return engines
    .filter(({ hash }) => there.has(`${hash}.js`))
    .map(({ hash, built }) => ({
      hash,
      built: Date.parse(built),
      code: readFileSync(join(folder, `${hash}.js`), 'utf8'),
    }))
    .filter(({ hash, code }) => hashOf(code) === hash);
}

/** The engines that a build keeps, the current one first and then the latest. @param now milliseconds since 1970 */
export function enginesKept(
  current: BuiltEngine,
  earlier: readonly BuiltEngine[],
  now: number,
): BuiltEngine[] {
  const others = new Map<string, BuiltEngine>();
  for (const engine of earlier) {
    const known = others.get(engine.hash);
    if (engine.hash === current.hash || now - engine.built > DAYS_KEPT * DAY) continue;
    if (!known || known.built < engine.built) others.set(engine.hash, engine);
  }
  const latest = [...others.values()].sort((a, b) => b.built - a.built || (a.hash < b.hash ? -1 : 1));
  return [current, ...latest.slice(0, MOST_KEPT)];
}

export function writeEngines(folder: string, engines: readonly BuiltEngine[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { hash, code } of engines) writeFileSync(join(folder, `${hash}.js`), code);
  const list = engines.map(({ hash, built }) => ({ hash, built: new Date(built).toISOString() }));
  writeFileSync(join(folder, 'index.json'), `${JSON.stringify({ engines: list }, null, 2)}\n`);
}

/**
 * The site's part of it. Earlier engines are taken from the site that was built here before, and from the folder that `ENGINES`
 * names: where each deployment is built on a fresh machine, that is a copy of the deployed site's `engines/`.
 */
export function engines(): AstroIntegration {
  let current: BuiltEngine | undefined;
  let earlier: BuiltEngine[] = [];
  return {
    name: 'podlab-engines',
    hooks: {
      'astro:config:setup': async ({ command, config, updateConfig }) => {
        if (command !== 'build') return;
        const code = await buildEngine();
        current = { hash: hashOf(code), built: Date.now(), code };
        const given = process.env['ENGINES'];
        if (given !== undefined && !existsSync(join(given, 'index.json')))
          throw new Error(`ENGINES=${given}: there is no index.json of engines`);
        earlier = [
          fileURLToPath(new URL('engines/', config.outDir)),
          ...(given === undefined ? [] : [given]),
        ].flatMap(enginesIn);
        updateConfig({ vite: { define: { __PODLAB_ENGINE__: JSON.stringify(current.hash) } } });
      },
      'astro:build:done': ({ dir, logger }) => {
        if (!current) return;
        const kept = enginesKept(current, earlier, Date.now());
        writeEngines(fileURLToPath(new URL('engines/', dir)), kept);
        logger.info(`engine ${current.hash}, and ${kept.length - 1} earlier ones`);
      },
    },
  };
}
