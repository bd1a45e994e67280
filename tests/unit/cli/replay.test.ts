import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { replayFile } from '../../../src/cli/replay.ts';
import { engine } from '../../../src/lab/engine-main.ts';
import { Recorder } from '../../../src/lab/recorder.ts';

let folder = '';
let file = '';
let store = '';
let output = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'podlab-replay-'));
  file = join(folder, 'session.json');
  const options = {
    ...{ seed: 'cli', epoch: Date.UTC(2026, 0, 1), preset: 'three-nodes', language: 'en' as const },
    ...{ columns: 80, rows: 24, files: {}, setup: '' },
  };
  const decoder = new TextDecoder();
  const world = engine.create(options, {
    onOutput: (data) => void (output += decoder.decode(data, { stream: true })),
  });
  const recorder = new Recorder({ version: 2, engine: 'source', content: '', world: options });
  for (const data of ['echo one\r', 'kubectl create namespace shop\r']) {
    world.sim.advanceTo(world.sim.now + 1000);
    recorder.input(world, { kind: 'type', data });
  }
  world.sim.advanceTo(world.sim.now + 1000);
  store = world.storeText();
  writeFileSync(file, JSON.stringify(recorder.recording(world.place)));
  const back = recorder.rewind(1, world.place, 'kubectl create namespace shop');
  writeFileSync(join(folder, 'back.json'), JSON.stringify(recorder.recording(back)));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Run the command here, and take what it prints. */
async function podlab(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((data) => {
      printed[name] += typeof data === 'string' ? data : Buffer.from(data).toString();
      return true;
    });
  }
  try {
    return { status: await replayFile(args), ...printed };
  } finally {
    vi.restoreAllMocks();
  }
}

describe('podlab replay', () => {
  test('prints what the terminal was given, to the byte', async () => {
    expect(await podlab(file)).toMatchObject({ status: 0, stdout: output, stderr: '' });
  });

  test('prints the store', async () => {
    expect((await podlab(file, '--show', 'store')).stdout).toBe(`${store}\n`);
  });

  test('lists the commands', async () => {
    expect((await podlab(file, '--show', 'commands')).stdout).toMatch(
      /^2026-01-01T00:00:01\.\d+Z\techo one\n2026-01-01T00:00:02\.\d+Z\tkubectl create namespace shop\n$/,
    );
  });

  test('takes another line', async () => {
    const back = join(folder, 'back.json');
    expect((await podlab(back, '--show', 'commands')).stdout).not.toContain('shop');
    expect((await podlab(back, '--show', 'commands', '--line', '0')).stdout).toContain('shop');
    expect((await podlab(back, '--show', 'lines')).stdout).toMatch(
      /0\tfrom the beginning\t2 inputs[^]*\* 1\tfrom line 0 after 1 inputs[^]*rewinds: 1/,
    );
  });

  test('says when the engine is not there, and replays all the same', async () => {
    const text = JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), engine: 'abcdef0123456789' });
    writeFileSync(join(folder, 'gone.json'), text);
    const { status, stdout, stderr } = await podlab(join(folder, 'gone.json'), '--engines', folder);
    expect([status, stdout]).toEqual([0, output]);
    expect(stderr).toContain('engine abcdef0123456789 is not in');
  });

  test.each([
    ['{"version":2}', 'not a recording'],
    ['hello', 'Unexpected token'],
  ])('refuses %s in a sentence', async (text, message) => {
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, text);
    const { status, stderr } = await podlab(broken);
    expect(status).toBe(2);
    expect(stderr).toMatch(new RegExp(message));
    expect(stderr).not.toContain('    at ');
    expect(await podlab(join(folder, 'none.json'))).toMatchObject({ status: 2 });
  });
});
