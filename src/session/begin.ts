import { contentDigest } from '../lab/content-digest.ts';
import { DamagedRecording, playedLine, withoutSteps } from '../lab/line.ts';
import { readRecording } from '../lab/read-recording.ts';
import { Recorder } from '../lab/recorder.ts';
import { RECORDING_VERSION, type InputEntry, type Recording, type WorldOptions } from '../lab/recording.ts';
import type { Engine, PreparedCluster } from '../lab/engine.ts';
import type { SessionHost } from './host.ts';
import type { Keeper } from './keeper.ts';
import type { Open } from './messages.ts';
import { LESSON_START, wholeSecond } from './preparation.ts';
import { Stage } from './stage.ts';
import type { TerminalLine } from './terminal-line.ts';

/** What a session begins with. */
export interface Beginning {
  readonly engine: Engine;
  readonly recorder: Recorder;
  readonly stage: Stage;
  readonly restored: boolean;
}

function worldOptions(request: Open, host: SessionHost, prepared: PreparedCluster | undefined): WorldOptions {
  const { language, columns, rows, exercise } = request;
  const preset = exercise?.preset ?? LESSON_START.preset;
  const setup = exercise?.setup ?? LESSON_START.setup;
  const fits = prepared?.start.preset === preset && prepared.start.setup === setup;
  const { seed, epoch } = fits ? prepared.start : { seed: host.seed(), epoch: wholeSecond(host.time()) };
  const files = { ...request.files, ...exercise?.start };
  return { seed, epoch, preset, language, columns, rows, files, setup };
}

/** What was brought up for this world by this engine. */
function preparedFor({ prepared }: SessionHost, { id }: Open, engine: Engine): PreparedCluster | undefined {
  return prepared?.id === id && prepared.engine === engine ? prepared.cluster : undefined;
}

function digestOf({ files, exercise }: Open): string {
  return contentDigest({ files, exercise });
}

/** How many inputs there were before the last line that was typed: to leave out what may have broken the engine. */
export function inputsBeforeLastLine(line: readonly InputEntry[]): number {
  const ends = (entry: InputEntry | undefined): boolean =>
    entry?.kind === 'type' && /[\r\n]/.test(entry.data);
  let last = line.length - 1;
  while (last >= 0 && !ends(line[last])) last--;
  while (last > 0 && !ends(line[last - 1])) last--;
  return Math.max(0, last);
}

/** The recording that the session begins with, from what is handed in or stored; what cannot be read is told of. */
async function find(host: SessionHost, request: Open, keeper: Keeper): Promise<Recording | undefined> {
  if (request.recording !== undefined) {
    try {
      const recording = readRecording(request.recording);
      await keeper.setAside();
      await keeper.begin(new Recorder(headerOf(recording), recording), recording.end);
      return recording;
    } catch (error) {
      if (!(error instanceof DamagedRecording)) throw error;
      host.post({ type: 'notice', code: 'no-recording' });
    }
  }
  const stored = request.fresh ? undefined : await keeper.load();
  if (stored === undefined) return undefined;
  try {
    const recording = readRecording(stored);
    keeper.took(recording);
    return recording;
  } catch (error) {
    if (!(error instanceof DamagedRecording)) throw error;
    console.warn(error.message);
    await keeper.setAside();
    host.post({ type: 'notice', code: 'set-aside' });
    return undefined;
  }
}

/** Replay a recording on its engine, or on the current one where that is gone. @returns nothing when it does not replay */
async function restore(
  host: SessionHost,
  request: Open,
  keeper: Keeper,
  recording: Recording,
  line: TerminalLine,
): Promise<Beginning | undefined> {
  const play = async (engine: Engine, played: Recording): Promise<Beginning | undefined> => {
    line.restart();
    const prepared = preparedFor(host, request, engine);
    const stage = new Stage(engine, playedLine(played), request.exercise, line, prepared);
    if (await stage.play(host, request.id))
      return { engine, stage, recorder: new Recorder(headerOf(played), played), restored: true };
    stage.stop();
    return undefined;
  };
  const engine = await host.engines.load(recording.engine);
  if (engine) return play(engine, recording);
  const { current } = host.engines;
  const now = await host.engines.load(current);
  if (!now) throw new Error(`there is no engine ${current}`);
  const beginning =
    (await play(now, { ...recording, engine: current })) ??
    (await play(now, withoutSteps(recording, current)));
  if (!beginning) return undefined;
  await keeper.setAside();
  await keeper.begin(beginning.recorder, recording.end);
  host.post({ type: 'notice', code: 'engine-gone' });
  return beginning;
}

function headerOf({ version, engine, content, world }: Recording): Recorder['header'] {
  return { version, engine, content, world };
}

/** Take up what is stored or handed in, or begin anew. What does not replay is set aside. */
export async function begin(
  host: SessionHost,
  request: Open,
  keeper: Keeper,
  line: TerminalLine,
): Promise<Beginning> {
  let recording = await find(host, request, keeper);
  if (recording && request.back) {
    const recorder = new Recorder(headerOf(recording), recording);
    const end = recorder.rewind(inputsBeforeLastLine(recorder.line), recording.end, '');
    await keeper.write(recorder, end, true);
    recording = recorder.recording(end);
  }
  if (recording) {
    const beginning = await restore(host, request, keeper, recording, line);
    if (beginning) {
      const { content } = recording;
      if (content !== '' && content !== digestOf(request))
        host.post({ type: 'notice', code: 'content-changed' });
      return beginning;
    }
    await keeper.setAside();
    host.post({ type: 'notice', code: 'set-aside' });
  }
  const { current } = host.engines;
  const engine = await host.engines.load(current);
  if (!engine) throw new Error(`there is no engine ${current}`);
  const prepared = request.fresh ? undefined : preparedFor(host, request, engine);
  const world = worldOptions(request, host, prepared);
  const recorder = new Recorder({
    version: RECORDING_VERSION,
    engine: current,
    content: digestOf(request),
    world,
  });
  line.restart();
  const stage = new Stage(engine, world, request.exercise, line, prepared);
  await keeper.begin(recorder, stage.world.place);
  return { engine, recorder, stage, restored: false };
}
