import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSite, visit, type Site } from './browser.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

/** Both languages of every lesson, and the pages around them. */
const PAGES = [
  ...['ko', 'en'].flatMap((language) => [
    `/${language}/`,
    ...readdirSync(new URL(`../../content/lessons/${language}/`, import.meta.url))
      .filter((file) => file.endsWith('.mdx'))
      .map((file) => `/${language}/lessons/${file.replace(/\.mdx$/, '')}/`),
  ]),
  '/404.html',
];

describe.each(PAGES)('%s', (path) => {
  test('loads without errors, violations of its policy, or a request to another place', async () => {
    const { page, problems } = await visit(site, path);
    await page.waitForTimeout(500);
    expect(problems).toEqual([]);
    const policy = await page.locator('meta[http-equiv="content-security-policy"]').getAttribute('content');
    const scripts = /script-src ([^;]*)/.exec(policy ?? '')?.[1] ?? '';
    expect(scripts).toContain("'self'");
    expect(scripts).not.toMatch(/unsafe|\*|https?:/);
    await page.context().close();
  });

  test('names its language, has one main heading and names for everything that can be used', async () => {
    const { page } = await visit(site, path);
    expect(await page.locator('html').getAttribute('lang')).toBe(path.startsWith('/ko') ? 'ko' : 'en');
    if (path !== '/404.html') expect(await page.locator('h1').count()).toBe(1);
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('button, a[href], input, select, textarea, [role=separator], summary')]
        .filter((element) => !element.closest('[hidden]'))
        .filter((element) => {
          const labelled = element.getAttribute('aria-label') ?? element.getAttribute('title');
          const label = (element as HTMLInputElement).labels?.[0]?.textContent;
          return !(labelled ?? label ?? element.textContent)?.trim();
        })
        .map((element) => element.outerHTML.slice(0, 120)),
    );
    expect(nameless).toEqual([]);
    const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    await page.context().close();
  });

  test('fits a phone without scrolling sideways', async () => {
    const { page } = await visit(site, path, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.context().close();
  });
});

describe('the reader’s language', () => {
  test.each([
    ['ko-KR', '/ko/'],
    ['en-GB', '/en/'],
    ['fr-FR', '/en/'],
  ])('a browser in %s comes to %s', async (locale, path) => {
    const { page } = await visit(site, '/', { locale });
    await page.waitForURL(site.address + path);
    await page.context().close();
  });

  test('is kept once it was chosen, and the switch keeps the page', async () => {
    const { page } = await visit(site, '/en/lessons/init-containers/', { locale: 'en-GB' });
    await page.getByRole('link', { name: '한국어' }).click();
    await page.waitForURL(`${site.address}/ko/lessons/init-containers/`);
    await page.goto(site.address);
    await page.waitForURL(`${site.address}/ko/`);
    await page.context().close();
  });

  test('can be chosen without scripts', async () => {
    const { page } = await visit(site, '/', { javaScriptEnabled: false });
    await page.getByRole('main').getByRole('link', { name: '한국어' }).click();
    await page.waitForURL(`${site.address}/ko/`);
    await page.context().close();
  });
});

describe('the theme', () => {
  test('follows the system until one is chosen, then keeps it', async () => {
    const { page } = await visit(site, '/en/', { colorScheme: 'dark' });
    const theme = (): Promise<string | null> => page.locator('html').getAttribute('data-theme');
    await expect.poll(theme).toBe('dark');
    await page.getByRole('button', { name: 'Light' }).click();
    await expect.poll(theme).toBe('light');
    await page.reload();
    await expect.poll(theme).toBe('light');
    await expect
      .poll(() => page.getByRole('button', { name: 'Light' }).getAttribute('aria-pressed'))
      .toBe('true');
    await page.context().close();
  });

  test.each(['light', 'dark'] as const)(
    '%s: every text on a lesson’s page passes 4.5:1',
    async (colorScheme) => {
      const { page } = await visit(site, '/en/lessons/init-containers/', { colorScheme });
      await page.waitForTimeout(800);
      const weak = await page.evaluate(() => {
        const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
        const luminance = ([r = 0, g = 0, b = 0]: number[]): number => {
          const linear = (value: number): number =>
            value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
          return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
        };
        const ground = (element: Element | null): number[] => {
          for (let at = element; at; at = at.parentElement) {
            const colour = channels(getComputedStyle(at).backgroundColor);
            if ((colour[3] ?? 1) > 0.99) return colour;
          }
          return [255, 255, 255];
        };
        const found = new Set<string>();
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const element = walker.currentNode.parentElement;
          if (!element || !walker.currentNode.textContent?.trim() || !element.checkVisibility()) continue;
          if (element.closest('.xterm, script, style, noscript, :disabled')) continue;
          const [a, b] = [luminance(channels(getComputedStyle(element).color)), luminance(ground(element))];
          const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (contrast < 4.5) found.add(`${contrast.toFixed(2)} ${element.outerHTML.slice(0, 100)}`);
        }
        return [...found];
      });
      expect(weak).toEqual([]);
      await page.context().close();
    },
  );
});

test('an unknown address leads back to the lessons, with status 404', async () => {
  const response = await fetch(`${site.address}/ko/lessons/no-such-lesson/`);
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('페이지가 없습니다');
});

test('nothing outside the site’s folder is served', async () => {
  for (const path of [
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/_astro/..%2f..%2fpackage.json',
    '/%00',
    '/%',
  ]) {
    expect((await fetch(site.address + path)).status).toBe(404);
  }
});
