import type { Pod } from '../../api/types.ts';
import type { Simulation } from '../../sim/index.ts';
import { digestOf } from '../runtime/image.ts';
import { nameOf, namespaceOf, uidOf } from './pods.ts';

const base64url = (text: string): string =>
  btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

/**
 * A pod's service account token: a JWT with the claims that the API server's TokenRequest puts into a bound token. It is made here,
 * signed with a hash in place of a key, since the simulated API server does not judge tokens.
 */
export function boundToken(
  sim: Simulation,
  pod: Pod,
  audience: string | undefined,
  expirationSeconds: number,
): string {
  const issuer = 'https://kubernetes.default.svc.cluster.local';
  const now = Math.floor(sim.time / 1000);
  const account = pod.spec.serviceAccountName ?? 'default';
  const claims = {
    aud: [audience ?? issuer],
    exp: now + expirationSeconds,
    iat: now,
    iss: issuer,
    'kubernetes.io': {
      namespace: namespaceOf(pod),
      node: { name: pod.spec.nodeName ?? '' },
      pod: { name: nameOf(pod), uid: uidOf(pod) },
      serviceaccount: { name: account },
    },
    nbf: now,
    sub: `system:serviceaccount:${namespaceOf(pod)}:${account}`,
  };
  const head = base64url(JSON.stringify({ alg: 'RS256', kid: 'podlab' }));
  const body = base64url(JSON.stringify(claims));
  return `${head}.${body}.${base64url(digestOf(`${head}.${body}`))}`;
}
