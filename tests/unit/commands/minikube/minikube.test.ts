import { describe, expect, test } from 'vitest';
import { nodes } from '../../../../src/api/resources.ts';
import { Learner } from './harness.ts';

/** Lines that are there for people, and in another place of the test for sure. */
const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

describe('minikube node', () => {
  test('list', () => {
    expect(new Learner().run('minikube node list')).toMatchObject({
      out: 'minikube\t192.168.49.2\nminikube-m02\t192.168.49.3\nminikube-m03\t192.168.49.4\n',
      status: 0,
    });
  });

  test('stop and start: what is said, what is so, and how long it takes', () => {
    const learner = new Learner();
    const stop = learner.run('minikube node stop minikube-m02');
    expect(stop).toMatchObject({ status: 0, err: '' });
    expect(lines(stop.out)).toEqual([
      '* Stopping node "minikube-m02"  ...',
      '* Powering off "minikube-m02" via SSH ...',
      '* Successfully stopped node minikube-m02',
    ]);
    expect(stop.took).toBeGreaterThan(1);
    expect(stop.took).toBeLessThan(13);
    const status = learner.run('minikube status');
    expect(status.out).toBe(
      `minikube
type: Control Plane
host: Running
kubelet: Running
apiserver: Running
kubeconfig: Configured

minikube-m02
type: Worker
host: Stopped
kubelet: Stopped

minikube-m03
type: Worker
host: Running
kubelet: Running

`,
    );
    expect(status.status).toBe(7);
    expect(learner.run('minikube status -n m02 -o json').out).toBe(
      '{"Name":"minikube-m02","Host":"Stopped","Kubelet":"Stopped","APIServer":"Stopped","Kubeconfig":"Stopped","Worker":true}',
    );
    learner.advance(60);
    expect(learner.run('kubectl get node minikube-m02 --no-headers').out).toMatch(
      /^minikube-m02 +NotReady +<none>/,
    );
    // Twice does no harm.
    expect(lines(learner.run('minikube node stop m02').out)).toEqual([
      '* Stopping node "minikube-m02"  ...',
      '* Successfully stopped node minikube-m02',
    ]);

    const start = learner.run('minikube node start m02');
    expect(lines(start.out)).toEqual([
      '* Starting "minikube-m02" worker node in "minikube" cluster',
      '* Pulling base image v0.0.49 ...',
      '* Restarting existing docker container for "minikube-m02" ...',
      '* Preparing Kubernetes v1.35.2 on containerd 2.2.1 ...',
      '* Verifying Kubernetes components...',
      '* Successfully started node minikube-m02!',
    ]);
    expect(start.took).toBeGreaterThan(5);
    expect(start.took).toBeLessThan(40);
    expect(learner.run('kubectl get node minikube-m02 --no-headers').out).toMatch(
      /^minikube-m02 +Ready +<none>/,
    );
    expect(learner.run('minikube status')).toMatchObject({ status: 0 });
    expect(learner.run('minikube node start m02').out).toBe('* m02 is already running\n');
  });

  test('add makes a node that runs pods, and delete takes it away', () => {
    const learner = new Learner();
    const add = learner.run('minikube node add');
    expect(add).toMatchObject({ status: 0, err: '' });
    expect(lines(add.out)).toEqual([
      '* Adding node m04 to cluster minikube as [worker]',
      '* Starting "minikube-m04" worker node in "minikube" cluster',
      '* Pulling base image v0.0.49 ...',
      '* Creating docker container (CPUs=2, Memory=2200MB) ...',
      '* Preparing Kubernetes v1.35.2 on containerd 2.2.1 ...',
      '* Verifying Kubernetes components...',
      '* Successfully added m04 to minikube!',
    ]);
    expect(add.took).toBeGreaterThan(15);
    expect(add.took).toBeLessThan(60);
    expect(learner.client.get(nodes, 'minikube-m04').metadata.labels).toMatchObject({
      'minikube.k8s.io/primary': 'false',
      'kubernetes.io/hostname': 'minikube-m04',
    });
    const pinned = `kubectl run web --image=nginx --overrides='{"spec":{"nodeName":"minikube-m04"}}' && kubectl wait --for=condition=Ready pod/web --timeout=60s`;
    expect(learner.run(pinned)).toMatchObject({ status: 0 });
    const gone = learner.run('minikube node delete m04');
    expect(gone).toMatchObject({ status: 0, err: '' });
    expect(lines(gone.out)).toEqual([
      '* Deleting node m04 from cluster minikube',
      '* Stopping node "minikube-m04"  ...',
      '* Powering off "minikube-m04" via SSH ...',
      '* Deleting "minikube-m04" in docker ...',
      '* Node m04 was successfully deleted.',
    ]);
    expect(learner.client.find(nodes, 'minikube-m04')).toBeUndefined();
    expect(lines(learner.run('minikube node list').out)).toHaveLength(3);
    learner.advance(60);
    expect(learner.run('kubectl get pod web').err).toBe(
      'Error from server (NotFound): pods "web" not found\n',
    );
  });

  test('delete does not wait for what a stopped node cannot end', () => {
    const learner = new Learner();
    const pinned = `--overrides='{"spec":{"nodeName":"minikube-m03"}}'`;
    learner.run(`kubectl run web --image=nginx ${pinned}`);
    learner.advance(20);
    learner.run('minikube node stop m03');
    const gone = learner.run('minikube node delete m03');
    expect(gone).toMatchObject({ status: 0, err: '' });
    expect(gone.took).toBeLessThan(30);
    expect(learner.client.find(nodes, 'minikube-m03')).toBeUndefined();
    // Pods of a node that is no more are removed by the garbage collector.
    learner.advance(90);
    expect(learner.run('kubectl get pod web').status).toBe(1);
  });

  test.each([
    ['minikube node stop', 14, '\nX Exiting due to MK_USAGE: Usage: minikube node stop [name]\n\n'],
    [
      'minikube node stop m09',
      80,
      '\nX Exiting due to GUEST_NODE_RETRIEVE: retrieving node: Could not find node m09\n\n',
    ],
    [
      'minikube status -n m09',
      80,
      '\nX Exiting due to GUEST_NODE_RETRIEVE: retrieving node: Could not find node m09\n\n',
    ],
    ['minikube nod', 1, 'Error: unknown command "nod" for "minikube"\nRun \'minikube --help\' for usage.\n'],
    ['minikube ip --no', 1, "Error: unknown flag: --no\nSee 'minikube ip --help' for usage.\n"],
    ['minikube tunnel', 1, 'X "minikube tunnel" is not part of this simulation\n'],
  ])('%s ends with %i', (command, status, err) => {
    expect(new Learner().run(command)).toMatchObject({ status, err });
  });

  test('speaks Korean to who speaks Korean', () => {
    const learner = new Learner('ko');
    expect(lines(learner.run('minikube node stop m03').out)).toEqual([
      '* "minikube-m03" 노드를 중지하는 중 ...',
      '* "minikube-m03"를 SSH로 전원을 끕니다 ...',
      '* minikube-m03 노드가 정상적으로 중지되었습니다',
    ]);
    expect(learner.run('MINIKUBE_IN_STYLE=1 minikube node stop m03').out).toContain(
      '✋  "minikube-m03" 노드를',
    );
  });
});

