import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CommandLog } from '../lab/command-log.ts';
import { engine as ownEngine } from '../lab/engine-main.ts';
import { ENGINE_INTERFACE, type Engine, type EngineWorld } from '../lab/engine.ts';
import { DamagedRecording, linesOf, playedLine, withoutSteps } from '../lab/line.ts';
import { readRecording } from '../lab/read-recording.ts';
import type { Recording } from '../lab/recording.ts';
import { Replay } from '../lab/replay.ts';
import { commandLine, wrongUsage } from './command-line.ts';
import { SITE } from './site.ts';

const USAGE = `Usage: podlab replay RECORDING.json [--line N] [--show output|store|commands|lines] [--engines DIR]

Replays a session from the file that the page's History gives, and prints what was to be seen.

  --line N        which of the recording's lines: the current one by default, 0 is the first
  --show WHAT     output: every byte that the terminal was given (the default)
                  store: all that the cluster has stored, an object a line
                  commands: the command lines, with their times
                  lines: the recording's lines, with what each was left at
  --engines DIR   where engines are looked for by their content hash (default: dist/engines); where the
                  recording's own is not there, this source's replays it, and that is said on stderr
`;

const SHOWN = ['output', 'store', 'commands', 'lines'];

/** The engine of this name, when the folder has it. */
async function engineIn(folder: string, name: string): Promise<Engine | undefined> {
  const file = join(folder, `${name}.js`);
  if (!/^[0-9a-f]+$/.test(name) || !existsSync(file)) return undefined;
  const { engine } = (await import(pathToFileURL(file).href)) as { engine: Engine };
  return engine.interface === ENGINE_INTERFACE ? engine : undefined;
}

interface Played {
  readonly world: EngineWorld;
  readonly output: Buffer;
  readonly log: CommandLog;
}

/** @returns nothing when the engine does not come by the recorded places */
function play(engine: Engine, recording: Recording, line: number | undefined): Played | undefined {
  const parts: Uint8Array[] = [];
  const log = new CommandLog();
  const replay: Replay = new Replay(engine, playedLine(recording, line), {
    onOutput: (data) => void parts.push(data.slice()),
    onInput: (input) => log.input(input),
    onShell: (mark) => log.see(mark, replay.world.sim.time),
  });
  if (replay.run() === 'diverged') return undefined;
  return { world: replay.world, output: Buffer.concat(parts), log };
}

async function playOnSome(
  recording: Recording,
  line: number | undefined,
  folder: string,
): Promise<Played | undefined> {
  const own = await engineIn(folder, recording.engine);
  if (own) return play(own, recording, line);
  if (recording.engine !== 'source')
    process.stderr.write(
      `podlab replay: engine ${recording.engine} is not in ${folder}; replaying on this source's\n`,
    );
  const exact = play(ownEngine, recording, line);
  if (exact) return exact;
  process.stderr.write('podlab replay: its events differ; replaying by virtual times alone\n');
  return play(ownEngine, withoutSteps(recording, 'source'), line);
}

function showLines(recording: Recording): string {
  const { lines, current, rewinds } = linesOf(recording);
  const rows = lines.map(({ parent, from, own, end, title }, number) => {
    const origin = parent === undefined ? 'the beginning' : `line ${parent} after ${from} inputs`;
    const mark = number === current ? '*' : ' ';
    return `${mark} ${number}\tfrom ${origin}\t${own.length} inputs\tat ${end.now} ms\t${title}\n`;
  });
  return `${rows.join('')}rewinds: ${rewinds}\n`;
}

/** `podlab replay`. @returns the exit status: 1 when the recording does not replay, 2 for wrong usage or no recording */
export async function replayFile(args: readonly string[]): Promise<number> {
  const wrong = (message: string): number => {
    process.stderr.write(`podlab replay: ${message}\n`);
    return 2;
  };
  const given = commandLine(
    'replay',
    USAGE,
    args,
    {
      line: { type: 'string' },
      show: { type: 'string', default: 'output' },
      engines: { type: 'string', default: join(SITE, 'engines') },
    },
    1,
  );
  if (typeof given === 'number') return given;
  const { values, positionals } = given;
  const [file] = positionals;
  if (file === undefined) return wrongUsage('replay', 'a recording is missing', USAGE);
  if (!SHOWN.includes(values.show))
    return wrongUsage('replay', `--show wants one of ${SHOWN.join(', ')}`, USAGE);
  const line = values.line === undefined ? undefined : Number(values.line);
  let recording: Recording;
  try {
    recording = readRecording(JSON.parse(readFileSync(file, 'utf8')));
    if (values.show === 'lines') {
      process.stdout.write(showLines(recording));
      return 0;
    }
    playedLine(recording, line);
  } catch (error) {
    if (
      error instanceof DamagedRecording ||
      error instanceof SyntaxError ||
      (error instanceof Error && 'code' in error)
    )
      return wrong(`${file}: ${error.message}`);
    throw error;
  }
  const played = await playOnSome(recording, line, values.engines);
  if (!played) {
    process.stderr.write(
      'podlab replay: the recording does not come by its own places: it was changed or damaged\n',
    );
    return 1;
  }
  if (values.show === 'store') process.stdout.write(`${played.world.storeText()}\n`);
  else if (values.show === 'commands') {
    for (const { time, text } of played.log.commands)
      process.stdout.write(`${new Date(time).toISOString()}\t${text.replaceAll('\n', '\n\t')}\n`);
  } else process.stdout.write(played.output);
  return 0;
}
