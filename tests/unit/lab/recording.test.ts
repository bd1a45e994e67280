import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linesOf, playedLine } from '../../../src/lab/line.ts';
import { readRecording } from '../../../src/lab/read-recording.ts';
import { Recorder } from '../../../src/lab/recorder.ts';
import type { EngineWorld } from '../../../src/lab/engine.ts';
import type { Input, PlacedInput, RecordingHeader } from '../../../src/lab/recording.ts';

const HEADER: RecordingHeader = {
  version: 2,
  engine: 'e',
  content: 'c',
  world: {
    seed: 's',
    epoch: 0,
    preset: 'three-nodes',
    language: 'en',
    columns: 80,
    rows: 24,
    files: { 'pod.yaml': 'kind: Pod\nmetadata:\n  name: web\n' },
    setup: '',
  },
};

const text = fc
  .array(fc.constantFrom('kind: Pod\n', 'metadata:\n', '  name: 웹\n', '  name: web\n'), { maxLength: 6 })
  .map((lines) => lines.join(''));
const input: fc.Arbitrary<Input> = fc.oneof(
  fc.string({ minLength: 1, maxLength: 5 }).map((data) => ({ kind: 'type' as const, data })),
  fc.record({
    kind: fc.constant('resize' as const),
    columns: fc.integer({ min: 1, max: 200 }),
    rows: fc.constant(24),
  }),
  fc.record({
    kind: fc.constant('save' as const),
    path: fc.constantFrom('/home/learner/pod.yaml', '/home/learner/new.yaml'),
    text,
  }),
);
const action = fc.oneof(
  { weight: 4, arbitrary: input.map((given) => ({ do: 'input' as const, given })) },
  { weight: 1, arbitrary: fc.nat(20).map((at) => ({ do: 'rewind' as const, at })) },
  { weight: 1, arbitrary: fc.nat(8).map((line) => ({ do: 'return' as const, line })) },
);

describe('a recording', () => {
  test('gives every line back as it came in, whatever was gone back to, also after it was stored', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), fc.nat(40), (actions, reopenAt) => {
        /** What each line has had in, the plain way. */
        const lines: PlacedInput[][] = [[]];
        let current = 0;
        let now = 0;
        let recorder = new Recorder(HEADER);
        let rewinds = 0;
        const world = { get place() { return { now, steps: now }; }, input: () => undefined } as unknown as EngineWorld; // prettier-ignore
        for (const [index, step] of actions.entries()) {
          now++;
          if (index === reopenAt) {
            const stored: unknown = JSON.parse(JSON.stringify(recorder.recording({ now, steps: now })));
            const read = readRecording(stored);
            recorder = new Recorder(HEADER, read);
          }
          const line = lines[current] ?? [];
          if (step.do === 'input') {
            line.push({ now, steps: now, input: step.given });
            recorder.input(world, step.given);
          } else if (step.do === 'rewind') {
            if (step.at >= line.length) continue;
            recorder.rewind(step.at, world.place, 'title');
            current = lines.push(line.slice(0, step.at)) - 1;
            rewinds++;
          } else if (step.line < lines.length) {
            recorder.return(step.line, world.place, 'title');
            current = step.line;
            rewinds++;
          }
        }
        const recording = readRecording(JSON.parse(JSON.stringify(recorder.recording({ now, steps: now }))));
        expect(linesOf(recording)).toMatchObject({ current, rewinds });
        for (const [number, wanted] of lines.entries())
          expect(playedLine(recording, number).inputs).toEqual(wanted);
      }),
      { numRuns: 300 },
    );
  });

  test('keeps of a saved file what has changed', () => {
    const recorder = new Recorder(HEADER);
    const pod = HEADER.world.files['pod.yaml'] ?? '';
    const save = (content: string): void =>
      recorder.write({ now: 1, steps: 1 }, { kind: 'save', path: '/home/learner/pod.yaml', text: content });
    save(pod.replace('web', 'shop'));
    save(pod.replace('web', 'shop').repeat(1));
    expect(recorder.entries).toMatchObject([{ change: [28, -3, 'shop', 1] }, { change: [33] }]);
  });

  test('may not be endless', () => {
    const recording = new Recorder(HEADER).recording({ now: 0, steps: 0 });
    const entry = { kind: 'type', now: 0, data: '' };
    expect(() =>
      readRecording({ ...recording, entries: Array.from({ length: 500_001 }, () => entry) }),
    ).toThrow(/not a recording/);
    expect(() =>
      readRecording({ ...recording, entries: [{ ...entry, data: 'x'.repeat(1_000_001) }] }),
    ).toThrow(/not a recording/);
  });
});
