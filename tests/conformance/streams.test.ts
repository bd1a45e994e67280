import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findKubectl } from './kubectl.ts';
import { hasPty, Live } from './live.ts';

const found = findKubectl();
const kubectl = 'path' in found ? found.path : '';
if ('missing' in found) console.error(`\n*** THE TESTS OF STREAMS WERE SKIPPED: ${found.missing}. ***\n`);
const pty = hasPty();
if (!pty) console.error('\n*** THE TESTS OF TERMINALS WERE SKIPPED: they want python3 for its pty. ***\n');

const LOOP = 'trap "exit 0" TERM; while true; do sleep 1; done';

describe.skipIf(kubectl === '')('the real kubectl', () => {
  let live: Live;
  beforeAll(async () => {
    live = await Live.start(kubectl);
    await live.pod('web', `echo up; ${LOOP}`);
    await live.pod('count', `i=0; while [ $i -lt 10 ]; do i=$((i+1)); echo line $i; sleep 1; done; ${LOOP}`);
    live.advance(30);
  });
  afterAll(() => live?.close());

  describe('watches', () => {
    test('pods as they change, a line a change', async () => {
      const watch = live.start(['get', 'pods', '-w', '-l', 'app=seen', '--no-headers']);
      await new Promise((resolve) => setTimeout(resolve, 500));
      await live.apply({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'seen', labels: { app: 'seen' } },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [{ name: 'main', image: 'busybox', command: ['sh', '-c', LOOP] }],
        },
      });
      await watch.says('Running');
      await live.out('delete', 'pod', 'seen', '--wait=false');
      await watch.says('Terminating');
      live.advance(5);
      watch.signal('SIGINT');
      await watch.ended();
      const states = watch.stdout
        .trim()
        .split('\n')
        .map((line) => line.split(/\s+/).slice(1, 3).join(' '));
      expect(states.slice(0, 4)).toEqual([
        '0/1 Pending',
        '0/1 Pending',
        '0/1 ContainerCreating',
        '1/1 Running',
      ]);
      expect(states).toContain('1/1 Terminating');
    });

    test('for a condition', async () => {
      const waiting = live.start(['wait', '--for=condition=Ready', 'pod/late', '--timeout=60s']);
      expect(await waiting.ended()).toBe(1);
      expect(waiting.stderr).toBe('Error from server (NotFound): pods "late" not found\n');
      await live.pod('late', LOOP);
      const again = await live.run(['wait', '--for=condition=Ready', 'pod/late', '--timeout=60s']);
      expect([again.stdout, again.status]).toEqual(['pod/late condition met\n', 0]);
    });

    test('for a value', async () => {
      const { stdout } = await live.run([
        'wait',
        '--for=jsonpath={.status.phase}=Running',
        'pod/late',
        '--timeout=60s',
      ]);
      expect(stdout).toBe('pod/late condition met\n');
    });

    test('for a deletion', async () => {
      const waiting = live.start(['wait', '--for=delete', 'pod/late', '--timeout=60s']);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(waiting.status).toBeUndefined();
      await live.out('delete', 'pod', 'late', '--wait=false');
      expect(await waiting.ended()).toBe(0);
      expect(waiting.stdout).toBe('pod/late condition met\n');
    });
  });

  describe('logs', () => {
    const lines = (from: number, to: number): string =>
      Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join('');

    test.each<[string, string[], string]>([
      ['whole', [], lines(1, 10)],
      ['their tail', ['--tail=3'], lines(8, 10)],
      ['no tail', ['--tail=0'], ''],
      ['so many bytes', ['--limit-bytes=10'], 'line 1\nlin'],
    ])('%s', async (_what, options, expected) => {
      expect(await live.out('logs', 'count', ...options)).toBe(expected);
    });

    test('with timestamps, and since one of them', async () => {
      const stamped = (await live.out('logs', 'count', '--timestamps')).trimEnd().split('\n');
      expect(stamped).toHaveLength(10);
      for (const line of stamped) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z line \d+$/);
      const seventh = stamped[6]?.split(' ')[0] ?? '';
      expect(await live.out('logs', 'count', `--since-time=${seventh}`)).toBe(lines(7, 10));
    });

    test('since some seconds ago', async () => {
      live.advance(60);
      expect(await live.out('logs', 'count', '--since=10s')).toBe('');
      expect(await live.out('logs', 'count', '--since=1h')).toBe(lines(1, 10));
    });

    test('followed, until the container ends', async () => {
      await live.pod('follow', 'for i in 1 2 3; do echo line $i; sleep 2; done', {});
      live.advance(3);
      const follow = live.start(['logs', '-f', 'follow']);
      await follow.says('line 1');
      expect(await follow.ended()).toBe(0);
      expect(follow.stdout).toBe(lines(1, 3));
      await live.out('delete', 'pod', 'follow', '--wait=false');
    });

    test('of the container before', async () => {
      await live.pod('again', 'echo try; exit 3');
      live.advance(20);
      expect(await live.out('logs', 'again', '-p')).toBe('try\n');
      const { stderr, status } = await live.run(['logs', 'web', '-p']);
      expect(status).toBe(1);
      expect(stderr).toBe(
        'Error from server (BadRequest): previous terminated container "main" in pod "web" not found\n',
      );
      await live.out('delete', 'pod', 'again', '--wait=false');
    });

    test('of two pods by their label, each with its name', async () => {
      await live.out('label', 'pod', 'web', 'count', 'both=yes');
      const out = await live.out('logs', '-l', 'both=yes', '--prefix', '--tail=1');
      expect(out.split('\n').toSorted()).toEqual(['', '[pod/count/main] line 10', '[pod/web/main] up']);
    });
  });

  describe('exec', () => {
    test('pipes what it reads, and hears of its end', async () => {
      const { stdout, status } = await live.run(
        ['exec', '-i', 'web', '--', 'sh', '-c', 'cat; echo end'],
        'a\nb\n',
      );
      expect([stdout, status]).toEqual(['a\nb\nend\n', 0]);
    });

    test('carries a megabyte through, both ways', async () => {
      const text = `${'0123456789abcdef'.repeat(64)}\n`.repeat(1000);
      const { stdout } = await live.run(['exec', '-i', 'web', '--', 'cat'], text);
      expect(stdout.length).toBe(text.length);
      expect(stdout === text).toBe(true);
    });

    test('without -i leaves the input alone', async () => {
      const { stdout, status } = await live.run(['exec', 'web', '--', 'cat'], 'unread\n');
      expect([stdout, status]).toEqual(['', 0]);
    });

    test('keeps the two outputs apart and tells the status', async () => {
      const { stdout, stderr, status } = await live.run([
        'exec',
        'web',
        '--',
        'sh',
        '-c',
        'echo o; echo e >&2; exit 7',
      ]);
      expect([stdout, stderr, status]).toEqual(['o\n', 'e\ncommand terminated with exit code 7\n', 7]);
    });

    test('of a command that is not there', async () => {
      const { stderr, status } = await live.run(['exec', 'web', '--', 'nope']);
      expect(stderr).toContain('exec: "nope": executable file not found in $PATH');
      expect(status).not.toBe(0);
    });

    test.skipIf(!pty)('on a terminal is a shell to talk to', async () => {
      const shell = live.start(['exec', '-it', 'web', '--', 'sh'], { tty: true });
      await shell.says('# ');
      shell.write('echo $((6*7))\r');
      await shell.says('42');
      shell.write('test -t 0 && echo a terminal\r');
      await shell.says(/a terminal\r\n/);
      shell.write('sleep 1000\r');
      await new Promise((resolve) => setTimeout(resolve, 300));
      shell.write('\u0003');
      shell.write('echo still $((1+1))\r');
      await shell.says('still 2');
      shell.write('exit 5\r');
      expect(await shell.ended()).toBe(5);
      expect(shell.stdout).toContain('command terminated with exit code 5');
    });

    test.skipIf(!pty)('on a terminal ends with ^D', async () => {
      const shell = live.start(['exec', '-it', 'web', '--', 'sh'], { tty: true });
      await shell.says('# ');
      shell.write('\u0004');
      expect(await shell.ended()).toBe(0);
    });
  });

  describe('attach', () => {
    test('shows what the container says from now on', async () => {
      await live.pod('talk', 'i=0; while true; do i=$((i+1)); echo say $i; sleep 1; done');
      live.advance(10);
      const attached = live.start(['attach', 'talk']);
      await attached.says(/say \d+\n.*say \d+\n/s);
      attached.signal('SIGINT');
      await attached.ended();
      expect(attached.stdout).not.toContain('say 1\n');
      await live.out('delete', 'pod', 'talk', '--wait=false');
    });

    test('-i reaches the standard input of the container', async () => {
      await live.pod('ear', 'read line; echo heard $line; sleep 1000', { stdin: true });
      live.advance(10);
      const attached = live.start(['attach', '-i', 'ear']);
      attached.write('hello\n');
      await attached.says('heard hello');
      attached.signal('SIGINT');
      await attached.ended();
      await live.out('delete', 'pod', 'ear', '--wait=false');
    });
  });

  describe('run', () => {
    test('--rm -i pipes into a pod of the moment', async () => {
      const { stdout, status } = await live.run(
        [
          'run',
          'once',
          '--rm',
          '-i',
          '--restart=Never',
          '--image=busybox',
          '-q',
          '--',
          'sh',
          '-c',
          'read x; echo got $x',
        ],
        'input\n',
      );
      expect(stdout).toContain('got input\n');
      expect(status).toBe(0);
      expect((await live.run(['get', 'pod', 'once'])).stderr).toBe(
        'Error from server (NotFound): pods "once" not found\n',
      );
    });

    test.skipIf(!pty)('-it --rm is a shell, and the pod is gone after it', async () => {
      const shell = live.start(
        ['run', 'shell', '-it', '--rm', '--restart=Never', '--image=busybox', '--', 'sh'],
        {
          tty: true,
        },
      );
      await shell.says('# ');
      shell.write('hostname\r');
      await shell.says(/shell\r\n/);
      shell.write('exit\r');
      expect(await shell.ended()).toBe(0);
      expect(shell.stdout).toContain('pod "shell" deleted');
      expect((await live.run(['get', 'pod', 'shell'])).status).toBe(1);
    });

    test('tells the status of what ran', async () => {
      const { status, stderr } = await live.run([
        ...[
          'run',
          'fails',
          '--rm',
          '-i',
          '--restart=Never',
          '--image=busybox',
          '--',
          'sh',
          '-c',
          'sleep 3; exit 4',
        ],
      ]);
      expect(status).toBe(4);
      expect(stderr).toContain('pod default/fails terminated (Error)');
    });
  });

  describe('cp', () => {
    const inFolder = async (use: (folder: string) => Promise<void>): Promise<void> => {
      const folder = mkdtempSync(join(tmpdir(), 'podlab-cp-'));
      try {
        writeFileSync(join(folder, 'there'), 'text\n');
        await use(folder);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    };

    test('carries a file into a container and back', () =>
      inFolder(async (folder) => {
        const there = await live.run(['cp', join(folder, 'there'), 'web:/tmp/file']);
        expect(there).toMatchObject({ stderr: '', status: 0 });
        expect(await live.out('exec', 'web', '--', 'cat', '/tmp/file')).toBe('text\n');
        expect((await live.run(['cp', 'web:/tmp/file', join(folder, 'back')])).status).toBe(0);
        expect(readFileSync(join(folder, 'back'), 'utf8')).toBe('text\n');
      }));

    // kubectl runs tar in the container, and the smallest images have none.
    test('says that the container has no tar', () =>
      inFolder(async (folder) => {
        const [pod = ''] = (
          await live.out('get', 'pods', '-n', 'kube-system', '-l', 'k8s-app=kube-dns', '-o', 'name')
        ).split('\n');
        const inside = `kube-system/${pod.replace('pod/', '')}`;
        for (const args of [
          [join(folder, 'there'), `${inside}:/tmp/file`],
          [`${inside}:/coredns`, join(folder, 'back')],
        ]) {
          const { stderr, status } = await live.run(['cp', ...args]);
          expect(stderr).toContain('exec: "tar": executable file not found in $PATH');
          expect(status).not.toBe(0);
        }
      }));
  });
});

