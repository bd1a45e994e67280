import { pods, serviceaccounts } from '../../../api/resources.ts';
import type { Container, Pod, ServiceAccount, Volume } from '../../../api/types.ts';
import { stored, type RequestScope } from '../context.ts';
import { newForbidden } from '../errors.ts';
import { withFields, type ApiObject } from '../objects.ts';
import type { AdmissionPlugin } from './plugin.ts';

/** A pod with it is a kubelet's picture of a static pod. */
export const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Gives a pod its service account, and its containers the account's token. Models plugin/pkg/admission/serviceaccount. */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  admit({ operation, scope, object }) {
    if (scope.resource !== pods || scope.subresource !== undefined || operation !== 'CREATE' || !object)
      return object;
    const pod = object as unknown as Pod;
    if (pod.metadata.annotations?.[MIRROR_ANNOTATION] !== undefined) return object;
    const name = pod.spec.serviceAccountName || 'default';
    const account = stored(scope.server, serviceaccounts, name, scope.namespace);
    if (!account)
      throw newForbidden(
        { group: '', resource: 'pods' },
        pod.metadata.name,
        `error looking up service account ${scope.namespace ?? ''}/${name}: serviceaccount ${JSON.stringify(name)} not found`,
      );
    let spec: Pod['spec'] = { ...pod.spec, serviceAccountName: name, serviceAccount: name };
    if (wantsToken(pod, account)) spec = mountToken(spec, scope);
    if ((spec.imagePullSecrets ?? []).length === 0 && (account.imagePullSecrets ?? []).length > 0)
      spec = { ...spec, imagePullSecrets: account.imagePullSecrets };
    return withFields(object, { spec }) as ApiObject;
  },
};

const wantsToken = (pod: Pod, account: ServiceAccount): boolean =>
  pod.spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;

/** The volume with the account's token, the cluster's certificate and the namespace. */
function tokenVolume(name: string): Volume {
  return {
    name,
    projected: {
      defaultMode: 0o644,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
        {
          downwardAPI: {
            items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }],
          },
        },
      ],
    },
  };
}

function mountToken(spec: Pod['spec'], { server, namespace }: RequestScope): Pod['spec'] {
  const draw = (): string =>
    `kube-api-access-${server.sim.random(`generateName/${namespace ?? ''}`).text(5)}`;
  const volume = draw();
  let used = false;
  const mounted = (container: Container): Container => {
    const mounts = container.volumeMounts ?? [];
    if (mounts.some(({ mountPath }) => mountPath === TOKEN_PATH)) return container;
    used = true;
    return {
      ...container,
      volumeMounts: [...mounts, { name: volume, readOnly: true, mountPath: TOKEN_PATH }],
    };
  };
  const containers = spec.containers?.map(mounted);
  const initContainers = spec.initContainers?.map(mounted);
  if (!used) return spec;
  return {
    ...spec,
    containers,
    ...(initContainers && { initContainers }),
    volumes: [...(spec.volumes ?? []), tokenVolume(volume)],
  };
}
