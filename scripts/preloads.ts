/**
 * Tells the browser at the top of a page with a workspace what that will ask for: its modules (which else are found one behind the other,
 * each when the one before has come), the Worker and the simulator. So the prompt comes as soon as all of it is there.
 */
import type { AstroIntegration } from 'astro';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Modules that a page names itself: its islands, what draws them, and its scripts. */
const NAMED = /(?:component-url|renderer-url)="([^"]+\.js)"|<script type="module" src="([^"]+\.js)"/g;
const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*["']\.\/([^"']+\.js)["']/g;
const LATER_IMPORT = /\bimport\([`"']\.\/([^`"']+\.js)[`"']\)/g;
const WORKER = /new Worker\(new URL\([`"']([^`"']+\.js)[`"']/g;
/** Of what is imported while the page runs, this is wanted at once; an editor waits until a file opens. */
const AT_ONCE = /^(xterm|addon)/;

function matches(pattern: RegExp, text: string): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? '');
}

/** The URL of the folder that a module is in, with the slash at its end. */
const folderOf = (url: string): string => url.slice(0, url.lastIndexOf('/') + 1);

/**
 * What a page with a workspace should be told to load, or nothing for other pages.
 * @param read the text of a built module by its URL
 */
export function preloadsOf(
  html: string,
  read: (url: string) => string,
): { readonly modules: readonly string[]; readonly workers: readonly string[] } | undefined {
  if (!/component-url="[^"]*\/Workspace\./.test(html)) return undefined;
  const modules = new Set<string>();
  const workers = new Set<string>();
  const left = matches(NAMED, html);
  for (let url = left.pop(); url !== undefined; url = left.pop()) {
    if (modules.has(url)) continue;
    modules.add(url);
    const text = read(url);
    const later = matches(LATER_IMPORT, text).filter((name) => AT_ONCE.test(name));
    for (const name of [...matches(STATIC_IMPORT, text), ...later]) left.push(folderOf(url) + name);
    for (const worker of matches(WORKER, text)) workers.add(worker);
  }
  return { modules: [...modules].sort(), workers: [...workers].sort() };
}

/**
 * The page with hints for the browser at the end of its head, behind the policy that they are under; and with the Worker's address for
 * the script that starts it early.
 */
export function withHints(
  html: string,
  { modules, workers }: { readonly modules: readonly string[]; readonly workers: readonly string[] },
  engine: string,
): string {
  const hints = [
    ...workers.map((url) => `<link rel="preload" as="script" crossorigin href="${url}">`),
    `<link rel="preload" as="fetch" crossorigin href="${engine}">`,
    ...modules.map((url) => `<link rel="modulepreload" href="${url}">`),
  ];
  const [worker = ''] = workers;
  return html
    .replace(/(<script src="[^"]*\/early\.js")/, `$1 data-worker="${worker}"`)
    .replace('</head>', `${hints.join('')}</head>`);
}

/** The site's part of it; comes after the engines are there. */
export function preloads(): AstroIntegration {
  let base = '/';
  return {
    name: 'podlab-preloads',
    hooks: {
      'astro:config:done': ({ config }) => {
        base = config.base.replace(/\/?$/, '/');
      },
      'astro:build:done': ({ dir, logger }) => {
        const root = fileURLToPath(dir);
        const list = readFileSync(join(root, 'engines/index.json'), 'utf8');
        const { engines } = JSON.parse(list) as { engines: readonly { readonly hash: string }[] };
        const engine = `${base}engines/${engines[0]?.hash ?? ''}.js`;
        const read = (url: string): string => readFileSync(join(root, url.slice(base.length)), 'utf8');
        let pages = 0;
        for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
          if (!name.endsWith('.html')) continue;
          const html = readFileSync(join(root, name), 'utf8');
          const found = preloadsOf(html, read);
          if (!found) continue;
          writeFileSync(join(root, name), withHints(html, found, engine));
          pages++;
        }
        logger.info(`${pages} pages are told what to load`);
      },
    },
  };
}
