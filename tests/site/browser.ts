import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { addressOf, serveSite, SITE } from '../../src/cli/site.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = ['src', 'content', 'public', 'scripts', 'astro.config.mjs', 'package-lock.json'];

function newest(path: string): number {
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(info.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** Build the site unless what is built is newer than everything it is made of. */
export function buildSite(): void {
  const built = join(SITE, 'index.html');
  const fresh =
    existsSync(built) && SOURCES.every((path) => newest(join(ROOT, path)) < statSync(built).mtimeMs);
  if (fresh) return;
  const { status, stdout, stderr } = spawnSync('npm', ['run', '-s', 'build'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the site does not build:\n${stdout}\n${stderr}`);
}

export interface Site {
  readonly browser: Browser;
  /** Where the site is, without a slash at its end. */
  readonly address: string;
  close(): Promise<void>;
}

/** The built site on a port of its own, and a browser. */
export async function openSite(): Promise<Site> {
  buildSite();
  const server: Server = await serveSite({ root: SITE, port: 0 });
  const path = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  const quiet = ['background-networking', 'quic', 'component-update', 'sync', 'gpu'];
  const browser = await chromium.launch({
    ...(existsSync(path) ? { executablePath: path } : {}),
    args: ['--no-sandbox', '--no-first-run', ...quiet.map((name) => `--disable-${name}`)],
  });
  return {
    browser,
    address: addressOf(server).replace(/\/$/, ''),
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A page that keeps what went wrong in it: errors, console errors, violations of the Content-Security-Policy. */
export interface Visit {
  readonly page: Page;
  readonly problems: readonly string[];
}

export async function visit(site: Site, path: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await site.browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // A page that is left or reloaded gives up what it was still loading.
    if (reason !== 'net::ERR_ABORTED') problems.push(`failed: ${request.url()} ${reason}`);
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(site.address) && !/^(data|blob):/.test(url)) problems.push(`elsewhere: ${url}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`violates ${event.violatedDirective}: ${event.blockedURI}`);
    });
  });
  await page.goto(site.address + path);
  return { page, problems };
}

/** What the terminal shows, a line a row, without the empty rows at its end. */
export async function screen(page: Page): Promise<string> {
  const rows = await page.locator('.xterm-rows > div').allInnerTexts();
  return rows
    .map((row) => row.replaceAll('\u00a0', ' ').trimEnd())
    .join('\n')
    .trimEnd();
}

const LONGEST = 30_000;

/** Wait until the terminal's screen matches. @returns the screen */
export async function seen(page: Page, pattern: RegExp): Promise<string> {
  const deadline = Date.now() + LONGEST;
  for (;;) {
    const text = await screen(page);
    if (pattern.test(text)) return text;
    if (Date.now() > deadline)
      throw new Error(`${String(pattern)} did not come; the terminal shows:\n${text}`);
    await page.waitForTimeout(50);
  }
}

export const PROMPT = /\$\s*$/;

/** A lesson with its terminal ready for a command. */
export async function lesson(
  site: Site,
  language: 'ko' | 'en',
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const opened = await visit(site, `/${language}/lessons/init-containers/`, options);
  await seen(opened.page, PROMPT);
  return opened;
}

/** Type into the terminal, as a person at the keyboard. */
export async function type(page: Page, keys: string): Promise<void> {
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.type(keys);
}
