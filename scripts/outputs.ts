/**
 * Write every lesson's output blocks from a real run; `--check` only compares. The exit status is 1 when one is not as it runs.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withOutputs } from '../src/lab/lesson.ts';

const root = fileURLToPath(new URL('../content/lessons/', import.meta.url));
const check = process.argv.includes('--check');
let stale = 0;
for (const language of ['ko', 'en']) {
  for (const file of readdirSync(`${root}${language}`).sort()) {
    if (!file.endsWith('.mdx')) continue;
    const path = `${root}${language}/${file}`;
    const source = readFileSync(path, 'utf8');
    const fresh = withOutputs(file.replace(/\.mdx$/, ''), source);
    if (fresh === source) continue;
    stale++;
    if (!check) writeFileSync(path, fresh);
    console.log(`${check ? 'not as it runs' : 'written'}: content/lessons/${language}/${file}`);
  }
}
process.exitCode = check && stale > 0 ? 1 : 0;
