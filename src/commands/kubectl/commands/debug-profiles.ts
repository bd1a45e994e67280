import { object, objects, type JsonObject } from '../json.ts';

/** Values of --profile. */
export const PROFILES = ['legacy', 'general', 'baseline', 'netadmin', 'restricted', 'sysadmin'];

/** What the debugging container is in: the pod itself, a copy of it, or a pod on a node. */
export type Style = 'ephemeral' | 'copy' | 'node';

const RESTRICTED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** What a profile lets the container do. */
function securityContext(profile: string, style: Style): JsonObject | undefined {
  switch (profile) {
    case 'general':
      return style === 'node' ? undefined : { capabilities: { add: ['SYS_PTRACE'] } };
    case 'netadmin':
      return { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } };
    case 'restricted':
      return RESTRICTED;
    case 'sysadmin':
      return { privileged: true };
    default:
      return undefined;
  }
}

/** Give the debugging container and its pod what --profile says. Models kubectl's pkg/cmd/debug/profiles.go. */
export function applyProfile(pod: JsonObject, profile: string, name: string, style: Style): JsonObject {
  const security = securityContext(profile, style);
  const hostRoot = style === 'node' && ['legacy', 'general', 'sysadmin'].includes(profile);
  const key = style === 'ephemeral' ? 'ephemeralContainers' : 'containers';
  const spec = object(pod.spec);
  const containers = objects(spec[key]).map((one) =>
    one.name === name
      ? {
          ...one,
          ...(security ? { securityContext: { ...object(one.securityContext), ...security } } : {}),
          ...(hostRoot ? { volumeMounts: [{ name: 'host-root', mountPath: '/host' }] } : {}),
        }
      : one,
  );
  const host = style === 'node' && !['baseline', 'restricted'].includes(profile);
  const shares =
    style === 'copy' && ['general', 'baseline', 'netadmin', 'sysadmin', 'restricted'].includes(profile);
  return {
    ...pod,
    spec: {
      ...spec,
      [key]: containers,
      ...(hostRoot ? { volumes: [{ name: 'host-root', hostPath: { path: '/', type: '' } }] } : {}),
      ...(host ? { hostNetwork: true, hostPID: true, hostIPC: true } : {}),
      ...(shares && spec.shareProcessNamespace === undefined ? { shareProcessNamespace: true } : {}),
    },
  };
}
