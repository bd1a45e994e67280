import { Terminal } from '@xterm/headless';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SITE } from '../../src/cli/site.ts';
import type { Engine } from '../../src/lab/engine.ts';
import { playedLine } from '../../src/lab/line.ts';
import { readRecording } from '../../src/lab/read-recording.ts';
import { Recorder } from '../../src/lab/recorder.ts';
import type { Recording } from '../../src/lab/recording.ts';
import { replay } from '../../src/lab/replay.ts';
import type { Report } from '../../src/session/messages.ts';
import { openSite, PROMPT, screen, seen, type, type Site } from './browser.ts';
import { builtEngine, deployedSite, engineThat, nextRelease, type Deployed } from './deployments.ts';

let site: Site;
let deployed: Deployed;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  site = await openSite();
  deployed = await deployedSite();
});
afterAll(async () => {
  deployed?.close();
  await site?.close();
});

/** What the page's scripts leave for the tests. */
interface Spy {
  worker: Worker;
  /** All that the session has told since its world was last begun. */
  told: Report[];
}

beforeEach(async () => {
  deployed.deploy({});
  context = await site.browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  await page.addInitScript(() => {
    const spy = { told: [] } as unknown as Spy;
    (globalThis as unknown as { spy: Spy }).spy = spy;
    globalThis.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        if (options?.name !== 'podlab session') return;
        spy.worker = this;
        this.addEventListener('message', ({ data }: MessageEvent<Report>) => {
          if (data.type === 'ready') spy.told = [];
          spy.told.push(data);
        });
      }
    };
  });
  await page.goto(`${deployed.address}/en/lessons/init-containers/`);
  await seen(page, PROMPT);
});
afterEach(() => context?.close());

/** The recording so far, all that the cluster has stored, and every byte that the terminal was given. */
async function exported(): Promise<{ recording: Recording; store: string; output: string }> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const { spy } = globalThis as unknown as { spy: Spy };
        spy.worker.addEventListener('message', ({ data }: MessageEvent<Report>) => {
          if (data.type !== 'recording' || data.request !== 987) return;
          // What was shown in the slice before is told in the next: let it come.
          setTimeout(() => {
            const output = spy.told.map((report) => (report.type === 'output' ? report.data : '')).join('');
            resolve({ recording: data.recording, store: data.store, output });
          }, 300);
        });
        spy.worker.postMessage({ type: 'export', request: 987 });
      }),
  );
}

const notice = (text: string): Promise<void> =>
  page.getByRole('status').filter({ hasText: text }).waitFor({ timeout: 40_000 });

