const pod = (name: string, script: string, labels = `app: ${name}`): string => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  labels:
    ${labels}
spec:
  terminationGracePeriodSeconds: 2
  containers:
  - name: main
    image: busybox
    command: ['sh', '-c', '${script}']
`;

const LOOP = 'trap exit TERM; while true; do sleep 1; done';

/** What the command lines read. */
export const FILES: Readonly<Record<string, string>> = {
  'init.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: init-demo
  labels:
    app: init-demo
spec:
  terminationGracePeriodSeconds: 2
  initContainers:
  - name: first
    image: busybox
    command: ['sh', '-c', 'sleep 2; echo helloworld01;']
  - name: second
    image: busybox
    command: ['sh', '-c', 'echo helloworld02']
  containers:
  - name: main
    image: busybox
    command: ['sh', '-c', 'echo started; ${LOOP}']
`,
  'web.yaml': pod('web', LOOP, 'app: web'),
  'web-changed.yaml': pod('web', LOOP, 'app: changed'),
  'web-forbidden.yaml': pod('web', 'echo other', 'app: changed'),
  'bad-yaml.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n  labels: [a\nspec: {}\n',
  'unknown-field.yaml': pod('typo', LOOP).replace('containers:', 'contaners:'),
  'wrong-type.yaml': pod('typed', LOOP).replace(
    'terminationGracePeriodSeconds: 2',
    'terminationGracePeriodSeconds: soon',
  ),
  'no-image.yaml': pod('imageless', LOOP).replace('    image: busybox\n', ''),
  'no-such-image.yaml': pod('pulling', LOOP).replace('image: busybox', 'image: nosuchimage.example/none:1'),
  'bad-name.yaml': pod('web', LOOP).replace('name: web', 'name: Web_1'),
  'no-kind.yaml': 'apiVersion: v1\nmetadata:\n  name: x\n',
  'unknown-kind.yaml': 'apiVersion: v1\nkind: Pot\nmetadata:\n  name: x\n',
};
