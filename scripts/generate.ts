/**
 * Writes `src/api/generated/` (git-ignored) out of two development dependencies:
 * - `kubernetes-models`: names of definitions, fields, references, enum values and descriptions of the OpenAPI document;
 * - `@kubernetes/client-node`: number and string formats (int32, int64, double, byte).
 * Both carry v1.36; `generate/versions.ts` says what v1.35 lacks or has besides.
 * And `content/schemas/` (git-ignored): JSON Schemas for editors, out of the forms in `src/lab/exercise-schema.ts`.
 * Does nothing when the files are newer than their sources.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { readFormats } from './generate/client-node.ts';
import { readDefinitions } from './generate/kubernetes-models.ts';
import { toVersion } from './generate/versions.ts';
import { writeExerciseSchemas } from './generate/exercise-schemas.ts';
import { writeDescriptions, writeSchema, writeTypes } from './generate/write.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = `${root}src/api/generated/`;

/** Of the generator's own text and the packages' versions. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const sources = [
    'scripts/generate.ts',
    'src/lab/exercise-schema.ts',
    ...['client-node', 'exercise-schemas', 'kubernetes-models', 'versions', 'write'].map(
      (name) => `scripts/generate/${name}.ts`,
    ),
    ...['kubernetes-models', '@kubernetes-models/apimachinery', '@kubernetes/client-node'].map(
      (name) => `node_modules/${name}/package.json`,
    ),
  ];
  for (const source of sources) hash.update(readFileSync(root + source));
  return hash.digest('hex');
}

const stamp = `${target}stamp`;
const now = fingerprint();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== now) {
  const definitions = toVersion(readDefinitions(`${root}node_modules/`));
  readFormats(`${root}node_modules/@kubernetes/client-node/dist/gen/models/`, definitions);
  mkdirSync(target, { recursive: true });
  writeFileSync(`${target}types.ts`, writeTypes(definitions));
  writeFileSync(`${target}schema.ts`, writeSchema(definitions));
  writeFileSync(`${target}descriptions.ts`, writeDescriptions(definitions));
  writeExerciseSchemas(`${root}content/schemas/`);
  writeFileSync(stamp, now);
}
