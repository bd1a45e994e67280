import { parseDuration } from '../api/time.ts';
import { runScript } from './script.ts';
import { World } from './world.ts';

/** A fenced block of a lesson: where it stands in the source, its language and its words after it. */
interface Fence {
  readonly language: string;
  readonly flags: ReadonlyMap<string, string>;
  readonly body: string;
  /** Offsets of the body in the source. */
  readonly start: number;
  readonly end: number;
}

function fences(source: string): Fence[] {
  return [...source.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, language = '', info = '', body = ''] = match;
    const words = info
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '');
    const start = match.index + match[0].indexOf('\n') + 1;
    const flags = new Map(words.map((word) => [word.split('=')[0] ?? word, word.split('=')[1] ?? '']));
    return { language, flags, body, start, end: start + body.length };
  });
}

/** The files that a lesson puts into the learner's home: its blocks with `file=`. */
export function lessonFiles(source: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { flags, body } of fences(source)) {
    const name = flags.get('file');
    if (name !== undefined) files[name] = body;
  }
  return files;
}

/** Virtual milliseconds that a reader spends between two commands when outputs are made. */
const READING = 3_000;
const LIMIT = 600_000;

/**
 * Play a lesson's command blocks in order on a fresh cluster and put what they print into its output blocks.
 * @param slug the lesson's name: the seed, so that both languages quote the same run
 * @returns the lesson's source with its outputs as they are
 */
export function withOutputs(slug: string, source: string): string {
  const world = new World({
    seed: `lesson/${slug}`,
    epoch: 1_767_225_600_000, // 2026-01-01T00:00:00Z
    preset: 'three-nodes',
    language: 'en',
    columns: 100,
    rows: 30,
    files: lessonFiles(source),
    setup: '',
  });
  let printed = '';
  let result = '';
  let copied = 0;
  for (const { language, flags, body, start, end } of fences(source)) {
    if (language === 'sh' && flags.has('run')) {
      const decoder = new TextDecoder();
      printed = '';
      const keep = (data: Uint8Array): void => {
        printed += decoder.decode(data, { stream: true });
      };
      const wait = (flag: string): number | undefined => {
        const text = flags.get(flag);
        return text === undefined ? undefined : parseDuration(text);
      };
      world.sim.advance(wait('after') ?? READING);
      runScript(world, body, { onStdout: keep, onStderr: keep, limit: wait('watch') ?? LIMIT });
    } else if (language === 'output') {
      result += source.slice(copied, start) + printed.replace(/\n?$/, '\n');
      copied = end;
    }
  }
  return result + source.slice(copied);
}
