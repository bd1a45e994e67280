import { describe, expect, test } from 'vitest';
import { applyDefaults, defaultPullPolicy, podQosClass } from '../../../src/api/defaults.ts';

describe('defaults', () => {
  test('a Pod', () => {
    const pod = applyDefaults({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'x' },
      spec: {
        containers: [
          {
            name: 'c',
            image: 'nginx',
            ports: [{ containerPort: 80 }],
            livenessProbe: { httpGet: { port: 80 } },
            resources: { limits: { cpu: '1' } },
          },
        ],
        volumes: [{ name: 'v' }, { name: 'm', configMap: { name: 'm' } }],
      },
    });
    expect(pod['spec']).toEqual({
      containers: [
        {
          name: 'c',
          image: 'nginx',
          imagePullPolicy: 'Always',
          livenessProbe: {
            failureThreshold: 3,
            httpGet: { path: '/', port: 80, scheme: 'HTTP' },
            periodSeconds: 10,
            successThreshold: 1,
            timeoutSeconds: 1,
          },
          ports: [{ containerPort: 80, protocol: 'TCP' }],
          resources: { limits: { cpu: '1' }, requests: { cpu: '1' } },
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
        },
      ],
      dnsPolicy: 'ClusterFirst',
      enableServiceLinks: true,
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      securityContext: {},
      terminationGracePeriodSeconds: 30,
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'm', configMap: { name: 'm', defaultMode: 420 } },
      ],
    });
  });
  test('a Deployment and its template, which has no enableServiceLinks', () => {
    const { spec } = applyDefaults({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      spec: { template: { spec: { containers: [{ name: 'c', image: 'a:1' }] } } },
    }) as { spec: { template: { spec: object } } };
    expect(spec).toMatchObject({
      progressDeadlineSeconds: 600,
      replicas: 1,
      revisionHistoryLimit: 10,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    });
    expect(spec.template.spec).toMatchObject({ restartPolicy: 'Always', schedulerName: 'default-scheduler' });
    expect(spec.template.spec).not.toHaveProperty('enableServiceLinks');
  });
  test('a Service', () =>
    expect(
      applyDefaults({ apiVersion: 'v1', kind: 'Service', spec: { ports: [{ port: 80 }] } })['spec'],
    ).toEqual({
      internalTrafficPolicy: 'Cluster',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      sessionAffinity: 'None',
      type: 'ClusterIP',
    }));
  test.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.27', 'IfNotPresent'],
    ['localhost:5000/nginx', 'Always'],
    ['nginx@sha256:abc', 'IfNotPresent'],
  ])('%s is pulled %s', (image, policy) => expect(defaultPullPolicy(image)).toBe(policy));
});

describe('QoS class', () => {
  const both = { cpu: '1', memory: '1Gi' };
  test.each([
    ['BestEffort', [{}]],
    ['Burstable', [{ resources: { requests: { cpu: '1' } } }]],
    ['Guaranteed', [{ resources: { requests: both, limits: both } }]],
    ['Burstable', [{ resources: { requests: both, limits: both } }, {}]],
    ['Burstable', [{ resources: { requests: { ...both, cpu: '500m' }, limits: both } }]],
    ['Burstable', [{ resources: { limits: { cpu: '1' }, requests: { cpu: '1' } } }]],
  ] as const)('%s', (qos, containers) => expect(podQosClass({ containers })).toBe(qos));
});