describe('a session survives', () => {
  test('a new release of the site that keeps the engine it was made with', async () => {
    await type(page, 'kubectl run web --image=nginx; echo kept > note\n');
    await seen(page, /pod\/web created/);
    await page.waitForTimeout(1500);
    deployed.deploy(nextRelease(true));
    await page.reload();
    await seen(page, /pod\/web created\n.*\$\s*$/);
    await type(page, 'cat note\n');
    await seen(page, /cat note\nkept\n/);
    expect((await exported()).recording.engine).toBe(builtEngine().hash);
    expect(await page.locator('.notice').count()).toBe(0);
  });

  test('a new release that does not: the new engine replays it, and it is said', async () => {
    await type(page, 'kubectl run web --image=nginx; echo kept > note\n');
    await seen(page, /pod\/web created/);
    await page.waitForTimeout(1500);
    deployed.deploy(nextRelease(false));
    await page.reload();
    await notice('The site has a newer simulator');
    await seen(page, /pod\/web created\n.*\$\s*$/);
    await type(page, 'cat note\n');
    await seen(page, /cat note\nkept\n/);
    expect((await exported()).recording.engine).not.toBe(builtEngine().hash);
    await page.goto(`${deployed.address}/ko/lessons/init-containers/`);
    await seen(page, /cat note\nkept\n/);
    expect(await page.locator('.notice').count()).toBe(0);
  });

  test('a simulator that does not load at first', async () => {
    await type(page, 'echo kept\n');
    await seen(page, /\nkept\n/);
    await page.waitForTimeout(500);
    deployed.deploy({ [`/engines/${builtEngine().hash}.js`]: undefined });
    await page.reload();
    await notice('The simulator did not load');
    deployed.deploy({});
    await page.getByRole('button', { name: 'Try again' }).click();
    await seen(page, /\nkept\n.*\$/);
  });

  test('a Worker that throws: it is replayed in another one, and it is said', async () => {
    await type(page, 'echo kept\n');
    await seen(page, /\nkept\n/);
    breakOnMark('throw new Error("boom")');
    await page.reload();
    await seen(page, /\nkept\n/);
    await type(page, 'echo also kept\n');
    await seen(page, /\nalso kept\n/);
    await page.waitForTimeout(500);
    await type(page, '!');
    await notice('The simulator stopped and was started again');
    await seen(page, /\nkept\n[^]*\nalso kept\n[^]*\$/);
    await type(page, '\x15echo on\n');
    await seen(page, /\non\n/);
  });

  test('a Worker that never comes back', async () => {
    breakOnMark('for (;;);');
    await page.reload();
    await seen(page, PROMPT);
    await type(page, 'echo kept\n');
    await seen(page, /\nkept\n/);
    await page.waitForTimeout(500);
    await type(page, '!');
    await notice('The simulator stopped and was started again');
    await seen(page, /\nkept\n[^]*\$/);
  });

  test('a Worker that is ended', async () => {
    await type(page, 'echo kept\n');
    await seen(page, /\nkept\n/);
    await page.waitForTimeout(500);
    await page.workers()[0]?.evaluate(() => self.close());
    await notice('The simulator stopped and was started again');
    await seen(page, /\nkept\n[^]*\$/);
    await type(page, 'echo on\n');
    await seen(page, /\non\n/);
  });

  test('an input that breaks the engine every time: the last command can be left out', async () => {
    await type(page, 'echo kept\n');
    await seen(page, /\nkept\n/);
    const { hash, code } = builtEngine();
    const breaks = engineThat(
      breaking('if (world.readFile("/home/learner/boom") !== undefined) throw new Error("boom")'),
    );
    deployed.deploy({ [`/engines/${hash}.js`]: breaks, '/engines/built.js': code });
    await page.reload();
    await seen(page, /\nkept\n/);
    await type(page, 'touch boom\n');
    await page.waitForTimeout(1500);
    await type(page, 'x');
    await notice('The simulator stopped again');
    await page.getByRole('button', { name: 'Leave out the last command' }).click();
    await seen(page, /\nkept\n.*\$/);
    await type(page, 'ls\n');
    expect(await seen(page, /\$ ls\n/)).not.toContain('boom');
  });
});

/** A wrapper of worlds that does `what` at each input. */
function breaking(what: string): string {
  return `(engine, options, hooks) => {
    const world = engine.create(options, hooks);
    const input = world.input.bind(world);
    world.input = (given) => { ${what}; return input(given); };
    return world;
  }`;
}

/** From now on the engine breaks on a "!", before that has been stored. */
function breakOnMark(how: string): void {
  const { hash, code } = builtEngine();
  const broken = engineThat(breaking(`if (given.data?.includes("!")) ${how}`));
  deployed.deploy({ '/engines/built.js': code, [`/engines/${hash}.js`]: broken });
}

