import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { runScript } from '../lab/script.ts';
import { World } from '../lab/world.ts';
import { commandLine, wrongUsage } from './command-line.ts';

const USAGE = `Usage: podlab run SCRIPT.sh [--seed N] [--files DIR] [--limit DURATION-IN-MINUTES]

Runs a shell script in a learner's shell on a fresh cluster, in virtual time, prints what the
terminal would show (stdout and stderr apart) and ends with the script's exit code.

  --seed N      another seed gives another cluster (names, addresses, ties)
  --files DIR   put this folder's files into the learner's home; by default the YAML, JSON, text and
                shell files that lie beside the script
  --limit MIN   virtual minutes after which the script is given up (default 1440), exit code 124
`;

/** Endings of the files that are taken along from beside a script. */
const TAKEN = new Set(['.yaml', '.yml', '.json', '.txt', '.sh', '.conf', '.md']);
const LARGEST = 256 * 1024;

function homeFiles(folder: string, all: boolean): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    const info = statSync(path, { throwIfNoEntry: false });
    if (!info?.isFile() || info.size > LARGEST || !(all || TAKEN.has(extname(name)))) continue;
    files[name] = readFileSync(path, 'utf8');
  }
  return files;
}

/** `podlab run`. @returns the script's exit status, 2 for wrong usage, 124 when the limit came first */
export function run(args: readonly string[]): number {
  const line = commandLine(
    'run',
    USAGE,
    args,
    {
      seed: { type: 'string', default: '1' },
      files: { type: 'string' },
      limit: { type: 'string', default: '1440' },
    },
    1,
  );
  if (typeof line === 'number') return line;
  const { values, positionals } = line;
  const [file] = positionals;
  const minutes = Number(values.limit);
  if (file === undefined) return wrongUsage('run', 'a script is missing', USAGE);
  if (!(minutes > 0)) return wrongUsage('run', '--limit wants minutes, more than 0', USAGE);
  let script: string;
  let files: Record<string, string>;
  try {
    script = readFileSync(file === '-' ? 0 : file, 'utf8');
    const folder = values.files ?? (file === '-' ? undefined : dirname(file));
    files = folder === undefined ? {} : homeFiles(folder, values.files !== undefined);
  } catch (error) {
    process.stderr.write(`podlab run: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
  const world = new World({
    seed: values.seed,
    epoch: 1_767_225_600_000, // 2026-01-01T00:00:00Z: the same script prints the same on any day
    preset: 'three-nodes',
    language: 'en',
    columns: 80,
    rows: 24,
    files,
    setup: '',
  });
  const { status } = runScript(world, script, {
    onStdout: (data) => void process.stdout.write(data),
    onStderr: (data) => void process.stderr.write(data),
    limit: minutes * 60_000,
  });
  if (status === undefined) {
    process.stderr.write(`podlab run: the script was still running after ${minutes} virtual minutes\n`);
    return 124;
  }
  return status;
}
