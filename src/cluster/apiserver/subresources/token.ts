import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { pods, secrets, type Resource } from '../../../api/resources.ts';
import { formatTime } from '../../../api/time.ts';
import type { AuthenticationTokenRequest, Pod } from '../../../api/types.ts';
import { bodyObject } from '../codec.ts';
import { groupResourceOf, stored, type RequestScope } from '../context.ts';
import { newBadRequest, newConflict, newInvalid, newNotFound, type InvalidField } from '../errors.ts';
import { newUid } from '../names.ts';
import { getObject } from '../registry.ts';
import type { ApiResponse, JsonObject } from '../request.ts';

/** Who signs tokens, and for whom they are unless another audience is asked for. */
const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const DEFAULT_SECONDS = 3600;
const MIN_SECONDS = 600;
const MAX_SECONDS = 4_294_967_296;
/** A kubelet's token for a pod asks for this much and is honoured for a year. Models WarnOnlyBoundTokenExpirationPeriod. */
const KUBELET_SECONDS = 3607;
const EXTENDED_SECONDS = 24 * 365 * 60 * 60;

type BoundObject = NonNullable<AuthenticationTokenRequest['spec']['boundObjectRef']>;

/**
 * POST to a service account's `token`: a JWT with the claims of a bound token. Its signature is a hash, since nothing here judges
 * tokens. Models pkg/registry/core/serviceaccount/storage TokenREST.
 * @throws {ApiError} 400, 404, 409 for another pod of that name, 422
 */
export function requestToken(scope: RequestScope): ApiResponse {
  const account = getObject(scope, scope.name ?? '');
  const { spec } = bodyObject(scope.request) as unknown as Partial<AuthenticationTokenRequest>;
  const asked = spec?.expirationSeconds ?? DEFAULT_SECONDS;
  checkDuration(asked);
  const audiences = spec?.audiences && spec.audiences.length > 0 ? spec.audiences : [ISSUER];
  const bound = spec?.boundObjectRef ? boundTo(scope, spec.boundObjectRef) : {};
  const { sim } = scope.server;
  const now = Math.floor(sim.time / 1000);
  const extended = 'pod' in bound && asked === KUBELET_SECONDS && audiences.includes(ISSUER);
  const { name, namespace, uid } = account.metadata;
  const token = signed({
    aud: audiences,
    exp: now + (extended ? EXTENDED_SECONDS : asked),
    iat: now,
    iss: ISSUER,
    jti: newUid(sim, 'token'),
    'kubernetes.io': {
      namespace,
      ...bound,
      serviceaccount: { name, uid },
      ...(extended && { warnafter: now + asked }),
    },
    nbf: now,
    sub: `system:serviceaccount:${namespace ?? ''}:${name}`,
  });
  const body: JsonObject = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, creationTimestamp: formatTime(sim.time) },
    spec: {
      audiences,
      expirationSeconds: asked,
      boundObjectRef: (spec?.boundObjectRef as JsonObject | undefined) ?? null,
    },
    status: { token, expirationTimestamp: formatTime((now + asked) * 1000) },
  };
  return { kind: 'json', status: 201, body };
}

function checkDuration(seconds: number): void {
  const errors: InvalidField[] = [];
  const refuse = (why: string): void => {
    const message = `Invalid value: ${seconds}: ${why}`;
    errors.push({ type: 'FieldValueInvalid', field: 'spec.expirationSeconds', message });
  };
  if (seconds < MIN_SECONDS) refuse('may not specify a duration less than 10 minutes');
  if (seconds > MAX_SECONDS) refuse('may not specify a duration larger than 2^32 seconds');
  if (errors.length > 0)
    throw newInvalid({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', errors);
}

/** The claims about the object that a token dies with. */
function boundTo(
  scope: RequestScope,
  { apiVersion = '', kind = '', name = '', uid }: BoundObject,
): JsonObject {
  const core = apiVersion === 'v1' || apiVersion === '';
  if (!core || (kind !== 'Pod' && kind !== 'Secret'))
    throw newBadRequest(
      `cannot bind token to object of type ${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`,
    );
  const of: Resource<object> = kind === 'Pod' ? pods : secrets;
  const object = stored(scope.server, of, name, scope.namespace);
  if (!object) throw newNotFound(groupResourceOf(of), name);
  if (uid && uid !== object.metadata.uid)
    throw newConflict(
      { group: '', resource: kind },
      name,
      `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  const claim = { name, uid: object.metadata.uid };
  if (kind === 'Secret') return { secret: claim };
  const { spec } = object as unknown as Pod;
  if (spec.serviceAccountName !== scope.name)
    throw newBadRequest(
      `cannot bind token for serviceaccount ${JSON.stringify(scope.name)} to pod running with different serviceaccount name.`,
    );
  return { ...(spec.nodeName && { node: { name: spec.nodeName } }), pod: claim };
}

const base64url = (text: string): string =>
  btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

function signed(claims: JsonObject): string {
  const head = base64url(JSON.stringify({ alg: 'RS256', kid: 'podlab' }));
  const body = base64url(JSON.stringify(claims));
  const hash = bytesToHex(sha256(new TextEncoder().encode(`${head}.${body}`)));
  return `${head}.${body}.${base64url(hash)}`;
}
