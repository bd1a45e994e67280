import { configmaps, secrets } from '../../api/resources.ts';
import type {
  ConfigMapProjection,
  DownwardAPIProjection,
  KeyToPath,
  Pod,
  SecretProjection,
  Volume as VolumeSpec,
  VolumeProjection,
} from '../../api/types.ts';
import { ApiError, type Client } from '../client.ts';
import { decodeBase64, EnvError, fieldValue, resourceFieldValue } from './env.ts';
import { namespaceOf } from './pods.ts';

/** A volume could not be set up; the message is the plugin's. */
export class VolumeError extends Error {
  /** The step that failed, as events call it. */
  readonly operation: string;
  constructor(message: string, operation = 'MountVolume.SetUp') {
    super(message);
    this.operation = operation;
  }
}

/** Files to be written, by path in the volume. */
export type Payload = Map<string, { readonly data: Uint8Array; readonly mode: number }>;

export interface PayloadSources {
  readonly client: Client;
  readonly hostIP: string;
  readonly podIP: string;
  readonly allocatable: Readonly<Record<string, string>>;
  /** A token bound to the pod. @throws {ApiError} */
  serviceAccountToken(pod: Pod, audience: string | undefined, expirationSeconds: number): string;
}

const encoder = new TextEncoder();
const DEFAULT_MODE = 0o644;
/** Seconds that a token lives when the pod does not say. */
const DEFAULT_EXPIRATION = 3600;

/**
 * All that a volume's files are made of, as it is now: where the very same came out before, the files are the same too. Empty for
 * volumes that are not made from API objects.
 */
export function inputsOf(pod: Pod, spec: VolumeSpec, sources: PayloadSources): unknown[] {
  const inputs: unknown[] = [];
  const namespace = namespaceOf(pod);
  const see = ({ configMap, secret, downwardAPI, serviceAccountToken }: VolumeProjection): void => {
    if (configMap) inputs.push(sources.client.find(configmaps, configMap.name ?? '', namespace));
    if (secret) inputs.push(sources.client.find(secrets, secret.name ?? '', namespace));
    if (downwardAPI) inputs.push(pod, sources.podIP, sources.hostIP, sources.allocatable);
    if (!serviceAccountToken) return;
    const { audience, expirationSeconds = DEFAULT_EXPIRATION } = serviceAccountToken;
    try {
      inputs.push(sources.serviceAccountToken(pod, audience, expirationSeconds));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      inputs.push(error);
    }
  };
  if (spec.secret) see({ secret: { name: spec.secret.secretName } });
  else see({ configMap: spec.configMap, downwardAPI: spec.downwardAPI });
  for (const source of spec.projected?.sources ?? []) see(source);
  return inputs;
}

/** The files of a volume that is made from API objects; `undefined` for other kinds. @throws {VolumeError} */
export function payloadOf(pod: Pod, spec: VolumeSpec, sources: PayloadSources): Payload | undefined {
  const files: Payload = new Map();
  try {
    if (spec.configMap) addConfigMap(files, pod, spec.configMap, spec.configMap.defaultMode, sources);
    else if (spec.secret) {
      const { secretName, ...rest } = spec.secret;
      addSecret(files, pod, { ...rest, name: secretName }, spec.secret.defaultMode, sources);
    } else if (spec.downwardAPI)
      addDownward(files, pod, spec.downwardAPI, spec.downwardAPI.defaultMode, sources);
    else if (spec.projected) {
      for (const source of spec.projected.sources ?? [])
        addProjection(files, pod, source, spec.projected.defaultMode, sources);
    } else return undefined;
  } catch (error) {
    if (error instanceof EnvError) throw new VolumeError(error.message);
    throw error;
  }
  return files;
}

function addProjection(
  files: Payload,
  pod: Pod,
  source: VolumeProjection,
  mode: number | undefined,
  sources: PayloadSources,
): void {
  if (source.configMap) addConfigMap(files, pod, source.configMap, mode, sources);
  if (source.secret) addSecret(files, pod, source.secret, mode, sources);
  if (source.downwardAPI) addDownward(files, pod, source.downwardAPI, mode, sources);
  if (source.serviceAccountToken) {
    const { audience, expirationSeconds = DEFAULT_EXPIRATION, path } = source.serviceAccountToken;
    try {
      const token = sources.serviceAccountToken(pod, audience, expirationSeconds);
      files.set(path, { data: encoder.encode(token), mode: mode ?? DEFAULT_MODE });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      throw new VolumeError(`failed to fetch token: ${error.message}`);
    }
  }
  if (source.clusterTrustBundle || source.podCertificate) {
    throw new VolumeError(
      'projected sources clusterTrustBundle and podCertificate are not part of this simulation',
    );
  }
}

/** Put the asked keys, or all, under their paths. @throws {VolumeError} for a key that is not there */
function addKeys(
  files: Payload,
  data: ReadonlyMap<string, Uint8Array>,
  items: readonly KeyToPath[] | undefined,
  mode: number,
  optional: boolean,
  missing: string,
): void {
  if (!items?.length) {
    for (const [key, bytes] of data) files.set(key, { data: bytes, mode });
    return;
  }
  for (const item of items) {
    const bytes = data.get(item.key);
    if (bytes) files.set(item.path, { data: bytes, mode: item.mode ?? mode });
    else if (!optional) throw new VolumeError(`${missing}: ${item.key}`);
  }
}

function addConfigMap(
  files: Payload,
  pod: Pod,
  source: ConfigMapProjection,
  mode: number | undefined,
  { client }: PayloadSources,
): void {
  const { name = '', optional = false } = source;
  const map = client.find(configmaps, name, namespaceOf(pod));
  if (!map && !optional) throw new VolumeError(`configmap "${name}" not found`);
  const data = new Map<string, Uint8Array>();
  for (const [key, text] of Object.entries(map?.data ?? {})) data.set(key, encoder.encode(text));
  for (const [key, base64] of Object.entries(map?.binaryData ?? {})) data.set(key, decodeBase64(base64));
  addKeys(
    files,
    data,
    source.items,
    mode ?? DEFAULT_MODE,
    optional,
    'configmap references non-existent config key',
  );
}

function addSecret(
  files: Payload,
  pod: Pod,
  source: SecretProjection,
  mode: number | undefined,
  { client }: PayloadSources,
): void {
  const { name = '', optional = false } = source;
  const secret = client.find(secrets, name, namespaceOf(pod));
  if (!secret && !optional) throw new VolumeError(`secret "${name}" not found`);
  const data = new Map<string, Uint8Array>();
  for (const [key, base64] of Object.entries(secret?.data ?? {})) data.set(key, decodeBase64(base64));
  addKeys(files, data, source.items, mode ?? DEFAULT_MODE, optional, 'references non-existent secret key');
}

function addDownward(
  files: Payload,
  pod: Pod,
  source: DownwardAPIProjection,
  mode: number | undefined,
  sources: PayloadSources,
): void {
  for (const item of source.items ?? []) {
    let text = '';
    if (item.fieldRef) text = fieldValue(pod, item.fieldRef.fieldPath, sources);
    else if (item.resourceFieldRef) {
      const { containerName, resource, divisor } = item.resourceFieldRef;
      const container = pod.spec.containers.find(({ name }) => name === containerName);
      if (!container) throw new VolumeError(`container ${containerName ?? ''} not found`);
      text = resourceFieldValue(container, resource, divisor, sources.allocatable);
    }
    files.set(item.path, { data: encoder.encode(text), mode: item.mode ?? mode ?? DEFAULT_MODE });
  }
}
