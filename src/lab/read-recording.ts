import { DamagedRecording, playedLine } from './line.ts';
import { fromVersion1 } from './recording-v1.ts';
import { recordingSchema, type Recording } from './recording.ts';

/** Read what was stored or handed in: a recording of this version or an earlier one. @throws {DamagedRecording} */
export function readRecording(value: unknown): Recording {
  const old = fromVersion1(value);
  const read = old ? { success: true as const, data: old } : recordingSchema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new DamagedRecording(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const recording = read.data;
  playedLine(recording); // that its lines and changes fit
  return recording;
}
