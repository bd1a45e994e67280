/** The JSON Schemas of the files that authors of exercises write: editors complete, explain and check with them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { exerciseSchema, wordsSchema } from '../../src/lab/exercise-schema.ts';

/** File name → schema. */
export function exerciseJsonSchemas(): Record<string, object> {
  return {
    'exercise.json': z.toJSONSchema(exerciseSchema, { io: 'input' }),
    'words.json': z.toJSONSchema(wordsSchema, { io: 'input' }),
  };
}

/** Write them into a folder. An exercise names them in its first line: `# yaml-language-server: $schema=…`. */
export function writeExerciseSchemas(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, schema] of Object.entries(exerciseJsonSchemas()))
    writeFileSync(`${folder}${name}`, `${JSON.stringify(schema, undefined, 2)}\n`);
}
