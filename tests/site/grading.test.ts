import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSite, PROMPT, seen, type, visit, type Site } from './browser.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

/** The first exercise of the lesson on Pods, begun, and a command typed in it. */
async function attempt(language: 'ko' | 'en', start: string, command: string) {
  const { page, problems } = await visit(site, `/${language}/lessons/overview/`);
  await seen(page, PROMPT);
  const panel = page.locator('.exercise').first();
  await panel.getByRole('button', { name: start }).click();
  await panel.locator('.checks li[data-state=failed], .checks li[data-state=waiting]').first().waitFor();
  await seen(page, PROMPT);
  await type(page, `${command}\n`);
  return { page, panel, problems };
}

const LONG = { timeout: 60_000 };

test('what lasts is found by looking ahead in a copy, by itself', async () => {
  const { page, panel, problems } = await attempt(
    'en',
    'Start the exercise',
    'kubectl run web --image=nginx:1.29 --labels=app=web',
  );
  await panel.getByText('Solved: 5 of 5 points.').waitFor(LONG);
  // The learner's own cluster has not moved: the Pod is seconds old, not minutes.
  await type(page, 'kubectl get pod web\n');
  expect(await seen(page, /web +1\/1 +Running/)).toMatch(/Running +0 +\d\d?s/);
  expect(problems).toEqual([]);
  await page.context().close();
});

test('what does not last is told in the reader’s language, with what was seen, and again after a reload', async () => {
  const { page, panel, problems } = await attempt(
    'ko',
    '실습 시작',
    'kubectl run web --image=nginx:1.29 --labels=app=web -- sleep 60',
  );
  const told = panel.getByText(
    /클러스터의 사본을 그대로 두고 5분 뒤를 보았습니다.*containerStatuses\[web\]\.restartCount = \d/,
  );
  await told.waitFor(LONG);
  await panel.getByText('검사 항목 3개 중 2개 통과, 5점 중 4점').waitFor();
  await panel.getByRole('button', { name: /^힌트 보기/ }).click();
  const hint = (await panel.locator('.hints li').first().textContent()) ?? '';
  expect(hint).not.toBe('');
  await page.waitForTimeout(2500);
  await page.reload();
  await panel.locator('.hints li').getByText(hint.slice(0, 20)).waitFor(LONG);
  await told.waitFor(LONG);
  expect(problems).toEqual([]);
  await page.context().close();
});
