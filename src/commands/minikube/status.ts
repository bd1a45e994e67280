/** `minikube status`. Models cmd/minikube/cmd/status.go and pkg/minikube/cluster/status.go. */
import { Unreachable } from '../../cluster/apiserver/unreachable.ts';
import type { ClusterNode } from '../../cluster/node-host.ts';
import type { Task } from '../../sim/index.ts';
import { serverOf } from './kubeconfig.ts';
import { hostState, usage, type Run } from './run.ts';

interface Status {
  readonly Name: string;
  readonly Host: string;
  readonly Kubelet: string;
  readonly APIServer: string;
  readonly Kubeconfig: string;
  readonly Worker: boolean;
}

function statusOf(run: Run, node: ClusterNode): Status {
  const host = hostState(node);
  const { name, spec, machine, kubelet } = node;
  const worker = !spec.controlPlane;
  if (host !== 'Running')
    return { Name: name, Host: host, Kubelet: host, APIServer: host, Kubeconfig: host, Worker: worker };
  const configured = serverOf(run.context) === `https://${machine.ip}:8443`;
  return {
    Name: name,
    Host: host,
    Kubelet: kubelet ? 'Running' : 'Stopped',
    APIServer: worker ? 'Irrelevant' : answers(run) ? 'Running' : 'Stopped',
    Kubeconfig: worker ? 'Irrelevant' : configured ? 'Configured' : 'Misconfigured',
    Worker: worker,
  };
}

/** Whether the API server says that it is well. Models kverify.APIServerStatus. */
function answers(run: Run): boolean {
  try {
    return run.client.request({ method: 'GET', path: '/healthz' }).status < 400;
  } catch (error) {
    if (error instanceof Unreachable) return false;
    throw error;
  }
}

export function* status(run: Run): Task<number> {
  const output = (run.flags.get('output') ?? 'text').toLowerCase();
  const name = run.flags.get('node') ?? '';
  const asked = name === '' ? run.nodes : [run.retrieve(name)];
  yield* run.take(150 * asked.length);
  const all = asked.map((node) => statusOf(run, node));
  if (output === 'json') yield* run.print(JSON.stringify(all.length === 1 ? all[0] : all));
  else if (output === 'text') for (const each of all) yield* run.print(text(each));
  else throw usage(`invalid output format: ${output}. Valid values: 'text', 'json'`);
  return exitCode(all);
}

function text({ Name, Host, Kubelet, APIServer, Kubeconfig, Worker }: Status): string {
  if (Worker) return `${Name}\ntype: Worker\nhost: ${Host}\nkubelet: ${Kubelet}\n\n`;
  const lines = `${Name}\ntype: Control Plane\nhost: ${Host}\nkubelet: ${Kubelet}\napiserver: ${APIServer}\nkubeconfig: ${Kubeconfig}\n\n`;
  if (Kubeconfig !== 'Misconfigured') return lines;
  return `${lines}\nWARNING: Your kubectl is pointing to stale minikube-vm.\nTo fix the kubectl context, run \`minikube update-context\`\n`;
}

/** Bits: 1 a machine, 2 the cluster on it, 4 the kubeconfig is not well. */
function exitCode(all: readonly Status[]): number {
  let code = 0;
  for (const { Host, APIServer, Kubelet, Kubeconfig } of all) {
    if (Host !== 'Running') code |= 1;
    if ((APIServer !== 'Running' && APIServer !== 'Irrelevant') || Kubelet !== 'Running') code |= 2;
    if (Kubeconfig !== 'Configured' && Kubeconfig !== 'Irrelevant') code |= 4;
  }
  return code;
}
