import { describe, expect, test } from 'vitest';
import { disturbances, lookAhead } from '../../../src/lab/ahead.ts';
import { findingText } from '../../../src/lab/checks/words.ts';
import { exerciseOf, graded } from './grading.ts';

const DISTURBANCE = 'ahead: { do: minikube node stop minikube-m02, for: 6m }';
const CHECKS = `  - id: ready-again
    object: { apiVersion: apps/v1, kind: Deployment, name: web }
    ${DISTURBANCE}
    holds: self.status.readyReplicas == 3
  - id: lone-ready
    object: { kind: Pod, name: lone }
    ${DISTURBANCE}
    holds: self.status.conditions.exists(c, c.type == 'Ready' && c.status == 'True')
  - id: node-lost
    object: { kind: Node, name: minikube-m02 }
    ${DISTURBANCE}
    holds: self.status.conditions.exists(c, c.type == 'Ready' && c.status == 'Unknown') && status == 0
`;

/** A lone Pod on the node that will be stopped, and a Deployment with a Pod on each. */
const SCRIPT = `kubectl run lone --image=nginx:1.29 --overrides='{"spec":{"nodeName":"minikube-m02"}}'
kubectl create deployment web --image=nginx:1.29 --replicas=3`;

describe('a node that is stopped in a look ahead', () => {
  const exercise = exerciseOf(CHECKS);
  const { run, world } = graded(exercise);
  run(SCRIPT, 30_000);
  const [disturbance, ...others] = disturbances(exercise.checks);
  const findings = disturbance ? lookAhead(world, disturbance) : [];
  const said = new Map(findings.map(({ id, finding }) => [id, finding && findingText(finding, 'en')]));

  test('is stopped once for all checks that ask for it', () => {
    expect(others).toEqual([]);
    expect([...said.keys()]).toEqual(['ready-again', 'lone-ready', 'node-lost']);
  });

  test('is lost, and a Deployment has its Pods elsewhere six minutes later', () => {
    expect(said.get('node-lost')).toBeUndefined();
    expect(said.get('ready-again')).toBeUndefined();
  });

  test('takes a Pod that nobody looks after with it', () => {
    expect(said.get('lone-ready')).toMatch(
      /^In a copy of the cluster, 6 min after `minikube node stop minikube-m02`: .*conditions\[Ready\]\.status = False/,
    );
  });
});
