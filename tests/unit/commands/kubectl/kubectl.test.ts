import { beforeAll, describe, expect, it } from 'vitest';
import { createApiServer } from '../../../../src/cluster/apiserver/server.ts';
import { kubectl, kubectlCompleter } from '../../../../src/commands/kubectl/index.ts';
import { FileSystem } from '../../../../src/shell/fs/file-system.ts';
import { createMachine, exitStatus } from '../../../../src/shell/machine.ts';
import { candidateValue } from '../../../../src/shell/readline/complete.ts';
import type { Machine } from '../../../../src/shell/types.ts';
import { Processor, Simulation } from '../../../../src/sim/index.ts';

const decoder = new TextDecoder();
let machine: Machine;
let complete: ReturnType<typeof kubectlCompleter>;

beforeAll(() => {
  const sim = new Simulation({ epoch: 1_767_225_600_000 });
  const { handle } = createApiServer({ sim });
  const fs = new FileSystem({ clock: sim });
  fs.addProgram('/bin/kubectl', kubectl(handle));
  fs.mkdir('/root', { recursive: true });
  fs.writeFile('/root/pod.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {a: b}\n');
  fs.writeFile('/root/number.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 123}\n');
  fs.writeFile('/root/text.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: x\n');
  fs.writeFile('/root/small.yaml', 'apiVersion: v1\nkind: configmap\nmetadata: {name: m}\n');
  fs.writeFile(
    '/root/broken.yaml',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: gone}\n---\napiVersion: v1\nkind: ConfigMap\n  x: y\n',
  );
  const env = new Map([
    ['HOME', '/root'],
    ['PATH', '/bin'],
  ]);
  machine = createMachine({ sim, hostname: 'h', fs, processor: new Processor(sim, 1), env });
  complete = kubectlCompleter(handle);
});

function run(line: string): { out: string; err: string; code: number } {
  const text = { out: '', err: '' };
  const sink = (key: 'out' | 'err') => ({
    *write(data: Uint8Array | string) {
      text[key] += typeof data === 'string' ? data : decoder.decode(data);
    },
    close: () => undefined,
  });
  const process = machine.exec(['kubectl', ...line.split(' ').filter((word) => word !== '')], {
    cwd: '/root',
    stdout: sink('out'),
    stderr: sink('err'),
  });
  machine.sim.runUntil(() => process.ended, 60_000);
  return { ...text, code: exitStatus(process) };
}

describe('the command line fails in the real words', () => {
  it.each([
    ['foo', 'error: unknown command "foo" for "kubectl"\n\nDid you mean this?\n\ttop\n'],
    ['get --foo', "error: unknown flag: --foo\nSee 'kubectl get --help' for usage.\n"],
    ['get -z', "error: unknown shorthand flag: 'z' in -z\nSee 'kubectl get --help' for usage.\n"],
    ['get -n', "error: flag needs an argument: 'n' in -n\nSee 'kubectl get --help' for usage.\n"],
    ['get foo', 'error: the server doesn\'t have a resource type "foo"\n'],
    ['get pods x', 'Error from server (NotFound): pods "x" not found\n'],
    ['create foo', "error: Unexpected args: [foo]\nSee 'kubectl create -h' for help and examples\n"],
    ['apply', 'error: must specify one of -f and -k\n'],
    ['apply -f nofile', 'error: the path "nofile" does not exist\n'],
    [
      'apply -f number.yaml',
      'error: unable to decode "number.yaml": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string\n',
    ],
    [
      'create -f text.yaml --dry-run=client',
      'error: unable to decode "text.yaml": json: cannot unmarshal string into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta\n',
    ],
    [
      'create -f small.yaml',
      'Error from server (BadRequest): error when creating "small.yaml": configmap in version "v1" cannot be handled as a ConfigMap: no kind "configmap" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"\n',
    ],
    [
      'delete -f broken.yaml',
      'Error from server (NotFound): error when deleting "broken.yaml": configmaps "gone" not found\nerror parsing broken.yaml: error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context\n',
    ],
    [
      'get endpoints x',
      'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\nError from server (NotFound): endpoints "x" not found\n',
    ],
    ['scale', 'error: required flag(s) "replicas" not set\n'],
    ['label pod x', 'error: at least one label update is required\n'],
    [
      'exec x ls',
      "error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples\n",
    ],
  ])('kubectl %s', (line, message) => {
    expect(run(line)).toEqual({ out: '', err: message, code: 1 });
  });
});