describe('the whole cluster', () => {
  test('is stopped and started with all that it holds', () => {
    const learner = new Learner();
    learner.run('kubectl create deployment web --image=nginx --replicas=2');
    learner.advance(30);
    const stop = learner.run('minikube stop');
    expect(stop).toMatchObject({ status: 0, err: '' });
    expect(lines(stop.out)).toEqual([
      '* Stopping node "minikube-m03"  ...',
      '* Powering off "minikube-m03" via SSH ...',
      '* Stopping node "minikube-m02"  ...',
      '* Powering off "minikube-m02" via SSH ...',
      '* Stopping node "minikube"  ...',
      '* Powering off "minikube" via SSH ...',
      '* 3 nodes stopped.',
    ]);
    expect(learner.run('kubectl get pods')).toMatchObject({
      err: 'The connection to the server localhost:8080 was refused - did you specify the right host or port?\n',
      status: 1,
    });
    expect(learner.run('minikube ip')).toMatchObject({
      out: '* The control-plane node minikube host is not running: state=Stopped\n  To start a cluster, run: "minikube start"\n',
      status: 83,
    });
    learner.advance(3600);
    const start = learner.run('minikube start');
    expect(start).toMatchObject({ status: 0, err: '' });
    expect(lines(start.out).filter((line) => !line.startsWith('  - '))).toEqual([
      '* minikube v1.38.0 on Debian 12',
      '* Using the docker driver based on existing profile',
      '* Starting "minikube" primary control-plane node in "minikube" cluster',
      '* Pulling base image v0.0.49 ...',
      '* Restarting existing docker container for "minikube" ...',
      '* Preparing Kubernetes v1.35.2 on containerd 2.2.1 ...',
      '* Configuring CNI (Container Networking Interface) ...',
      '* Verifying Kubernetes components...',
      '* Enabled addons: storage-provisioner, default-storageclass',
      ...['m02', 'm03'].flatMap((name) => [
        `* Starting "minikube-${name}" worker node in "minikube" cluster`,
        '* Pulling base image v0.0.49 ...',
        `* Restarting existing docker container for "minikube-${name}" ...`,
        '* Found network options:',
        '* Preparing Kubernetes v1.35.2 on containerd 2.2.1 ...',
        '* Verifying Kubernetes components...',
      ]),
      '* Done! kubectl is now configured to use "minikube" cluster and "default" namespace by default',
    ]);
    learner.advance(30);
    const pods = learner.run('kubectl get pods -A --no-headers').out;
    expect(lines(pods)).toHaveLength(14);
    for (const pod of lines(pods)) expect(pod).toMatch(/ 1\/1 +Running +1 \(/);
    expect(learner.run('kubectl get nodes --no-headers').out).not.toContain('NotReady');
    expect(learner.run('minikube status')).toMatchObject({ status: 0 });
  });

  test('runs on without its control plane, and is found as it is when that comes back', () => {
    const learner = new Learner();
    const command =
      "sh -c 'while sleep 1; do date >> /tmp/log; [ $(wc -l < /tmp/log) -lt 60 ] || exit 1; done'";
    learner.run(
      `kubectl run clock --image=busybox --overrides='{"spec":{"nodeName":"minikube-m02"}}' -- ${command}`,
    );
    learner.advance(10);
    expect(learner.run('minikube node stop minikube')).toMatchObject({ status: 0 });
    expect(learner.run('kubectl get pods')).toMatchObject({
      err: 'Unable to connect to the server: dial tcp 192.168.49.2:8443: connect: no route to host\n',
      status: 1,
    });
    // Its container ends and is started again meanwhile, by the node's kubelet alone.
    learner.advance(90);
    expect(learner.run('minikube node start minikube')).toMatchObject({ status: 0 });
    learner.advance(45);
    expect(learner.run('kubectl get pod clock --no-headers').out).toMatch(/^clock +1\/1 +Running +1 \(/);
    expect(learner.run('kubectl get nodes --no-headers').out).not.toContain('NotReady');
    expect(
      learner.run(
        'kubectl create deployment web --image=nginx && kubectl rollout status deploy/web --timeout=60s',
      ),
    ).toMatchObject({
      status: 0,
    });
  });
});

test('the same commands at the same times make the same cluster, however its time is sliced', () => {
  const tell = (slice: number): string => {
    const learner = new Learner();
    const rest = (seconds: number): void => {
      for (let left = seconds; left > 0; left -= slice) learner.advance(Math.min(slice, left));
    };
    learner.run('kubectl create deployment web --image=nginx --replicas=3');
    rest(20);
    for (const command of [
      'node stop m02',
      'node stop minikube',
      'node start minikube',
      'node start m02',
      'node add',
    ]) {
      learner.run(`minikube ${command}`);
      rest(70);
    }
    return learner.run('kubectl get nodes,pods,events,leases -A -o json').out;
  };
  const whole = tell(1000);
  expect(whole).toContain('NodeNotReady');
  expect(tell(7.3) === whole).toBe(true);
});

describe('minikube ssh', () => {
  test('runs a command on a node, whose disk is what hostPath volumes show', () => {
    const learner = new Learner();
    const spec = JSON.stringify({
      spec: {
        nodeName: 'minikube-m02',
        volumes: [{ name: 'data', hostPath: { path: '/data/web' } }],
        containers: [
          {
            name: 'writer',
            image: 'busybox',
            command: ['sh', '-c', 'echo from the pod > /web/index.html; sleep 9999'],
            volumeMounts: [{ name: 'data', mountPath: '/web' }],
          },
        ],
      },
    });
    learner.run(`kubectl run writer --image=busybox --overrides='${spec}'`);
    learner.advance(15);
    expect(learner.run('minikube ssh -n m02 -- cat /data/web/index.html')).toMatchObject({
      out: 'from the pod\n',
      status: 0,
    });
    expect(learner.run('minikube ssh "hostname; whoami; pwd"').out).toBe('minikube\ndocker\n/home/docker\n');
    expect(learner.run('echo "uname -n" | minikube ssh -n m03').out).toBe('minikube-m03\n');
    expect(learner.run('minikube ssh -n m02 -- ls /nothing')).toMatchObject({
      err: "ls: cannot access '/nothing': No such file or directory\nssh: Process exited with status 2\n",
      status: 1,
    });
  });

  test('does not reach a node that is stopped, and finds its disk when it is back', () => {
    const learner = new Learner();
    learner.run('minikube ssh -n m02 "echo kept > note; echo lost > /tmp/note"');
    learner.run('minikube node stop m02');
    expect(learner.run('minikube ssh -n m02 -- ls')).toMatchObject({
      err: 'ssh: "minikube-m02" is not running\n',
      status: 1,
    });
    learner.run('minikube node start m02');
    expect(learner.run('minikube ssh -n m02 -- cat note /tmp/note').out).toBe('kept\n');
  });
});

test('the rest of minikube', () => {
  const learner = new Learner();
  expect(learner.run('minikube ip; minikube ip -n m03').out).toBe('192.168.49.2\n192.168.49.4\n');
  expect(learner.run('minikube version --short').out).toBe('v1.38.0\n');
  expect(learner.run('minikube kubectl -- get ns default -o name')).toMatchObject({
    out: 'namespace/default\n',
    status: 0,
  });
  expect(learner.run('minikube profile list').out.split('\n')[3]).toBe(
    '│ minikube │ docker │ containerd │ 192.168.49.2 │ v1.35.2 │ OK     │ 3     │ *              │ *                  │',
  );
  expect(learner.run('minikube image ls').out).toContain('registry.k8s.io/pause:');
  expect(learner.run('minikube addons list | grep storage-provisioner').out).toContain('enabled ✅');
});
