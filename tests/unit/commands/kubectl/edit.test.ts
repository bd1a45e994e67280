import { expect, test } from 'vitest';
import { createCluster } from '../../../../src/cluster/cluster.ts';
import { createLearnerMachine, HOME } from '../../../../src/lab/learner.ts';
import { pipeOutput } from '../../../../src/shell/index.ts';
import { Pipe, Simulation } from '../../../../src/sim/index.ts';

test('edit waits until the file that it opened beside the terminal has been saved', () => {
  const sim = new Simulation({ seed: 'edit', epoch: Date.UTC(2026, 0, 1) });
  const cluster = createCluster({ sim });
  cluster.boot();
  const opened: string[] = [];
  const openFile = (path: string): void => void opened.push(path);
  const machine = createLearnerMachine({ sim, cluster, language: 'en', files: {}, openFile });
  const run = (line: string): { ended: () => boolean; text: () => string } => {
    const out = new Pipe(Infinity);
    const process = machine.exec(['bash', '-c', line], {
      cwd: HOME,
      stdout: pipeOutput(out),
      stderr: pipeOutput(out),
    });
    const decoder = new TextDecoder();
    let shown = '';
    return {
      ended: () => process.ended,
      text: () => {
        for (let data = out.tryRead(); data; data = out.tryRead()) shown += decoder.decode(data);
        return shown;
      },
    };
  };
  const made = run('kubectl create configmap conf --from-literal=a=before');
  sim.runUntil(made.ended, 10_000);
  const edit = run('kubectl edit configmap conf');
  sim.advance(60_000);
  expect(edit.ended()).toBe(false);
  const [path = ''] = opened;
  const content = machine.fs.readText(path);
  expect(content).toMatch(/^# Please edit the object below/);
  machine.fs.writeFile(path, content.replace('a: before', 'a: after'));
  sim.runUntil(edit.ended, 10_000);
  expect(edit.text()).toBe('configmap/conf edited\n');
  const get = run("kubectl get configmap conf -o jsonpath='{.data.a}'");
  sim.runUntil(get.ended, 10_000);
  expect(get.text()).toBe('after');
});
