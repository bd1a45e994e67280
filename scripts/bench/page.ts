/** From a click on a link to a prompt that takes commands, and how many bytes that needs: the built site in a real browser. */
import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type Page } from 'playwright-core';
import { addressOf, serveSite, SITE } from '../../src/cli/site.ts';
import { median, type Figure } from './measure.ts';

const LESSON = '/en/lessons/init-containers/';
const LONGEST = 60_000;

/** Told by the page itself, so that the browser's protocol costs nothing: when the terminal shows a prompt. */
function waitForPrompt(): Promise<number> {
  return new Promise((resolve) => {
    const look = (): boolean => {
      const rows = [...document.querySelectorAll('.xterm-rows > div')];
      const text = rows.map((row) => (row.textContent ?? '').replaceAll('\u00a0', ' ').trimEnd()).join('\n');
      if (!/\$$/.test(text.trimEnd())) return false;
      resolve(performance.now());
      return true;
    };
    const again = (): void => void (look() || requestAnimationFrame(again));
    again();
  });
}

async function visit(page: Page, address: string, slowdown: number): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.goto(address + LESSON, { waitUntil: 'commit', timeout: LONGEST });
  return page.evaluate(waitForPrompt);
}

/**
 * The slowdown of a page does not reach its Worker, where the cluster boots, so under it only the page's own part is slower.
 * @param cold each visit in a new profile, with nothing cached; else a returning visitor's
 */
async function times(
  browser: Browser,
  address: string,
  runs: number,
  { cold, slowdown }: { readonly cold: boolean; readonly slowdown: number },
): Promise<number[]> {
  const found: number[] = [];
  let context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  // The browser keeps compiled code after a few visits: a returning visitor has it.
  for (let i = cold ? 0 : -2; i < runs; i++) {
    if (cold) {
      await context.close();
      context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    }
    const page = await context.newPage();
    const took = await visit(page, address, slowdown);
    if (i >= 0) found.push(took);
    await page.close();
  }
  await context.close();
  return found;
}

/** What a visit loads: before the workspace is opened (a page without one), and with it. Compressed as a host would. */
async function loaded(browser: Browser, address: string, path: string, prompt: boolean): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const bodies = new Map<string, Promise<number>>();
  context.on('response', (response) => {
    if (response.status() !== 200 || !response.url().startsWith(address)) return;
    const size = response.body().then(
      (body) => (/\.(woff2?|png)$/.test(response.url()) ? body.length : gzipSync(body, { level: 9 }).length),
      () => 0,
    );
    bodies.set(response.url(), size);
  });
  await page.goto(address + path, { waitUntil: 'networkidle' });
  if (prompt) await page.evaluate(waitForPrompt);
  let sum = 0;
  for (const size of bodies.values()) sum += await size;
  await context.close();
  return sum;
}

/** @throws {Error} when the site is not built or there is no browser */
export async function pageFigures(runs: number): Promise<Figure[]> {
  if (!existsSync(SITE)) throw new Error('the site is not built: npm run build');
  const server = await serveSite({ root: SITE, port: 0 });
  const address = addressOf(server).replace(/\/$/, '');
  const path = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({
    ...(existsSync(path) ? { executablePath: path } : {}),
    args: ['--no-sandbox', '--no-first-run', '--disable-gpu', '--disable-background-networking'],
  });
  const figure = (name: string, wall: readonly number[]): Figure => ({
    name,
    of: 'podlab',
    wall: median(wall),
    from: Math.min(...wall),
    to: Math.max(...wall),
    runs: wall.length,
  });
  try {
    const first = await times(browser, address, runs, { cold: true, slowdown: 1 });
    const again = await times(browser, address, runs, { cold: false, slowdown: 1 });
    const slow = await times(browser, address, Math.min(runs, 3), { cold: true, slowdown: 4 });
    const plain = await loaded(browser, address, '/en/', false);
    const whole = await loaded(browser, address, LESSON, true);
    return [
      figure('navigation to prompt, first visit', first),
      figure('navigation to prompt, again', again),
      figure('navigation to prompt, page 4x slower', slow),
      {
        ...{ name: 'bytes of a visit (gzip)', of: 'podlab', from: 0, to: 0, runs: 1 },
        bytes: { 'without the workspace': plain, 'with it': whole },
      },
    ];
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}
