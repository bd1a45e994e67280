import { describe, expect, test } from 'vitest';
import { AuthoringErrors } from '../../../src/lab/authored.ts';
import { loadExercise } from '../../../src/lab/exercise.ts';

const truth = `lesson: init-containers
points: 10
checks:
  - id: runs
    object: { kind: Pod, name: web }
    expect: self.status.phase == 'Running'
    keeps: 10s
hints:
  - id: look
`;
const words = `title: t
task: do it
checks: { runs: It runs }
hints: { look: Look }
`;
const files = { 'exercise.yaml': truth, 'ko.yaml': words, 'en.yaml': words, 'solution.sh': '' };

/** What is said of an exercise with these files changed. */
function load(changes: Record<string, string>): string {
  try {
    loadExercise('x', { ...files, ...changes });
    return 'ok';
  } catch (error) {
    if (error instanceof AuthoringErrors) return error.message;
    throw error;
  }
}

/** What is said of an exercise whose only check is this, below its id; its first line is line 4. */
function check(body: string): string {
  const text = body.replace(/^/gm, '    ');
  return load({
    'exercise.yaml': `lesson: l\npoints: 1\nchecks:\n  - id: runs\n${text}\nhints: [{ id: look }]\n`,
  });
}

describe('an exercise', () => {
  test('is read with its defaults', () => {
    const exercise = loadExercise('x', {
      ...files,
      'solution.sh': 'true\n',
      'start/a/pod.yaml': 'kind: Pod\n',
      'wrong/late.sh': '#!/bin/bash\n# caught by: runs\n',
    });
    expect(exercise.preset).toBe('three-nodes');
    expect(exercise.checks[0]).toMatchObject({ needs: [], object: { apiVersion: 'v1' }, keeps: 10_000 });
    expect(exercise.start).toEqual({ 'a/pod.yaml': 'kind: Pod\n' });
    expect(Object.keys(exercise.wrong)).toEqual(['late.sh']);
  });

  test.each([
    [
      { 'exercise.yaml': truth.replace('points: 10', 'point: 10') },
      /exercise\.yaml:2:1: unknown field "point"/,
    ],
    [
      { 'exercise.yaml': truth.replace('points: 10', 'points: 0') },
      /exercise\.yaml:2:1: points: Too small: expected number to be >0/,
    ],
    [
      { 'exercise.yaml': truth.replace('10s', '10') },
      /:7:5: checks\[0\]\.keeps: 10 is not a duration such as 10s/,
    ],
    [{ 'exercise.yaml': truth.replace('10s', 'soon') }, /:7:5: checks\[0\]\.keeps: "soon" is not a duration/],
    [{ 'exercise.yaml': truth.replace('10s', '0s') }, /:7:5: .*"0s" is not longer than nothing/],
    [{ 'exercise.yaml': truth.replace('10s', '90h') }, /:7:5: .*"90h" is longer than 24h/],
    [
      { 'exercise.yaml': truth.replace("== 'Running'", '==') },
      /:6:\d+: checks\[0\]\.expect: Unexpected token/,
    ],
    [
      { 'exercise.yaml': truth.replace("== 'R", "= 'R") },
      /:6:31: checks\[0\]\.expect: Unexpected character: =/,
    ],
    [{ 'exercise.yaml': truth.replace('self.status', 'pod.status') }, /:6:13: .*: Unknown variable: pod/],
    [
      { 'exercise.yaml': truth.replace('status.phase', 'status.fase') },
      /:6:25: checks\[0\]\.expect: there is no field "fase" in PodStatus; did you mean "phase"\?/,
    ],
    [
      { 'exercise.yaml': truth.replace('kind: Pod', 'kind: Pots') },
      /:5:15: .*object\.kind: there is no kind "Pots"/,
    ],
    [
      { 'exercise.yaml': truth.replace("expect: self.status.phase == 'Running'", 'needs: [later]') },
      /:6:13: .*there is no check "later"; there are: runs\n.*:4:5: .*"has" or "expect"/,
    ],
    [
      { 'exercise.yaml': truth.replace('lesson:', 'preset: ten-nodes\nlesson:') },
      /:1:1: preset: no cluster preset "ten-nodes"/,
    ],
    [
      { 'exercise.yaml': truth.replace('lesson:', 'setup: "if true"\nlesson:') },
      /:1:1: setup: line \d of it: syntax error/,
    ],
    [{ 'exercise.yaml': `${truth}  - id: [\n` }, /exercise\.yaml:\d+:\d+: not valid YAML/],
    [{ 'exercise.yaml': `${truth}  - id: look\n` }, /:10:5: hints\[1\]\.id: "look" stands twice/],
    [
      { 'ko.yaml': words.replace('runs:', 'run:') },
      /ko\.yaml:3:1: checks: no words for "runs"[^]*ko\.yaml:3:11: checks: "run" is not in/,
    ],
    [
      { 'ko.yaml': words.replace('look:', 'see:') },
      /ko\.yaml:4:1: hints: no words for "look"[^]*"see" is not in/,
    ],
    [{ 'en.yaml': words.replace('task: do it\n', '') }, /en\.yaml:1:1: task: /],
    [{ 'solution.sh': 'true\nif true\n' }, /solution\.sh:\d: syntax error/],
    [{ 'ways/a.sh': "echo 'a\n" }, /ways\/a\.sh:\d: unexpected EOF while looking for matching `'/],
    [{ 'wrong/a.sh': 'true\n# caught by: runs\n' }, /wrong\/a\.sh:1: .*in its head which check catches it/],
    [{ 'wrong/a.sh': '# caught by: rans\n' }, /wrong\/a\.sh:1: there is no check "rans"; there are: runs/],
    [{ 'way/a.sh': '' }, /way\/a\.sh:1: nothing reads this file/],
  ])('with a mistake is refused by file, line and column (%#)', (changes, message) => {
    expect(load(changes)).toMatch(message);
  });

  test('needs all its files', () => {
    expect(() => loadExercise('x', { 'exercise.yaml': truth })).toThrow(
      /solution\.sh:1: the file is missing/,
    );
  });

  test.each([
    ['start/big.txt', 'a', /start\/big\.txt:1: the file has 262145 characters; 262144 is the limit/],
    ['solution.sh', '#', /solution\.sh:1: the file has 262145 characters/],
    ['ko.yaml', '#', /ko\.yaml:1: the file has 262145 characters/],
  ])('has no file that is too long: %s', (file, character, message) => {
    expect(load({ [file]: character.repeat(256 * 1024 + 1) })).toMatch(message);
    expect(load({ 'start/big.txt': 'a'.repeat(256 * 1024) })).toBe('ok');
  });

  test.each(['', '# nothing\n'])('says that a file is empty: %j', (text) => {
    expect(load({ 'exercise.yaml': text })).toContain('exercise.yaml:1: the file is empty');
  });

  test('has no circle of needs', () => {
    const one = (id: string, need: string): string =>
      `  - { id: ${id}, needs: [${need}], object: { kind: Pod, name: a }, has: { kind: Pod } }\n`;
    const checks = one('runs', 'c') + one('b', 'runs') + one('c', 'b');
    expect(load({ 'exercise.yaml': `lesson: l\npoints: 3\nchecks:\n${checks}` })).toMatch(
      /:4:17: checks\[0\]\.needs: .*circle: runs → c → b → runs/,
    );
  });

  test.each([
    ['{ points: 3 }, { points: 9 }', /the checks have 12 points together, the exercise 10/],
    ['{ points: 3 }, { points: 4 }', /the checks have only 7 points together, the exercise 10/],
    ['{ points: 3 }, {}', /^(?!.*points)/],
  ])('has as many points as its checks: %s', (shares, message) => {
    const [a = '', b = ''] = shares.split(', ').map((share) => share.replace(/[{}]/g, '').trim());
    const one = (id: string, points: string): string =>
      `  - { id: ${id}, object: { kind: Pod, name: a }, has: { kind: Pod }${points && `, ${points}`} }\n`;
    const said = load({ 'exercise.yaml': `lesson: l\npoints: 10\nchecks:\n${one('runs', a)}${one('b', b)}` });
    expect(said.split('\n')[0]).toMatch(message);
  });
});

describe('a check', () => {
  const pod = 'object: { kind: Pod, name: web }';
  test.each([
    `${pod}\nhas: { status: { phase: Running } }\nonce: true`,
    `${pod}\nabsent: true`,
    `objects: { kind: Pod, selector: 'app=web,tier!=db' }\nhas: { status: { phase: Running } }\ncount: 3`,
    `objects: { kind: Pod }\ncount: { min: 1, max: 2 }`,
    `objects: { kind: Pod }\nexpect: self.map(p, p.spec.nodeName).all(n, n != '') && self.size() > 1`,
    `objects: { apiVersion: apps/v1, kind: Deployment }\ncount: 0`,
    `object: { kind: Node, name: minikube }\nhas: { spec: { unschedulable: true } }`,
    `file: answer.txt\nexpect: self.trim() == 'minikube-m02'`,
    `never: { event: { reason: Killing, object: { kind: Pod, name: db } } }`,
    `never: { ${pod}, expect: 'self.status.containerStatuses.exists(c, c.restartCount > 0)' }`,
    `${pod}\nahead: { for: 5m }\nholds: self.status.phase == 'Running'`,
    `${pod}\nahead: { do: minikube node stop minikube-m02, for: 6m, throughout: true }\nhas: { status: { phase: Running } }`,
    `ahead: { do: curl -s web }\nholds: status == 0 && output.contains('hello')`,
    `${pod}\nhas: { spec: { containers: [{ resources: { limits: { cpu: 500m, memory: 64Mi } } }] } }`,
    `${pod}\nhas: { metadata: { annotations: { anything: goes } }, spec: { nodeName: null } }`,
    `${pod}\nexpect: self.metadata.?labels.?app.orValue('') == 'web'`,
    `${pod}\nexpect: quantity(self.spec.containers[0].resources.limits.memory).isLessThan(quantity('1Gi'))`,
    `${pod}\nexpect: cel.bind(c, self.spec.containers[0], c.image.startsWith('nginx'))`,
    `object: { kind: ConfigMap, name: a }\nexpect: self.data['any.key'] == 'x'`,
  ])('can be written so: %s', (body) => {
    expect(check(body)).toBe('ok');
  });

  test.each<[string, string | RegExp]>([
    [
      `${pod}\nhas: { spec: { contaners: [] } }`,
      /:6:20: checks\[0\]\.has\.spec\.contaners: there is no field "contaners" in PodSpec; did you mean "containers"\?/,
    ],
    [
      `${pod}\nhas:\n  status:\n    containerStatuses:\n      - { name: a, redy: true }`,
      /:9:24: .*containerStatuses\[0\]\.redy: .*in ContainerStatus; did you mean "ready"/,
    ],
    [`${pod}\nhas: { status: { phase: Runing } }`, /:6:22: .*"Runing" is none of Failed, Pending, Running/],
    [
      `${pod}\nhas: { status: { containerStatuses: [{ restartCount: '0' }] } }`,
      /restartCount: "0" is not a whole number/,
    ],
    [`${pod}\nhas: { spec: { containers: { name: a } } }`, /spec\.containers: .* is not a list/],
    [`${pod}\nhas: { spec: web }`, /has\.spec: "web" is not an object with the fields of PodSpec/],
    [
      `${pod}\nhas: { spec: { containers: [{ resources: { limits: { cpu: 0.5 } } }] } }`,
      /keeps this quantity as "500m": write it so/,
    ],
    [
      `${pod}\nexpect: self.spec.containers.all(c, c.imag != '')`,
      /:6:43: .*there is no field "imag" in Container; did you mean "image"/,
    ],
    [
      `${pod}\nexpect: >-\n  self.spec.nodeName != ''\n  && self.spec.hostnam == 'a'`,
      /:8:20: .*"hostnam" in PodSpec; did you mean "hostname"/,
    ],
    [`${pod}\nexpect: has(self.spec.nodName)`, /"nodName" in PodSpec/],
    [`${pod}\nexpect: self.spec.nodeName`, /the expression gives string, not bool/],
    [`${pod}\nexpect: self.spec.hostNetwork`, 'ok'],
    [`${pod}\nexpect: size(self.spec.containers)`, /the expression gives int, not bool/],
    [`${pod}\nexpect: output == ''`, /Unknown variable: output/],
    [
      `${pod}\nobjects: { kind: Pod }\ncount: 1`,
      /looks at one of object, objects and file, not at object and objects/,
    ],
    [`has: { kind: Pod }`, /must say what it looks at/],
    [`${pod}\ncount: 2`, /only objects can be counted/],
    [`${pod}\nabsent: true\nhas: { kind: Pod }`, /what is absent can have neither/],
    [`objects: { kind: Pod }\ncount: { min: 3, max: 2 }`, /min is more than max/],
    [`objects: { kind: Pod }\ncount: {}`, /count: it needs min or max/],
    [`objects: { kind: Pod, selector: 'a in (' }\ncount: 1`, /objects\.selector: /],
    [`object: { kind: Node, name: a, namespace: b }\nhas: { kind: Node }`, /a Node is in no namespace/],
    [`file: ../etc/passwd\nexpect: self == ''`, /must be a path below the home directory/],
    [`file: a\nexpect: self == ''\nkeeps: 10s`, /nothing tells when a file changes/],
    [`${pod}\nexpect: self.kind == 'Pod'\nahead: { for: 5m }`, /a check that looks ahead says "holds"/],
    [`${pod}\nholds: self.kind == 'Pod'`, /it goes with "ahead"/],
    [`${pod}\nahead: {}\nholds: self.kind == 'Pod'`, /it needs "for", "do" or both/],
    [`${pod}\nahead: { for: 5m }\nholds: status == 0`, /Unknown variable: status/],
    [`${pod}\nahead: { for: 5m }`, /needs "holds" or "has"/],
    [`ahead: { do: date }\nholds: self.kind == 'Pod'`, /"holds" may look at output and status alone/],
    [`${pod}\nnever: { event: { reason: Killing, object: { kind: Pod } } }`, /says this inside "never"/],
    [
      `never: { event: { reason: Killing, object: { kind: Pod }, message: '(' } }`,
      /never\.event\.message: Invalid regular expression/,
    ],
    [`never: { ${pod} }`, /"has" or "expect", "absent": what must be true of it/],
    [`never: { event: { reason: Killing, object: { kind: Pod } }, ${pod} }`, /"event" stands by itself/],
  ])('is refused: %s', (body, message) => {
    if (typeof message === 'string') expect(check(body)).toBe(message);
    else expect(check(body)).toMatch(message);
  });
});
