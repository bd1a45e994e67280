import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FILES } from './files.ts';
import { findKubectl } from './kubectl.ts';
import { normaliseAges } from './normalise.ts';
import { Twins } from './twins.ts';

const found = findKubectl();
if ('missing' in found)
  console.error(
    `\n*** THE CONFORMANCE TESTS WERE SKIPPED: ${found.missing}. ***\n*** Put kubectl v1.35 on PATH to run them. ***\n`,
  );

/** Command lines, in order; a number lets the clusters live on for so many virtual seconds. */
const LINES: readonly (string | number)[] = [
  'kubectl version',
  'kubectl get nodes',
  'kubectl get nodes -o wide',
  'kubectl get nodes -o name',
  'kubectl get ns',
  'kubectl get pods',
  'kubectl get pods -A',
  'kubectl get all -n kube-system',
  'kubectl api-resources',
  'kubectl api-versions',
  'kubectl apply -f init.yaml',
  'kubectl apply -f web.yaml',
  'kubectl get pods -o name',
  20,
  'kubectl get pods',
  'kubectl get pods -o wide',
  'kubectl get pods --show-labels',
  'kubectl get pods -l app=web',
  "kubectl get pods -l 'app in (web,init-demo)' --no-headers",
  'kubectl get pod web -o yaml',
  'kubectl get pod web -o json',
  "kubectl get pod web -o jsonpath='{.spec.containers[0].image}'",
  'kubectl get pods -o jsonpath=\'{range .items[*]}{.metadata.name}{"\\n"}{end}\'',
  'kubectl get pods -o custom-columns=NAME:.metadata.name,NODE:.spec.nodeName',
  'kubectl get pods --sort-by=.metadata.name',
  'kubectl get pods --field-selector=status.phase=Running',
  'kubectl get events',
  'kubectl describe pod init-demo',
  'kubectl describe pod web',
  'kubectl describe node minikube-m02',
  'kubectl logs init-demo',
  'kubectl logs init-demo -c first',
  'kubectl logs init-demo -c nope',
  'kubectl logs nope',
  'kubectl exec web -- echo hello',
  "kubectl exec web -- sh -c 'echo out; echo err >&2; exit 3'",
  'kubectl exec web -c nope -- ls',
  'kubectl exec nope -- ls',
  'kubectl label pod web tier=front',
  'kubectl label pod web tier=back',
  'kubectl label pod web tier=back --overwrite',
  'kubectl label pod web tier-',
  'kubectl apply -f web.yaml',
  'kubectl apply -f web-changed.yaml',
  'kubectl apply -f web-forbidden.yaml',
  'kubectl create -f web.yaml',
  'kubectl create -f bad-yaml.yaml',
  'kubectl apply -f bad-yaml.yaml',
  'kubectl create -f unknown-field.yaml',
  'kubectl apply -f unknown-field.yaml',
  'kubectl create -f wrong-type.yaml',
  'kubectl apply -f wrong-type.yaml',
  'kubectl create -f no-image.yaml',
  'kubectl create -f bad-name.yaml',
  'kubectl create -f no-kind.yaml',
  'kubectl create -f unknown-kind.yaml',
  'kubectl apply -f nothing.yaml',
  'kubectl apply -f no-such-image.yaml',
  5,
  'kubectl get pod pulling',
  'kubectl logs pulling',
  'kubectl explain pod',
  'kubectl explain pods.spec.initContainers',
  'kubectl explain pod.spec.restartPolicy',
  'kubectl explain pod.spec.nope',
  'kubectl get nope',
  'kubectl get pod nope',
  'kubectl get pods -n nope',
  'kubectl get pods --nope',
  'kubectl delete pod nope',
  'kubectl delete pod web',
  'kubectl delete -f init.yaml',
  'kubectl get pods',
];

describe.skipIf('missing' in found)('our kubectl and the real one', () => {
  let twins: Twins;
  beforeAll(async () => {
    if ('path' in found) twins = await Twins.start(found.path, FILES);
  });
  afterAll(() => twins?.close());

  for (const line of LINES) {
    if (typeof line === 'number') {
      test(`${line} s pass`, () => twins.advance(line * 1000));
      continue;
    }
    test(line, async () => {
      const { ours, real } = await twins.run(line);
      const shown = ({ stdout, stderr, status }: typeof ours): object => ({
        stdout: normaliseAges(stdout),
        stderr: normaliseAges(stderr),
        status,
      });
      expect(shown(ours)).toEqual(shown(real));
    });
  }
});
