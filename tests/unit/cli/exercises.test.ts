import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

function podlab(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

const root = mkdtempSync(join(tmpdir(), 'podlab-exercises-'));
afterAll(() => rmSync(root, { recursive: true }));

const made = podlab('new', 'exercise', 'whole', '--folder', root);

interface Broken {
  /** What its author did wrong, as a change of one file. */
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
  /** What the proof must say, beginning with where. */
  readonly says: readonly (string | RegExp)[];
}

/** Mistakes that only running finds, and some that reading does. */
const BROKEN: Readonly<Record<string, Broken>> = {
  'set-up-fails': {
    file: 'exercise.yaml',
    from: 'kubectl apply -f pod.yaml',
    to: 'kubectl apply -f pot.yaml',
    says: ['set-up-fails start', 'the path "pot.yaml" does not exist'],
  },
  'solution-fails': {
    file: 'solution.sh',
    from: 's/1.37-typo/1.37/',
    to: 's/1.37-typo/1.36/',
    says: ['solution-fails solution.sh', 'right-image', 'busybox:1.36', 'kubectl get pods'],
  },
  'solution-never-ends': {
    file: 'solution.sh',
    from: /^kubectl wait/m,
    to: 'while :; do :; done; kubectl wait',
    says: ['solution-never-ends solution.sh', 'still running after 60 virtual minutes'],
  },
  'solution-has-a-mistake': {
    file: 'solution.sh',
    from: "sed -i 's/1.37-typo/1.37/'",
    to: "sed -i 's/1.37-typo/1.37/",
    says: [/solution\.sh:\d+.*matching `''/],
  },
  'wrong-way-passes': {
    file: 'wrong/does-not-stay.sh',
    from: '; s/sleep 3600/sleep 3/',
    to: '',
    says: ['wrong-way-passes wrong/does-not-stay.sh', 'no check catches it', '3$ sed -i s'],
  },
  'caught-by-another': {
    file: 'wrong/does-not-stay.sh',
    from: 'caught by: stays-ready',
    to: 'caught by: right-image',
    says: ['caught-by-another wrong/does-not-stay.sh', '"right-image" passes'],
  },
  'caught-by-nothing': {
    file: 'wrong/does-not-stay.sh',
    from: 'caught by: stays-ready',
    to: 'caught by: stay-ready',
    says: [/wrong\/does-not-stay\.sh:1.*no check "stay-ready"/],
  },
  'hint-never-offered': {
    file: 'exercise.yaml',
    from: 'phase: Pending',
    to: 'phase: Unknown',
    says: ['hint-never-offered hints', 'the hint "read-events" is never offered'],
  },
  'misspelt-field': {
    file: 'exercise.yaml',
    from: 'spec: { containers:',
    to: 'spec: { container:',
    says: [/exercise\.yaml:\d+.*container/],
  },
  'expression-typo': {
    file: 'exercise.yaml',
    from: 'conditions.exists(',
    to: 'conditions.exist(',
    says: [/exercise\.yaml:14:36: checks\[1\]\.expect: there is no function "exist"/],
  },
  'passes-at-once': {
    file: 'exercise.yaml',
    from: /image: 'busybox:1.37' /,
    to: '',
    says: ['passes-at-once start', '"right-image"'],
  },
};

for (const [id, { file, from, to }] of Object.entries(BROKEN)) {
  const folder = join(root, id);
  cpSync(join(root, 'whole'), folder, { recursive: true });
  const path = join(folder, file);
  const before = readFileSync(path, 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${id}: ${file} has no ${String(from)}`);
  writeFileSync(path, after);
}

const proof = podlab('test', root);

/** What the proof says of one exercise. */
function saidOf(id: string): string {
  const lines = proof.stdout.split('\n');
  const heads = Object.keys(BROKEN).concat('whole');
  let mine = false;
  return lines
    .filter((line) => {
      const head = /^(?:ok|FAIL|note) +([\w-]+)/.exec(line)?.[1];
      if (head !== undefined && heads.includes(head)) mine = head === id;
      return mine;
    })
    .join('\n');
}

describe('podlab new exercise', () => {
  test('makes one that proves itself', () => {
    expect(made).toMatchObject({ status: 0, stderr: '' });
    expect(saidOf('whole')).toContain('ok   whole solution.sh');
    expect(saidOf('whole')).not.toContain('FAIL');
  });

  test.each([
    ['an id with blanks', ['exercise', 'My task'], 'lower-case words joined by hyphens'],
    ['a lesson that there is not', ['exercise', 'other', '--lesson', 'nope'], 'there is no lesson "nope"'],
    ['an exercise that is there', ['exercise', 'whole'], 'is there already'],
    ['nothing', [], 'Usage: podlab new'],
  ])('refuses %s', (_, args, words) => {
    const { status, stderr } = podlab('new', ...args, '--folder', root);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });
});

describe('podlab test', () => {
  test('ends with 1 when an exercise is not proven, and with 2 when there is none', () => {
    expect(proof.status).toBe(1);
    expect(proof.stdout).toMatch(/exercises: \d+ passed, \d+ failed/);
    expect(podlab('test', 'no-such-exercise').status).toBe(2);
  });

  test.each(Object.keys(BROKEN))('says what is wrong: %s', (id) => {
    const said = saidOf(id);
    expect(said).toContain('FAIL');
    for (const words of BROKEN[id]?.says ?? []) expect(said).toMatch(words);
  });

  test('prints what it found as JSON', () => {
    const { status, stdout } = podlab('test', '--json', join(root, 'whole'));
    expect(status).toBe(0);
    const found = JSON.parse(stdout) as {
      ok: boolean;
      exercises: { id: string; proofs: { side: string }[] }[];
    };
    expect(found.ok).toBe(true);
    expect(found.exercises[0]?.id).toBe('whole');
    expect(found.exercises[0]?.proofs.map(({ side }) => side)).toContain('wrong/does-not-stay.sh');
  });
});
