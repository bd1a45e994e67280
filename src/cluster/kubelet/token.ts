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
function boundToken(
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

/** A token is made anew after this at the latest, and when less than a fifth of its life is left. Milliseconds, and a share. */
const MAX_TTL = 24 * 3600_000;
const REFRESH_AT = 0.8;

/** Keeps pods' tokens until they want renewal. Models pkg/kubelet/token token_manager.go, without the jitter of its renewals. */
export class TokenManager {
  readonly #sim: Simulation;
  /** By pod, then by what was asked for. */
  readonly #tokens = new Map<string, Map<string, { readonly token: string; readonly renewAt: number }>>();

  constructor(sim: Simulation) {
    this.#sim = sim;
  }

  get(pod: Pod, audience: string | undefined, expirationSeconds: number): string {
    const uid = uidOf(pod);
    let tokens = this.#tokens.get(uid);
    if (!tokens) this.#tokens.set(uid, (tokens = new Map()));
    const key = `${audience ?? ''} ${expirationSeconds}`;
    const kept = tokens.get(key);
    if (kept && this.#sim.now <= kept.renewAt) return kept.token;
    const token = boundToken(this.#sim, pod, audience, expirationSeconds);
    const life = Math.min(MAX_TTL, expirationSeconds * 1000 * REFRESH_AT);
    tokens.set(key, { token, renewAt: this.#sim.now + life });
    return token;
  }

  /** The pod is gone. */
  forget(podUid: string): void {
    this.#tokens.delete(podUid);
  }
}
