import * as z from 'zod/mini';
import { textsOf } from './line.ts';
import { RECORDING_VERSION, recordingSchema, type InputEntry, type Recording } from './recording.ts';
import { textChange } from './text-change.ts';

const place = { now: z.number().check(z.nonnegative()), steps: z.int().check(z.nonnegative()) };

/** Version 1: one line of inputs, saved files as whole texts, engines by name. */
const schema = z.strictObject({
  version: z.literal(1),
  engine: z.string().check(z.maxLength(100)),
  world: recordingSchema.shape.world,
  inputs: z
    .array(
      z.strictObject({
        ...place,
        input: z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('type'), data: z.string().check(z.maxLength(1_000_000)) }),
          z.strictObject({
            kind: z.literal('resize'),
            columns: z.int().check(z.positive(), z.maximum(1000)),
            rows: z.int().check(z.positive(), z.maximum(1000)),
          }),
          z.strictObject({
            kind: z.literal('save'),
            path: z.string().check(z.maxLength(4096)),
            text: z.string().check(z.maxLength(1_000_000)),
          }),
        ]),
      }),
    )
    .check(z.maxLength(200_000)),
  end: z.strictObject(place),
});

/** A recording of version 1 in today's form. @returns nothing when it is none */
export function fromVersion1(value: unknown): Recording | undefined {
  const read = schema.safeParse(value);
  if (!read.success) return undefined;
  const { engine, world, inputs, end } = read.data;
  const texts = textsOf(world);
  const entries = inputs.map(({ now, steps, input }): InputEntry => {
    if (input.kind !== 'save') return { now, steps, ...input };
    const { path, text } = input;
    const change = textChange(texts.get(path) ?? '', text);
    texts.set(path, text);
    return { now, steps, kind: 'save', path, change };
  });
  return { version: RECORDING_VERSION, engine, content: '', world, entries, end };
}