/** What a terminal shows after these bytes. */
async function rowsAfter(
  output: string,
  { columns, rows }: { columns: number; rows: number },
): Promise<string> {
  const term = new Terminal({ cols: columns, rows, allowProposedApi: true });
  term.loadAddon(new Unicode11Addon());
  term.unicode.activeVersion = '11';
  await new Promise<void>((resolve) => term.write(output, resolve));
  const { active } = term.buffer;
  return Array.from({ length: rows }, (_, row) =>
    (active.getLine(active.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
  )
    .join('\n')
    .trimEnd();
}

async function nodeEngine(): Promise<Engine> {
  const file = join(SITE, `engines/${builtEngine().hash}.js`);
  return ((await import(pathToFileURL(file).href)) as { engine: Engine }).engine;
}

/** Replay in Node. */
async function inNode(recording: Recording): Promise<{ store: string; output: string }> {
  let output = '';
  const decoder = new TextDecoder();
  const world = replay(await nodeEngine(), playedLine(readRecording(recording)), {
    onOutput: (data) => void (output += decoder.decode(data, { stream: true })),
  });
  return { store: world.storeText(), output };
}

describe('a recording gives the same, byte for byte', () => {
  test('made in a browser and replayed in Node: the store and the terminal', async () => {
    await type(page, 'kubectl apply -f simple-pod.yaml\n');
    await seen(page, /created/);
    await type(page, 'kubectl get pods -w\n');
    await page.waitForTimeout(3000);
    await page.keyboard.press('Control+c');
    await type(page, 'for i in 1 2 3; do echo "줄 $i"; done | tac; kubectl get events | head -3\n');
    await seen(page, /줄 3\n줄 2\n줄 1\n[^]*\$\s*$/);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.waitForTimeout(500);
    const browser = await exported();
    const node = await inNode(browser.recording);
    expect(node.store).toBe(browser.store);
    expect(node.output).toBe(browser.output);
    const { world, entries } = browser.recording;
    const size = entries.findLast((entry) => entry.kind === 'resize') ?? world;
    expect(await rowsAfter(node.output, size)).toBe(await screen(page));
  });

  test('made in Node and opened in a browser', async () => {
    const engine = await nodeEngine();
    const options = {
      ...{ seed: 'node', epoch: Date.UTC(2026, 2, 1), preset: 'three-nodes', language: 'en' as const },
      ...{ columns: 80, rows: 24, files: { 'pod.yaml': 'not yet\n' }, setup: '' },
    };
    const world = engine.create(options);
    const recorder = new Recorder({ version: 2, engine: builtEngine().hash, content: '', world: options });
    for (const [ms, data] of [
      [517.25, 'kubectl create deployment web --image=nginx --replicas=3\r'],
      [2000.001, 'kubectl get pods -o wide; sleep 2 &\r'],
      [1234.567, 'kubectl scale deploy/web --replicas 1; kubectl get rs -o yaml | grep -c uid\r'],
      [4000, 'kubectl get pods\r'],
    ] as const) {
      world.sim.advanceTo(world.sim.now + ms);
      recorder.input(world, { kind: 'type', data });
    }
    recorder.input(world, { kind: 'save', path: '/home/learner/pod.yaml', text: 'kind: Pod\n' });
    world.sim.advanceTo(world.sim.now + 3000);
    const recording = recorder.recording(world.place);

    await page.getByRole('button', { name: 'History' }).click();
    await page.locator('input[type=file]').setInputFiles({
      ...{ name: 'podlab.json', mimeType: 'application/json' },
      buffer: Buffer.from(JSON.stringify(recording)),
    });
    await seen(page, /kubectl get pods\nNAME[^]*\$\s*$/);
    const browser = await exported();
    expect(browser.recording.entries.slice(0, recording.entries.length)).toEqual(recording.entries);
    const node = await inNode(browser.recording);
    expect(node.store).toBe(browser.store);
    expect(browser.output.startsWith(node.output) || node.output.startsWith(browser.output)).toBe(true);
  });

  test('downloaded from the page', async () => {
    await type(page, 'echo kept\n');
    await seen(page, /\nkept\n/);
    await page.getByRole('button', { name: 'History' }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the recording' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('podlab-lesson-init-containers.json');
    const recording = readRecording(JSON.parse(readFileSync(await download.path(), 'utf8')));
    expect((await inNode(recording)).output).toContain('kept');
  });
});

describe('going back', () => {
  test.each([
    ['en', 'History', 'Go back to before: echo two > f', 'Take up again'],
    ['ko', '기록', '이 명령 직전으로 돌아가기: echo two > f', '다시 이어 가기'],
  ])(
    'works by keyboard, and the way that was left can be taken up again (%s)',
    async (language, tab, before, again) => {
      await page.goto(`${deployed.address}/${language}/lessons/init-containers/`);
      await seen(page, PROMPT);
      await type(page, 'echo one > f\n');
      await seen(page, /echo one > f\n.*\$\s*$/);
      await type(page, 'echo two > f\n');
      await seen(page, /echo two > f\n.*\$\s*$/);
      await page.getByRole('button', { name: tab }).focus();
      await page.keyboard.press('Enter');
      const entry = page.getByRole('button', { name: before });
      await entry.focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => screen(page)).toMatch(/echo one > f\n.*\$$/);
      // The terminal has the keyboard.
      await page.keyboard.type('cat f\n');
      await seen(page, /\none\n/);
      await page.getByRole('button', { name: tab }).click();
      await page.getByRole('button', { name: again }).click();
      await seen(page, /echo two > f\n.*\$\s*$/);
      await type(page, 'cat f\n');
      await seen(page, /\ntwo\n/);
    },
  );
});

test('while paused a waiting command is told of, and the next change says how far it was', async () => {
  await page.getByRole('button', { name: 'Pause' }).click();
  await type(page, 'kubectl get nodes\n');
  await seen(page, /minikube-m03 +Ready/);
  const note = page.locator('.clock-note');
  expect(await note.innerText()).toBe('');
  await type(page, 'kubectl run web --image=nginx; sleep 60\n');
  await note.filter({ hasText: 'Paused: the command in the terminal waits' }).waitFor();
  await page.getByRole('button', { name: 'Next change' }).click();
  await note.filter({ hasText: /\+\d+\.\d+ s: .*web/ }).waitFor();
});
