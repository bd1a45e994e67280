import { serviceaccounts } from '../../api/resources.ts';
import type { AuthenticationTokenRequest, Pod } from '../../api/types.ts';
import type { Simulation } from '../../sim/index.ts';
import { ApiError, type Client } from '../client.ts';
import { nameOf, namespaceOf, uidOf } from './pods.ts';

/** A token is made anew after this at the latest, and when less than a fifth of its life is left. Milliseconds, and a share. */
const MAX_TTL = 24 * 3600_000;
const REFRESH_AT = 0.8;

/** Keeps pods' tokens until they want renewal. Models pkg/kubelet/token token_manager.go, without the jitter of its renewals. */
export class TokenManager {
  readonly #sim: Simulation;
  readonly #client: Client;
  /** By pod, then by what was asked for. */
  readonly #tokens = new Map<
    string,
    Map<string, { readonly token: string; readonly renewAt: number; readonly expiresAt: number }>
  >();

  constructor(sim: Simulation, client: Client) {
    this.#sim = sim;
    this.#client = client;
  }

  /** One that cannot be renewed yet serves on. @throws {ApiError} when the API server gives none */
  get(pod: Pod, audience: string | undefined, expirationSeconds: number): string {
    const uid = uidOf(pod);
    let tokens = this.#tokens.get(uid);
    if (!tokens) this.#tokens.set(uid, (tokens = new Map()));
    const key = `${audience ?? ''} ${expirationSeconds}`;
    const kept = tokens.get(key);
    if (kept && this.#sim.now <= kept.renewAt) return kept.token;
    let token: string;
    try {
      token = this.#request(pod, audience, expirationSeconds);
    } catch (error) {
      if (error instanceof ApiError && kept && this.#sim.now < kept.expiresAt) return kept.token;
      throw error;
    }
    const life = Math.min(MAX_TTL, expirationSeconds * 1000 * REFRESH_AT);
    const { now } = this.#sim;
    tokens.set(key, { token, renewAt: now + life, expiresAt: now + expirationSeconds * 1000 });
    return token;
  }

  #request(pod: Pod, audience: string | undefined, expirationSeconds: number): string {
    const spec: AuthenticationTokenRequest['spec'] = {
      audiences: audience === undefined ? [] : [audience],
      expirationSeconds,
      boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: nameOf(pod), uid: uidOf(pod) },
    };
    const account = pod.spec.serviceAccountName ?? 'default';
    const { status } = this.#client.createSubresource<object, AuthenticationTokenRequest>(
      serviceaccounts,
      account,
      namespaceOf(pod),
      'token',
      { spec },
    );
    return status?.token ?? '';
  }

  /** The pod is gone. */
  forget(podUid: string): void {
    this.#tokens.delete(podUid);
  }
}
