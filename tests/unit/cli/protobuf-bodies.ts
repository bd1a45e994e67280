import type { JsonObject } from '../../../src/api/json.ts';

/**
 * Bodies that kubectl v1.35.2 sent, in base64, each with the object that it stands for: what the same command prints with
 * `--dry-run=client -o json`, where it has that.
 */
export const BODIES: readonly {
  readonly line: string;
  readonly body: string;
  readonly object: JsonObject;
}[] = [
  {
    line: 'kubectl create namespace shop3',
    body: 'azhzAAoPCgJ2MRIJTmFtZXNwYWNlEh0KFQoFc2hvcDMSABoAIgAqADIAOABCABIAGgIKABoAIgA=',
    object: { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'shop3' }, spec: {}, status: {} },
  },
  {
    line: 'kubectl create serviceaccount bot3',
    body: 'azhzAAoUCgJ2MRIOU2VydmljZUFjY291bnQSFgoUCgRib3QzEgAaACIAKgAyADgAQgAaACIA',
    object: { kind: 'ServiceAccount', apiVersion: 'v1', metadata: { name: 'bot3' } },
  },
  {
    line: 'kubectl create secret generic cred3 --from-literal=user=admin --from-literal=pw=s3cret',
    body: 'azhzAAoMCgJ2MRIGU2VjcmV0EjYKFQoFY3JlZDMSABoAIgAqADIAOABCABIMCgJwdxIGczNjcmV0Eg0KBHVzZXISBWFkbWluGgAaACIA',
    object: {
      kind: 'Secret',
      apiVersion: 'v1',
      metadata: { name: 'cred3' },
      data: { pw: 'czNjcmV0', user: 'YWRtaW4=' },
    },
  },
  {
    line: 'kubectl create configmap conf3 --from-literal=a=1 --from-literal=b=',
    body: 'azhzAAoPCgJ2MRIJQ29uZmlnTWFwEiYKFQoFY29uZjMSABoAIgAqADIAOABCABIGCgFhEgExEgUKAWISABoAIgA=',
    object: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'conf3' }, data: { a: '1', b: '' } },
  },
  {
    line: 'kubectl create deployment web3 --image=nginx:1.27 --replicas=0 --port=80',
    body: 'azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50EsEBCiEKBHdlYjMSABoAIgAqADIAOABCAFoLCgNhcHASBHdlYjMSjQEIABINCgsKA2FwcBIEd2ViMxpyCh0KABIAGgAiACoAMgA4AEIAWgsKA2FwcBIEd2ViMxJREjMKBW5naW54EgpuZ2lueDoxLjI3KgAyCgoAEAAYUCIAKgBCAGoAcgCAAQCIAQCQAQCiAQAaADIAQgBKAFIAWABgAGgAggEAigEAmgEAwgEAIgIKACgAOAAaDAgAEAAYACAAKAA4ABoAIgA=',
    object: {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: { name: 'web3', labels: { app: 'web3' } },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'web3' } },
        template: {
          metadata: { labels: { app: 'web3' } },
          spec: {
            containers: [
              { name: 'nginx', image: 'nginx:1.27', ports: [{ containerPort: 80 }], resources: {} },
            ],
          },
        },
        strategy: {},
      },
      status: {},
    },
  },
  {
    line: 'kubectl create job hi3 --image=busybox:1.36 -- echo 안녕',
    body: 'azhzAAoPCghiYXRjaC92MRIDSm9iEo8BChMKA2hpMxIAGgAiACoAMgA4AEIAEm4ybAoQCgASABoAIgAqADIAOABCABJYEjUKA2hpMxIMYnVzeWJveDoxLjM2GgRlY2hvGgbslYjrhZUqAEIAagByAIABAIgBAJABAKIBABoFTmV2ZXIyAEIASgBSAFgAYABoAIIBAIoBAJoBAMIBABoIIAAoADAAOgAaACIA',
    object: {
      kind: 'Job',
      apiVersion: 'batch/v1',
      metadata: { name: 'hi3' },
      spec: {
        template: {
          metadata: {},
          spec: {
            containers: [{ name: 'hi3', image: 'busybox:1.36', command: ['echo', '안녕'], resources: {} }],
            restartPolicy: 'Never',
          },
        },
      },
      status: {},
    },
  },
  {
    line: 'kubectl create cronjob tick3 --image=busybox:1.36 --schedule=*/5 * * * * --restart=Never -- date',
    body: 'azhzAAoTCghiYXRjaC92MRIHQ3JvbkpvYhKvAQoVCgV0aWNrMxIAGgAiACoAMgA4AEIAEpMBCgsqLzUgKiAqICogKhoAKoEBChUKBXRpY2szEgAaACIAKgAyADgAQgASaDJmChAKABIAGgAiACoAMgA4AEIAElISLwoFdGljazMSDGJ1c3lib3g6MS4zNhoEZGF0ZSoAQgBqAHIAgAEAiAEAkAEAogEAGgVOZXZlcjIAQgBKAFIAWABgAGgAggEAigEAmgEAwgEAGgAaACIA',
    object: {
      kind: 'CronJob',
      apiVersion: 'batch/v1',
      metadata: { name: 'tick3' },
      spec: {
        schedule: '*/5 * * * *',
        jobTemplate: {
          metadata: { name: 'tick3' },
          spec: {
            template: {
              metadata: {},
              spec: {
                containers: [{ name: 'tick3', image: 'busybox:1.36', command: ['date'], resources: {} }],
                restartPolicy: 'Never',
              },
            },
          },
        },
      },
      status: {},
    },
  },
  {
    line: 'kubectl create service nodeport np3 --tcp=80:http --node-port=30081',
    body: 'azhzAAoNCgJ2MRIHU2VydmljZRJtCh8KA25wMxIAGgAiACoAMgA4AEIAWgoKA2FwcBIDbnAzEkYKIAoHODAtaHR0cBIDVENQGFAiCggBEAAaBGh0dHAogesBEgoKA2FwcBIDbnAzGgAiCE5vZGVQb3J0OgBCAFIAWgBgAGgAGgIKABoAIgA=',
    object: {
      kind: 'Service',
      apiVersion: 'v1',
      metadata: { name: 'np3', labels: { app: 'np3' } },
      spec: {
        ports: [{ name: '80-http', protocol: 'TCP', port: 80, targetPort: 'http', nodePort: 30081 }],
        selector: { app: 'np3' },
        type: 'NodePort',
      },
      status: { loadBalancer: {} },
    },
  },
  {
    line: 'kubectl create role reader3 --verb=get,list --resource=pods --resource-name=web',
    body: 'azhzAAokChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEgRSb2xlEjMKFwoHcmVhZGVyMxIAGgAiACoAMgA4AEIAEhgKA2dldAoEbGlzdBIAGgRwb2RzIgN3ZWIaACIA',
    object: {
      kind: 'Role',
      apiVersion: 'rbac.authorization.k8s.io/v1',
      metadata: { name: 'reader3' },
      rules: [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'], resourceNames: ['web'] }],
    },
  },
  {
    line: 'kubectl create rolebinding rb3 --role=reader --serviceaccount=default:bot',
    body: 'azhzAAorChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEgtSb2xlQmluZGluZxJiChMKA3JiMxIAGgAiACoAMgA4AEIAEiAKDlNlcnZpY2VBY2NvdW50EgAaA2JvdCIHZGVmYXVsdBopChlyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvEgRSb2xlGgZyZWFkZXIaACIA',
    object: {
      kind: 'RoleBinding',
      apiVersion: 'rbac.authorization.k8s.io/v1',
      metadata: { name: 'rb3' },
      subjects: [{ kind: 'ServiceAccount', name: 'bot', namespace: 'default' }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
    },
  },
  {
    line: 'kubectl create clusterrole cr3 --verb=get --non-resource-url=/healthz',
    body: 'azhzAAorChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEgtDbHVzdGVyUm9sZRImChMKA2NyMxIAGgAiACoAMgA4AEIAEg8KA2dldCoIL2hlYWx0aHoaACIA',
    object: {
      kind: 'ClusterRole',
      apiVersion: 'rbac.authorization.k8s.io/v1',
      metadata: { name: 'cr3' },
      rules: [{ verbs: ['get'], nonResourceURLs: ['/healthz'] }],
    },
  },
  {
    line: 'kubectl create priorityclass low3 --value=-10 --description=x --preemption-policy=Never',
    body: 'azhzAAolChRzY2hlZHVsaW5nLms4cy5pby92MRINUHJpb3JpdHlDbGFzcxItChQKBGxvdzMSABoAIgAqADIAOABCABD2//////////8BGAAiAXgqBU5ldmVyGgAiAA==',
    object: {
      kind: 'PriorityClass',
      apiVersion: 'scheduling.k8s.io/v1',
      metadata: { name: 'low3' },
      value: -10,
      description: 'x',
      preemptionPolicy: 'Never',
    },
  },
  {
    line: 'kubectl create quota q3 --hard=pods=5,cpu=1500m --scopes=NotBestEffort',
    body: 'azhzAAoTCgJ2MRINUmVzb3VyY2VRdW90YRJEChIKAnEzEgAaACIAKgAyADgAQgASLAoOCgNjcHUSBwoFMTUwMG0KCwoEcG9kcxIDCgE1Eg1Ob3RCZXN0RWZmb3J0GgAaACIA',
    object: {
      kind: 'ResourceQuota',
      apiVersion: 'v1',
      metadata: { name: 'q3' },
      spec: { hard: { cpu: '1500m', pods: '5' }, scopes: ['NotBestEffort'] },
      status: {},
    },
  },
  {
    line: 'kubectl create poddisruptionbudget pdb3 --selector=app=web --min-available=50%',
    body: 'azhzAAogCglwb2xpY3kvdjESE1BvZERpc3J1cHRpb25CdWRnZXQSPQoUCgRwZGIzEgAaACIAKgAyADgAQgASGQoJCAEQABoDNTAlEgwKCgoDYXBwEgN3ZWIaCggAGAAgACgAMAAaACIA',
    object: {
      kind: 'PodDisruptionBudget',
      apiVersion: 'policy/v1',
      metadata: { name: 'pdb3' },
      spec: { minAvailable: '50%', selector: { matchLabels: { app: 'web' } } },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    },
  },
  {
    line: 'kubectl create poddisruptionbudget pdb4 --selector=app=web --max-unavailable=1',
    body: 'azhzAAogCglwb2xpY3kvdjESE1BvZERpc3J1cHRpb25CdWRnZXQSOgoUCgRwZGI0EgAaACIAKgAyADgAQgASFhIMCgoKA2FwcBIDd2ViGgYIABABGgAaCggAGAAgACgAMAAaACIA',
    object: {
      kind: 'PodDisruptionBudget',
      apiVersion: 'policy/v1',
      metadata: { name: 'pdb4' },
      spec: { selector: { matchLabels: { app: 'web' } }, maxUnavailable: 1 },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    },
  },
  {
    line: 'kubectl create ingress ing3 --rule=a.example/x*=svc:80 --annotation=a=b',
    body: 'azhzAAofChRuZXR3b3JraW5nLms4cy5pby92MRIHSW5ncmVzcxJSChwKBGluZzMSABoAIgAqADIAOABCAGIGCgFhEgFiEi4aLAoJYS5leGFtcGxlEh8KHQobCgIveBINIgsKA3N2YxIECgAQUBoGUHJlZml4GgIKABoAIgA=',
    object: {
      kind: 'Ingress',
      apiVersion: 'networking.k8s.io/v1',
      metadata: { name: 'ing3', annotations: { a: 'b' } },
      spec: {
        rules: [
          {
            host: 'a.example',
            http: {
              paths: [
                {
                  path: '/x',
                  pathType: 'Prefix',
                  backend: { service: { name: 'svc', port: { number: 80 } } },
                },
              ],
            },
          },
        ],
      },
      status: { loadBalancer: {} },
    },
  },
  {
    line: 'kubectl auth can-i create pods --subresource=exec -n shop',
    body: 'azhzAAoyChdhdXRob3JpemF0aW9uLms4cy5pby92MRIXU2VsZlN1YmplY3RBY2Nlc3NSZXZpZXcSQAoQCgASABoAIgAqADIAOABCABIiCiAKBHNob3ASBmNyZWF0ZRoAIgAqBHBvZHMyBGV4ZWM6ABoICAASABoAIAAaACIA',
    object: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: {
        resourceAttributes: { namespace: 'shop', verb: 'create', resource: 'pods', subresource: 'exec' },
      },
      metadata: {},
      status: { allowed: false },
    },
  },
  {
    line: 'kubectl create token bot3 --duration=1h --audience=a',
    body: 'azhzAAooChhhdXRoZW50aWNhdGlvbi5rOHMuaW8vdjESDFRva2VuUmVxdWVzdBIgChAKABIAGgAiACoAMgA4AEIAEgYKAWEgkBwaBAoAEgAaACIA',
    object: {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { audiences: ['a'], expirationSeconds: 3600 },
      metadata: {},
      status: { token: '', expirationTimestamp: null },
    },
  },
];
