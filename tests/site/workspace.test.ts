import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lesson, openSite, PROMPT, screen, seen, type, visit, type Site, type Visit } from './browser.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site?.close());

/** A lesson in a browser profile of its own; what went wrong in it fails the test. */
async function inLesson(
  language: 'ko' | 'en',
  body: (page: Page) => Promise<void>,
  options: Parameters<typeof lesson>[2] = {},
): Promise<void> {
  const opened: Visit = await lesson(site, language, options);
  await body(opened.page);
  expect(opened.problems).toEqual([]);
  await opened.page.context().close();
}

/** Paste into the terminal, as from the clipboard. */
async function paste(page: Page, text: string): Promise<void> {
  const line = page.locator('.xterm-helper-textarea');
  await line.focus();
  await line.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

describe('the terminal', () => {
  test.each(['ko', 'en'] as const)('runs kubectl against the three nodes (%s)', (language) =>
    inLesson(language, async (page) => {
      await type(page, 'kubectl get nodes\n');
      const text = await seen(page, /minikube-m03 +Ready/);
      expect(text).toMatch(/minikube +Ready +control-plane/);
      expect(text).toMatch(/minikube-m02 +Ready/);
    }),
  );

  test('runs a command of the text with one click, and shows that it ran', () =>
    inLesson('en', async (page) => {
      const block = page.locator('.run-block').first();
      await block.getByRole('button', { name: 'Run' }).click();
      await seen(page, /pod\/kubernetes-simple-pod created/);
      await block.getByRole('button', { name: 'Ran' }).waitFor();
      await page.getByRole('button', { name: /^kubernetes-simple-pod: / }).waitFor();
    }));

  test('types the commands of a block one by one, once the running one has ended', () =>
    inLesson('en', async (page) => {
      await page.locator('.run-block').first().getByRole('button', { name: 'Run' }).click();
      await seen(page, /created\n.*\$\s*$/);
      await type(page, 'sleep 600\n');
      const logs = page.locator('.run-block', { hasText: '-c init-myservice' });
      await logs.getByRole('button', { name: 'Run' }).click();
      await page.getByRole('status').filter({ hasText: 'A command is still running' }).waitFor();
      expect(await screen(page)).not.toContain('init-myservice');
      await page.getByRole('button', { name: 'Stop it with Ctrl+C' }).click();
      await seen(page, /\^C\n.*-c init-myservice\n[^]*\$ kubectl logs .* -c init-mydb\n[^]*\$\s*$/);
      await expect.poll(async () => (await screen(page)).match(/-c init-mydb/g)).toHaveLength(1);
      expect(await screen(page)).not.toContain('terminated by');
    }));

  test('takes each composed Korean syllable once, two cells wide', () =>
    inLesson('ko', async (page) => {
      await type(page, 'echo "');
      const protocol = await page.context().newCDPSession(page);
      for (const [steps, syllable] of [
        [['ㅍ', '파'], '파'],
        [['ㄷ', '드', '들'], '들'],
      ] as const) {
        for (const text of steps) {
          await protocol.send('Input.imeSetComposition', {
            text,
            selectionStart: text.length,
            selectionEnd: text.length,
          });
        }
        await protocol.send('Input.insertText', { text: syllable });
        await page.waitForTimeout(50);
      }
      await type(page, '" | wc -m\n');
      const text = await seen(page, /wc -m\s+3\b/);
      expect(text).toContain('echo "파들" | wc -m');
    }));

  test('stops a loop that never waits, while the page stays alive', () =>
    inLesson('en', async (page) => {
      await type(page, 'while true; do :; done\n');
      await page.waitForTimeout(1500);
      await page.getByRole('button', { name: 'Dark' }).click();
      expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
      expect(await screen(page)).toMatch(/done$/);
      await type(page, '');
      await page.keyboard.press('Control+c');
      await seen(page, /\^C\n.*\$\s*$/);
      await type(page, 'echo alive-$((6*7))\n');
      await seen(page, /alive-42/);
    }));

  test('lets the keyboard out: Ctrl+M, then Tab', () =>
    inLesson('en', async (page) => {
      await type(page, '');
      await page.keyboard.press('Tab');
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.classList.contains('xterm-helper-textarea')))
        .toBe(true);
      await page.keyboard.press('Control+m');
      await page.getByRole('status').filter({ hasText: 'Tab now moves out' }).waitFor({ state: 'attached' });
      await page.keyboard.press('Tab');
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.classList.contains('xterm-helper-textarea')))
        .toBe(false);
      // Ctrl+M is Enter on a real terminal: here it must not have run anything.
      expect((await screen(page)).split('\n')).toHaveLength(1);
    }));
});

