import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandLine, wrongUsage } from './command-line.ts';

const USAGE = `Usage: podlab site [--port N]

Serves the built site on 127.0.0.1 until it is stopped.

  --port N   the port (default 4321; 0 takes any free one)
`;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** Where `npm run build` puts the site. */
export const SITE = fileURLToPath(new URL('../../dist/', import.meta.url));

export interface SiteOptions {
  /** The built site's folder. */
  readonly root: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The path below which the site lives, with slashes around it; what `base` was at the build. */
  readonly base?: string;
}

/** What a request's path leads to: a file of the site, another address, or nothing. */
async function find(
  root: string,
  path: string,
): Promise<{ file: string } | { location: string } | undefined> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  const file = normalize(join(root, decoded));
  if (decoded.includes('\0') || !file.startsWith(normalize(root + sep))) return undefined;
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile()) return { file };
  if (!found?.isDirectory()) return undefined;
  if (!path.endsWith('/')) return { location: `${path}/` };
  const index = join(file, 'index.html');
  return (await stat(index).catch(() => undefined))?.isFile() ? { file: index } : undefined;
}

function sendFile(response: ServerResponse, status: number, file: string, head: boolean): void {
  const hashed = file.includes(`${sep}_astro${sep}`) || /[\\/]engines[\\/][0-9a-f]+\.js$/.test(file);
  response.writeHead(status, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    'x-content-type-options': 'nosniff',
  });
  if (head) return void response.end();
  createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response);
}

/** Serve the built site on 127.0.0.1. @returns the server, listening */
export async function serveSite({ root, port, base = '/' }: SiteOptions): Promise<Server> {
  const prefix = base.replace(/\/$/, '');
  const server = createServer((request, response) => {
    void (async () => {
      if (request.method !== 'GET' && request.method !== 'HEAD') return response.writeHead(405).end();
      const head = request.method === 'HEAD';
      const [path = '/'] = (request.url ?? '/').split('?');
      const below =
        path === prefix ? '/' : path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined;
      const found = below === undefined ? undefined : await find(root, below);
      if (!found) return sendFile(response, 404, join(root, '404.html'), head);
      if ('location' in found) return response.writeHead(308, { location: prefix + found.location }).end();
      return sendFile(response, 200, found.file, head);
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

/** The address that a listening server has. */
export function addressOf(server: Server, base = '/'): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}${base}`;
}

/** `podlab site [--port N]`: serve the built site until it is stopped. @returns the exit status when it cannot be served */
export async function site(args: readonly string[]): Promise<number> {
  const line = commandLine('site', USAGE, args, { port: { type: 'string', default: '4321' } }, 0);
  if (typeof line === 'number') return line;
  const { values } = line;
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    return wrongUsage('site', `--port takes a number from 0 to 65535, not "${values.port}"`, USAGE);
  if (!(await stat(join(SITE, 'index.html')).catch(() => undefined))) {
    console.error('podlab site: the site is not built yet: npm run build');
    return 1;
  }
  const base = process.env['PODLAB_BASE'] ?? '/';
  try {
    const server = await serveSite({ root: SITE, port, base });
    console.log(`Podlab is at ${addressOf(server, base)}`);
    await new Promise((resolve) => server.once('close', resolve));
    return 0;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') throw error;
    console.error(`podlab site: port ${port} is taken; choose another with --port`);
    return 1;
  }
}
