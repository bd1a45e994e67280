import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServing, type Serving } from '../../src/cli/serve.ts';
import { findKubectl } from './kubectl.ts';

const run = promisify(execFile);
const found = findKubectl();

/** What the real kubectl sends as protobuf, and what it prints when the served cluster has taken it. */
const LINES: readonly (readonly [args: string, stdout: string])[] = [
  ['create job hi --image=busybox:1.36 -- echo hi', 'job.batch/hi created'],
  ['get job hi -o jsonpath={.spec.template.spec.containers[0].command}', '["echo","hi"]'],
  ['create cronjob tick --image=busybox:1.36 --schedule=@hourly -- date', 'cronjob.batch/tick created'],
  ['get cronjob tick -o jsonpath={.spec.schedule}', '@hourly'],
  ['create job now --from=cronjob/tick', 'job.batch/now created'],
  ['create service clusterip svc --tcp=80:8080', 'service/svc created'],
  ['create service nodeport np --tcp=80:http --node-port=30080', 'service/np created'],
  ['get service np -o jsonpath={.spec.ports[0].nodePort},{.spec.ports[0].targetPort}', '30080,http'],
  ['create service externalname en --external-name=example.com', 'service/en created'],
  ['create role reader --verb=get,list --resource=pods', 'role.rbac.authorization.k8s.io/reader created'],
  [
    'create rolebinding rb --role=reader --serviceaccount=default:bot',
    'rolebinding.rbac.authorization.k8s.io/rb created',
  ],
  [
    'create clusterrole health --verb=get --non-resource-url=/healthz',
    'clusterrole.rbac.authorization.k8s.io/health created',
  ],
  [
    'create clusterrolebinding crb --clusterrole=health --user=jane',
    'clusterrolebinding.rbac.authorization.k8s.io/crb created',
  ],
  ['create quota q --hard=pods=20,cpu=1500m', 'resourcequota/q created'],
  ['get quota q -o jsonpath={.spec.hard.cpu}', '1500m'],
  [
    'create poddisruptionbudget pdb --selector=app=web --min-available=50%',
    'poddisruptionbudget.policy/pdb created',
  ],
  ['get pdb pdb -o jsonpath={.spec.minAvailable}', '50%'],
  ['create ingress ing --rule=a.example/x*=svc:80', 'ingress.networking.k8s.io/ing created'],
  ['create secret docker-registry reg --docker-username=u --docker-password=p', 'secret/reg created'],
  ['auth can-i create pods', 'yes'],
];

describe.skipIf('missing' in found)('the served cluster takes the real kubectl’s protobuf', () => {
  let serving: Serving;
  beforeAll(async () => {
    serving = await startServing({ start: Date.now(), speed: 0, seed: 'protobuf' });
  });
  afterAll(() => serving?.close());

  for (const [args, printed] of LINES)
    test(args, async () => {
      if (!('path' in found)) return;
      const { stdout } = await run(found.path, ['--kubeconfig', serving.kubeconfig, ...args.split(' ')]);
      expect(stdout.trim()).toBe(printed);
    });
});
