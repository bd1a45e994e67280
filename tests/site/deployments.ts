import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { readdirSync, readFileSync } from 'node:fs';
import { hashOf } from '../../scripts/engines.ts';
import { SITE } from '../../src/cli/site.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** What a deployment has in place of the built site's files: path → text, or nothing where the file is not there. */
export type Changes = Readonly<Record<string, string | undefined>>;

export interface Deployed {
  readonly address: string;
  /** Put another release in its place. */
  deploy(changes: Changes): void;
  close(): void;
}

/** The built site at one address, where releases can replace one another. Nothing is cached, so what is deployed is what is seen. */
export async function deployedSite(): Promise<Deployed> {
  let changes: Changes = {};
  const server = createServer((request, response) => {
    const [asked = '/'] = (request.url ?? '/').split('?');
    const path = asked.endsWith('/') ? `${asked}index.html` : asked;
    void (async () => {
      const changed = path in changes ? (changes[path] ?? null) : undefined;
      const body = changed === undefined ? await readFile(join(SITE, path)).catch(() => null) : changed;
      response.writeHead(body === null ? 404 : 200, {
        'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
        'cache-control': 'no-store',
      });
      response.end(body ?? 'not found');
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deploy: (next) => (changes = next),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The engine of the built site: its name and its text. */
export function builtEngine(): { readonly hash: string; readonly code: string } {
  const { engines } = JSON.parse(readFileSync(join(SITE, 'engines/index.json'), 'utf8')) as {
    engines: readonly { hash: string }[];
  };
  const hash = engines[0]?.hash ?? '';
  return { hash, code: readFileSync(join(SITE, `engines/${hash}.js`), 'utf8') };
}

/** An engine that is the built one with its worlds changed by `wrap`, the text of a function from (engine, options, hooks) to a world. */
export function engineThat(wrap: string): string {
  return `import { engine as built } from './built.js';
export const engine = { ...built, create: (options, hooks) => (${wrap})(built, options, hooks) };
`;
}

/**
 * The next release of the site: its engine makes another cluster of the same inputs.
 * @param keepsEarlier whether it has the built site's engine beside its own
 */
export function nextRelease(keepsEarlier: boolean): Changes {
  const { hash, code } = builtEngine();
  const engine = engineThat(
    '(engine, options, hooks) => engine.create({ ...options, seed: options.seed + "+" }, hooks)',
  );
  const next = hashOf(engine);
  const scripts = readdirSync(join(SITE, '_astro'))
    .filter((name) => name.endsWith('.js'))
    .map((name) => [`/_astro/${name}`, readFileSync(join(SITE, '_astro', name), 'utf8')] as const)
    .filter(([, text]) => text.includes(hash))
    .map(([path, text]) => [path, text.replaceAll(hash, next)] as const);
  if (scripts.length === 0) throw new Error('no script of the site names its engine');
  const engines = [next, ...(keepsEarlier ? [hash] : [])].map((name) => ({ hash: name, built: '' }));
  return {
    ...Object.fromEntries(scripts),
    '/engines/index.json': JSON.stringify({ engines }),
    [`/engines/${next}.js`]: engine,
    '/engines/built.js': code,
    ...(keepsEarlier ? {} : { [`/engines/${hash}.js`]: undefined }),
  };
}