describe.skipIf(kubectl === '')('a cluster without kubelets', () => {
  let live: Live;
  beforeAll(async () => {
    live = await Live.start(kubectl, { kubelet: false, nodes: false });
  });
  afterAll(() => live?.close());

  const taints = async (): Promise<string> =>
    live.out('get', 'node', 'mine', '-o', 'jsonpath={range .spec.taints[*]}{.key}:{.effect} {end}');

  test('has no nodes to begin with, and lets a client make one', async () => {
    expect((await live.run(['get', 'nodes'])).stderr).toBe('No resources found\n');
    await live.apply({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'mine' } });
    expect(await taints()).toContain('node.kubernetes.io/not-ready:NoSchedule');
    expect(await live.out('get', 'nodes', '--no-headers')).toMatch(/^mine +Unknown /);
  });

  test('leaves a pod pending while the node is not ready', async () => {
    await live.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web' },
      spec: { containers: [{ name: 'main', image: 'nginx' }] },
    });
    live.advance(2);
    expect(await live.out('get', 'pod', 'web', '-o', 'jsonpath={.status.conditions[0].message}')).toMatch(
      /^0\/1 nodes are available: 1 node\(s\) had untolerated taint\(s\)/,
    );
  });

  test('takes the taint off at once when the client says Ready', async () => {
    const now = new Date(live.serving.sim.time).toISOString().replace(/\.\d+Z/, 'Z');
    const amounts = { cpu: '2', memory: '4Gi', pods: '10' };
    const conditions = [
      {
        type: 'Ready',
        status: 'True',
        reason: 'KubeletReady',
        lastHeartbeatTime: now,
        lastTransitionTime: now,
      },
    ];
    const patch = JSON.stringify({ status: { capacity: amounts, allocatable: amounts, conditions } });
    await live.out('patch', 'node', 'mine', '--subresource=status', '--type=merge', '-p', patch);
    expect(await taints()).toBe('');
    expect(await live.out('get', 'nodes', '--no-headers')).toMatch(/^mine +Ready /);
  });

  test('binds the pod, which nobody runs', async () => {
    live.advance(10);
    expect(await live.out('get', 'pod', 'web', '-o', 'jsonpath={.spec.nodeName} {.status.phase}')).toBe(
      'mine Pending',
    );
  });

  test('judges no heartbeats: after an hour the node is as it was said to be', async () => {
    live.advance(3600);
    expect(await taints()).toBe('');
    expect(await live.out('get', 'nodes', '--no-headers')).toMatch(/^mine +Ready /);
    expect(await live.out('get', 'pod', 'web', '-o', 'jsonpath={.status.phase}')).toBe('Pending');
  });

  test('takes the status of a pod from the client', async () => {
    const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], podIP: '10.0.0.7' };
    await live.out(
      'patch',
      'pod',
      'web',
      '--subresource=status',
      '--type=merge',
      '-p',
      JSON.stringify({ status }),
    );
    expect(await live.out('get', 'pod', 'web', '-o', 'jsonpath={.status.phase} {.status.podIP}')).toBe(
      'Running 10.0.0.7',
    );
    expect(await live.out('wait', '--for=condition=Ready', 'pod/web')).toBe('pod/web condition met\n');
  });

  test('leaves a deleted pod terminating until the client takes it away', async () => {
    await live.out('delete', 'pod', 'web', '--wait=false');
    live.advance(60);
    expect(await live.out('get', 'pod', 'web', '--no-headers')).toContain('Terminating');
    await live.out('delete', 'pod', 'web', '--force', '--grace-period=0');
    expect((await live.run(['get', 'pod', 'web'])).status).toBe(1);
  });

  test('cannot reach a kubelet that is not there', async () => {
    await live.pod('logless', 'true');
    live.advance(5);
    const { stderr, status } = await live.run(['logs', 'logless']);
    expect(status).toBe(1);
    expect(stderr).toContain('dial tcp');
  });
});