/** When each Worker of the page was made: whether its body was there. */
async function recordWorkers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const made: boolean[] = [];
    const Plain = Worker;
    window.Worker = class extends Plain {
      constructor(...rest: ConstructorParameters<typeof Worker>) {
        super(...rest);
        made.push(document.body !== null);
      }
    };
    Object.assign(window, { made });
  });
}

const workersMade = (page: Page): Promise<unknown> =>
  page.evaluate(() => (window as { made?: boolean[] }).made);

describe('the session', () => {
  test('begins with the head of the page, in the one Worker that there is', () =>
    inLesson('ko', async (page) => {
      await recordWorkers(page);
      await page.reload();
      await seen(page, PROMPT);
      expect(await workersMade(page)).toEqual([false]);
    }));

  test('gets a Worker of its own where the early one did not load', async () => {
    const { page } = await lesson(site, 'en');
    await recordWorkers(page);
    let refused = 0;
    await page.route(/worker-[^/]*\.js$/, (route) => (refused++ === 0 ? route.abort() : route.continue()));
    await page.reload();
    await seen(page, PROMPT);
    await type(page, 'echo $((6 * 7))\n');
    await seen(page, /\n42\n/);
    expect(await workersMade(page)).toEqual([false, true]);
    await page.context().close();
  });

  test('comes back after a reload, files and Pods and screen', () =>
    inLesson('en', async (page) => {
      await type(page, 'echo kept > note.txt; kubectl apply -f simple-pod.yaml\n');
      await seen(page, /pod\/kubernetes-simple-pod created/);
      await page.waitForTimeout(2500);
      await page.reload();
      await seen(page, /pod\/kubernetes-simple-pod created\n.*\$\s*$/);
      await type(page, 'cat note.txt; kubectl get pods\n');
      const text = await seen(page, /kubernetes-simple-pod +\d\/1/);
      expect(text).toMatch(/note\.txt; kubectl get pods\nkept/);
    }));

  test('begins again when asked twice', () =>
    inLesson('en', async (page) => {
      await type(page, 'touch gone\n');
      await seen(page, /touch gone\n.*\$\s*$/);
      await page.getByRole('button', { name: 'Start over' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Start over' }).click();
      await page.waitForFunction(() => !document.querySelector('.xterm-rows')?.textContent?.includes('gone'));
      await seen(page, PROMPT);
      await type(page, 'ls gone\n');
      await seen(page, /cannot access/);
    }));

  test('sets what is stored aside when it is damaged, and says so', () =>
    inLesson('en', async (page) => {
      await type(page, 'true\n');
      await page.waitForTimeout(2000);
      await page.goto(`${site.address}/en/`);
      await page.evaluate(
        () =>
          new Promise<void>((resolve, reject) => {
            const opening = indexedDB.open('podlab');
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
              const transaction = opening.result.transaction('entries', 'readwrite');
              const cursor = transaction.objectStore('entries').openCursor();
              cursor.onsuccess = () => cursor.result?.update({ now: 1, steps: 1, kind: 'nonsense' });
              transaction.oncomplete = () => {
                opening.result.close();
                resolve();
              };
            };
          }),
      );
      await page.goto(`${site.address}/en/lessons/init-containers/`);
      await page.getByRole('status').filter({ hasText: 'set aside' }).waitFor();
      await seen(page, PROMPT);
    }));

  test('pauses, runs faster, and skips to the next change', () =>
    inLesson('en', async (page) => {
      const time = async (): Promise<number> => {
        const text = (await page.getByRole('timer').textContent()) ?? '';
        const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
        return (hours * 60 + minutes) * 60 + seconds;
      };
      const day = 86_400;
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('button', { name: 'Resume' }).waitFor();
      const paused = await time();
      await page.waitForTimeout(1500);
      expect(await time()).toBe(paused);
      // A paused cluster still answers.
      await type(page, 'kubectl get nodes\n');
      await seen(page, /minikube-m03 +Ready/);
      await page.getByRole('button', { name: 'Resume' }).click();
      await page.getByLabel('Speed').selectOption('60');
      await page.waitForTimeout(2000);
      expect(((((await time()) - paused) % day) + day) % day).toBeGreaterThan(45);
      await page.getByLabel('Speed').selectOption('1');

      await type(page, 'kubectl apply -f simple-pod.yaml\n');
      await seen(page, /created/);
      const pod = page.getByRole('button', { name: /^kubernetes-simple-pod: / });
      await pod.waitFor();
      for (
        let step = 0;
        step < 40 && !/running, Running/.test((await pod.getAttribute('aria-label')) ?? '');
        step++
      ) {
        await page.getByRole('button', { name: 'Next change' }).click();
        await page.waitForTimeout(150);
      }
      expect(await pod.getAttribute('aria-label')).toMatch(/running, Running/);
    }));
});

describe('an exercise', () => {
  test('is graded by itself when its solution is run, in a cluster of its own', () =>
    inLesson('en', async (page) => {
      const panel = page.locator('.exercise').first();
      await panel.getByRole('button', { name: 'Start the exercise' }).click();
      await panel.getByText('0 of 3 checks passed').waitFor();
      await seen(page, PROMPT);
      await panel.getByRole('button', { name: 'Show hint 1 of 3' }).click();
      await expect.poll(() => panel.locator('.hints li').count()).toBe(1);
      await panel.getByRole('button', { name: 'Show a solution' }).click();
      const solution = (await panel.locator('.solution pre').textContent()) ?? '';
      await page.getByLabel('Speed').selectOption('10');
      await paste(page, solution);
      await page.keyboard.press('Enter');
      await panel.getByText('Solved: 10 of 10 points.').waitFor({ timeout: 30_000 });
      await expect.poll(() => panel.locator('.checks li[data-state=passed]').count()).toBe(3);
      await page.getByRole('button', { name: 'Back to the lesson’s cluster' }).click();
      await seen(page, /^.*\$\s*$/);
      expect(await screen(page)).not.toContain('greeter');
    }));
});

test('an exercise is there again after a reload and in the other language', () =>
  inLesson('en', async (page) => {
    const panel = page.locator('.exercise').first();
    await panel.getByRole('button', { name: 'Start the exercise' }).click();
    await panel.getByText('0 of 3 checks passed').waitFor();
    await seen(page, PROMPT);
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.classList.contains('xterm-helper-textarea')))
      .toBe(true);
    await type(page, 'echo in-the-exercise\n');
    await page.waitForTimeout(2500);
    await page.reload();
    await seen(page, /in-the-exercise\n.*\$\s*$/);
    await panel.getByText('0 of 3 checks passed').waitFor();
    await page.getByRole('link', { name: '한국어' }).click();
    await page.getByText('검사 항목 3개 중 0개 통과').waitFor();
    await page.getByRole('button', { name: '레슨 클러스터로 돌아가기' }).click();
    await page.reload();
    await seen(page, PROMPT);
    expect(await screen(page)).not.toContain('in-the-exercise');
  }));