describe('commands', () => {
  it('says where nothing was found', () => {
    expect(run('get pods')).toEqual({ out: '', err: 'No resources found in default namespace.\n', code: 0 });
    expect(run('-n kube-system get pods -A').err).toBe('No resources found\n');
  });

  it('applies, changes nothing the second time, and deletes', () => {
    expect(run('apply -f pod.yaml').out).toBe('configmap/m created\n');
    expect(run('apply -f pod.yaml').out).toBe('configmap/m unchanged\n');
    expect(run('get cm m -o jsonpath={.data.a}').out).toBe('b');
    expect(run('label cm m x=y').out).toBe('configmap/m labeled\n');
    expect(run('label cm m x=z').err).toBe("error: 'x' already has a value (y), and --overwrite is false\n");
    expect(run('delete -f pod.yaml').out).toBe('configmap "m" deleted from default namespace\n');
    expect(run('delete cm m').err).toBe('Error from server (NotFound): configmaps "m" not found\n');
  });

  it('remembers the namespace of a context', () => {
    run('config set-context one');
    run('config use-context one');
    expect(run('config set-context --current --namespace=kube-public').out).toBe('Context "one" modified.\n');
    expect(run('get pods').err).toBe('No resources found in kube-public namespace.\n');
    machine.fs.remove('/root/.kube');
  });

  it('completes commands, kinds and names', () => {
    const offer = (words: string[], current: string) => {
      const answer = complete({ words, current, fs: machine.fs, cwd: '/root', env: machine.env });
      return 'candidates' in answer ? answer.candidates.map(candidateValue) : [];
    };
    expect(offer(['kubectl'], 'des')).toContain('describe');
    expect(offer(['kubectl', 'get'], 'po')).toContain('pods');
    expect(offer(['kubectl', 'get', 'ns'], '')).toContain('kube-system');
    expect(offer(['kubectl', 'get', 'pods', '-n'], '')).toContain('kube-system');
    machine.fs.mkdir('/root/.kube', { recursive: true });
    machine.fs.writeFile(
      '/root/.kube/config',
      'contexts: [{name: c, context: {namespace: kube-system}}]\ncurrent-context: c\n',
    );
    run('create configmap only-here');
    expect(offer(['kubectl', 'get', 'cm'], '')).toContain('only-here');
    expect(offer(['kubectl', 'get', 'cm', '-n', 'default'], '')).not.toContain('only-here');
    machine.fs.remove('/root/.kube');
  });

  it('tells what commands are for, and which files -f takes', () => {
    const ask = (words: string[], current: string) =>
      complete({ words, current, fs: machine.fs, cwd: '/root', env: machine.env });
    expect(ask(['kubectl'], 'to')).toMatchObject({ candidates: [{ value: 'top', display: 'top' }] });
    expect(ask(['kubectl'], 'ex')).toMatchObject({
      candidates: [
        { value: 'exec', display: 'exec     (Execute a command in a container)' },
        { display: 'explain  (Get documentation for a resource)' },
        {},
      ],
    });
    expect(ask(['kubectl', 'get', 'cm'], '--namespace=kube-s')).toMatchObject({
      candidates: [{ value: '--namespace=kube-system', display: 'kube-system' }],
    });
    expect(ask(['kubectl', 'apply', '-f'], 'a')).toMatchObject({
      files: true,
      endings: ['.json', '.yaml', '.yml'],
    });
    expect(ask(['kubectl', 'create', 'configmap', 'x'], '--from-file=')).toMatchObject({ files: true });
    expect(ask(['kubectl', 'get', 'pods'], 'x')).toMatchObject({ files: false });
  });
});
