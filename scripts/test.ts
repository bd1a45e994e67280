/**
 * The whole test command: every step in turn, the quick ones first, and a closing line that counts them.
 * `npm test -- unit site` runs the named steps only.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where Debian, other distributions and macOS put Chromium or Chrome. */
const BROWSERS = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

function run(command: string, args: readonly string[], env: Record<string, string> = {}): boolean {
  const shell = process.platform === 'win32';
  const result = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env }, shell });
  return result.status === 0;
}

/** A browser for the site's tests: one that is there, else Debian's package, else Playwright's own download. */
function findChromium(): string | undefined {
  const found = (): string | undefined => BROWSERS.find((path) => path !== undefined && existsSync(path));
  if (found()) return found();
  console.log('No Chromium found: installing one for the browser tests.');
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['update', '-qq'], quiet);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quiet);
    if (found()) return found();
  }
  if (run('npx', ['playwright-core', 'install', 'chromium'])) return 'playwright';
  return undefined;
}

const STEPS: Record<string, () => boolean> = {
  generate: () => run('npm', ['run', '-s', 'generate']),
  format: () => run('npx', ['prettier', '--check', '--log-level', 'warn', '.']),
  lint: () => run('npx', ['eslint', '.']),
  sync: () => run('npx', ['astro', 'sync', '--silent']),
  types: () => run('npm', ['run', '-s', 'types']),
  imports: () => run('npm', ['run', '-s', 'imports']),
  unit: () => run('npm', ['run', '-s', 'unit']),
  exercises: () => run('npm', ['run', '-s', 'podlab', '--', 'test']),
  conformance: () => run('npm', ['run', '-s', 'conformance']),
  build: () => run('npm', ['run', '-s', 'build']),
  site: () => {
    const chromium = findChromium();
    if (!chromium) {
      console.error(
        'The browser tests need Chromium: install it, or name one in CHROMIUM=/path/to/chromium.',
      );
      return false;
    }
    return run('npm', ['run', '-s', 'site'], chromium === 'playwright' ? {} : { CHROMIUM: chromium });
  },
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in STEPS));
if (unknown.length > 0) {
  console.error(`No such step: ${unknown.join(', ')}. Steps: ${Object.keys(STEPS).join(', ')}`);
  process.exit(2);
}
const failed: string[] = [];
let passed = 0;
for (const [name, step] of Object.entries(STEPS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const started = Date.now();
  console.log(`\n=== ${name}`);
  if (step()) passed++;
  else failed.push(name);
  console.log(
    `=== ${name}: ${failed.includes(name) ? 'FAILED' : 'ok'} (${Math.round((Date.now() - started) / 1000)} s)`,
  );
}
if (failed.length > 0) console.error(`\nFailed steps: ${failed.join(', ')}`);
console.log(`\nsteps: ${passed} passed, ${failed.length} failed`);
process.exit(failed.length > 0 ? 1 : 0);
