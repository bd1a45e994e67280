import { describe, expect, test } from 'vitest';
import { humanDuration } from '../../../../src/commands/docker/duration.ts';
import { Learner } from '../minikube/harness.ts';

describe('docker ps', () => {
  test('shows the nodes as containers, the newest first', () => {
    const learner = new Learner();
    const [head, ...rows] = learner.run('docker ps').out.trimEnd().split('\n');
    expect(head).toMatch(/^CONTAINER ID {3}IMAGE +COMMAND +CREATED +STATUS +PORTS +NAMES$/);
    expect(rows.map((row) => row.split(/ {2,}/).slice(1))).toEqual(
      ['minikube-m03', 'minikube-m02', 'minikube'].map((name, index) => [
        'gcr.io/k8s-minikube/kicbase:v0.0.49',
        '"/usr/local/bin/entr…"',
        index === 2 ? '3 minutes ago' : '2 minutes ago',
        index === 2 ? 'Up 3 minutes' : 'Up 2 minutes',
        [22, 2376, 5000, 8443, 32443]
          .map((port, place) => `127.0.0.1:${32778 - 5 * index + place}->${port}/tcp`)
          .join(', '),
        name,
      ]),
    );
  });

  test('leaves stopped ones out, unless all are asked for', () => {
    const learner = new Learner();
    learner.run('minikube node stop m02');
    learner.advance(20);
    const names = `docker ps --format '{{.Names}}'`;
    expect(learner.run(names).out).toBe('minikube-m03\nminikube\n');
    expect(learner.run(`docker ps -a --format '{{.Names}} {{.Status}}' | grep m02`).out).toMatch(
      /^minikube-m02 Exited \(130\) 2\d seconds ago\n$/,
    );
    learner.run('minikube node start m02');
    expect(learner.run('docker ps | grep m02').out).toContain('127.0.0.1:32783->22/tcp');
    expect(learner.run('docker ps -q').out.split('\n')).toHaveLength(4);
  });

  test('is what there is of docker', () => {
    expect(new Learner().run('docker build -t web .')).toMatchObject({
      status: 1,
      err: 'docker: "docker build" is not part of this simulation; "docker ps" shows the machines of minikube\'s nodes\n',
    });
  });
});

test.each([
  [900, 'Less than a second'],
  [1000, '1 second'],
  [59_000, '59 seconds'],
  [119_000, 'About a minute'],
  [59 * 60_000, '59 minutes'],
  [80 * 60_000, 'About an hour'],
  [47 * 3_600_000, '47 hours'],
  [50 * 3_600_000, '2 days'],
])('%i ms are %s', (ms, words) => {
  expect(humanDuration(ms)).toBe(words);
});