describe('the editor', () => {
  test('says why a file could not be saved, and keeps the text', () =>
    inLesson('en', async (page) => {
      await type(page, 'vi no/such/pod.yaml\n');
      const editor = page.getByRole('textbox', { name: /Editor: .*pod\.yaml/ });
      await editor.waitFor();
      await page.keyboard.type('kind: Pod');
      await page.keyboard.press('Control+s');
      await page.getByText('Not saved: its directory does not exist').waitFor();
      await page.getByRole('button', { name: 'Terminal', exact: true }).click();
      await type(page, 'mkdir -p no/such\n');
      await page.getByRole('button', { name: /^pod\.yaml/ }).click();
      await editor.focus();
      await page.keyboard.press('Control+s');
      await page
        .getByRole('status')
        .filter({ hasText: /^Saved$/ })
        .waitFor();
    }));

  test('opens a file from the terminal, marks broken YAML, and saves with Ctrl+S', () =>
    inLesson('en', async (page) => {
      await type(page, 'vi simple-pod.yaml\n');
      const editor = page.getByRole('textbox', { name: /Editor: .*simple-pod\.yaml/ });
      await editor.waitFor();
      await editor.press('Control+Home');
      await page.keyboard.type('# mine\n');
      await page.getByRole('status').filter({ hasText: 'Not saved' }).waitFor();
      await page.keyboard.press('Control+s');
      await page
        .getByRole('status')
        .filter({ hasText: /^Saved$/ })
        .waitFor();
      await page.keyboard.type('a: [\n');
      await page.locator('.cm-lintRange-error').first().waitFor({ state: 'attached' });
      await page.getByRole('button', { name: 'Terminal', exact: true }).click();
      await type(page, 'head -n 1 simple-pod.yaml\n');
      await seen(page, /^# mine$/m);
    }));
});

describe('with the keyboard alone', () => {
  test('a reader skips to the terminal, runs a block, opens a Pod’s details and moves the splitter', () =>
    inLesson('en', async (page) => {
      const focused = (): Promise<string> =>
        page.evaluate(() => document.activeElement?.textContent?.trim() ?? document.activeElement?.id ?? '');
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await page.keyboard.press('Tab');
      await expect.poll(focused).toBe('Skip to the text');
      await page.keyboard.press('Tab');
      await expect.poll(focused).toBe('Skip to the terminal');
      await page.keyboard.press('Enter');
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('workspace');

      await page.locator('.run-block button').first().focus();
      await page.keyboard.press('Enter');
      await seen(page, /created/);
      const pod = page.getByRole('button', { name: /^kubernetes-simple-pod: / });
      await pod.focus();
      await page.keyboard.press('Enter');
      const details = page.getByRole('complementary', { name: /kubernetes-simple-pod/ });
      await details.getByText('init-myservice').waitFor();
      await page.keyboard.press('Escape');
      await details.waitFor({ state: 'detached' });
      await expect.poll(() => pod.evaluate((element) => element === document.activeElement)).toBe(true);

      const splitter = page.getByRole('separator', { name: /Width of the text/ });
      await splitter.focus();
      const before = (await page.locator('main').boundingBox())?.width ?? 0;
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => splitter.getAttribute('aria-valuenow')).toBe('44');
      await expect
        .poll(async () => (await page.locator('main').boundingBox())?.width)
        .toBeGreaterThan(before + 20);
    }));
});

test('on a phone the terminal is a sheet, with an input line of its own', async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const opened = await visit(site, '/en/lessons/init-containers/', phone);
  const { page } = opened;
  await page.getByRole('button', { name: 'Open the terminal' }).tap();
  await seen(page, PROMPT);
  await page.getByRole('textbox', { name: 'Command' }).fill('kubectl get nodes');
  await page.getByRole('button', { name: 'Run', exact: true }).last().tap();
  await seen(page, /minikube-m03/);
  expect(opened.problems).toEqual([]);
  await page.context().close();
});
