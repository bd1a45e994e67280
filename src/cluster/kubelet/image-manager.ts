import { isObject, type Json } from '../../api/json.ts';
import { formatDuration } from '../../api/time.ts';
import { secrets } from '../../api/resources.ts';
import type { Container, Pod } from '../../api/types.ts';
import { Notice, type Simulation, type Task } from '../../sim/index.ts';
import type { Client } from '../client.ts';
import type { Image } from '../runtime/image.ts';
import type { ImageStore } from '../runtime/image-store.ts';
import { applyDefaultImageTag, InvalidReference, parseReference } from '../runtime/reference.ts';
import { RuntimeError, type RegistryCredentials } from '../runtime/registry.ts';
import { Cancelled, unless, type Cancellation } from './cancellation.ts';
import type { Backoff } from './backoff.ts';
import { decodeBase64 } from './env.ts';
import { namespaceOf, uidOf } from './pods.ts';
import type { PodRecorder } from './recorder.ts';
import { StartError } from './sync-result.ts';

const decoder = new TextDecoder();

/** What a docker config says for a server; whoever wrote the secret may have written anything there. */
function credentialsOf(entry: Json | undefined): RegistryCredentials | undefined {
  if (!isObject(entry)) return undefined;
  const { username, password, auth } = entry;
  if (typeof username === 'string')
    return { username, password: typeof password === 'string' ? password : '' };
  if (typeof auth !== 'string' || auth === '') return undefined;
  const [user = '', ...rest] = decoder.decode(decodeBase64(auth)).split(':');
  return { username: user, password: rest.join(':') };
}

/** Credentials for a registry out of a docker config's `auths`; one that cannot be read is as good as none. */
function fromDockerConfig(json: string, domain: string): RegistryCredentials | undefined {
  try {
    const config = JSON.parse(json) as Json;
    const auths = isObject(config) && isObject(config['auths']) ? config['auths'] : {};
    for (const [server, entry] of Object.entries(auths)) {
      const host = server.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
      const same =
        host === domain || (domain === 'docker.io' && /^(index|registry-1)\.docker\.io$/.test(host));
      const credentials = same ? credentialsOf(entry) : undefined;
      if (credentials) return credentials;
    }
  } catch {
    // No JSON, or no base64 in it.
  }
  return undefined;
}

/** What the runtime's client says of a call whose context has ended. */
const CANCELED = 'rpc error: code = Canceled desc = context canceled';

/** Brings containers' images to the node, one pull at a time. Models pkg/kubelet/images imageManager with serialized pulls. */
export class ImageManager {
  readonly #sim: Simulation;
  readonly #client: Client;
  readonly #store: ImageStore;
  readonly #recorder: PodRecorder;
  readonly #backoff: Backoff;
  /** What the last pull for a back-off key failed with. */
  readonly #lastError = new Map<string, string>();
  #pulling = false;
  readonly #free = new Notice();

  constructor(sim: Simulation, client: Client, store: ImageStore, recorder: PodRecorder, backoff: Backoff) {
    this.#sim = sim;
    this.#client = client;
    this.#store = store;
    this.#recorder = recorder;
    this.#backoff = backoff;
  }

  /**
   * The container's image, pulled if its policy says so.
   * @throws {StartError}
   */
  *ensureImageExists(pod: Pod, container: Container, cancellation: Cancellation): Task<Image> {
    const wanted = container.image ?? '';
    const record = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
      this.#recorder.event(pod, container.name, type, reason, message);
    let name: string;
    try {
      name = applyDefaultImageTag(wanted);
    } catch (error) {
      if (!(error instanceof InvalidReference)) throw error;
      const message = `Failed to apply default image tag "${wanted}": ${error.message}`;
      record('Warning', 'InspectFailed', message);
      throw new StartError('InvalidImageName', message);
    }
    const present = this.#store.find(name);
    const policy = container.imagePullPolicy ?? 'IfNotPresent';
    if (present && policy !== 'Always') {
      record(
        'Normal',
        'Pulled',
        `Container image "${wanted}" already present on machine and can be accessed by the pod`,
      );
      return present;
    }
    if (policy === 'Never') {
      const message = `Container image "${wanted}" is not present with pull policy of Never`;
      record('Warning', 'ErrImageNeverPull', message);
      throw new StartError('ErrImageNeverPull', message);
    }
    const key = `${uidOf(pod)}_${wanted}`;
    if (this.#backoff.isInBackOffSinceUpdate(key, this.#sim.time)) {
      const message = `Back-off pulling image "${wanted}"`;
      record('Normal', 'BackOff', message);
      const last = this.#lastError.get(key);
      throw new StartError('ImagePullBackOff', last === undefined ? message : `${message}: ${last}`);
    }
    this.#lastError.delete(key);
    record('Normal', 'Pulling', `Pulling image "${wanted}"`);
    const asked = this.#sim.now;
    while (this.#pulling) yield* this.#free.wait();
    this.#pulling = true;
    const began = this.#sim.now;
    try {
      const image = yield* unless(cancellation, this.#store.pull(name, this.#credentials(pod, name)));
      const took = formatDuration(Math.trunc(this.#sim.now - began));
      const waited = formatDuration(Math.trunc(this.#sim.now - asked));
      record(
        'Normal',
        'Pulled',
        `Successfully pulled image "${wanted}" in ${took} (${waited} including waiting). Image size: ${image.size} bytes.`,
      );
      return image;
    } catch (error) {
      const text =
        error instanceof Cancelled ? CANCELED : error instanceof RuntimeError ? error.text : undefined;
      if (text === undefined) throw error;
      record('Warning', 'Failed', `Failed to pull image "${wanted}": ${text}`);
      this.#backoff.next(key, this.#sim.time);
      this.#lastError.set(key, `ErrImagePull: ${text}`);
      throw new StartError('ErrImagePull', text);
    } finally {
      this.#pulling = false;
      this.#free.announce();
    }
  }

  /** Tell of pull secrets that are not there: the pull is tried all the same. Models kubelet getPullSecretsForPod. */
  checkPullSecrets(pod: Pod): void {
    const missing = (pod.spec.imagePullSecrets ?? [])
      .map(({ name = '' }) => name)
      .filter((name) => name !== '' && !this.#client.find(secrets, name, namespaceOf(pod)));
    if (missing.length === 0) return;
    const list = missing.join(', ');
    this.#recorder.event(
      pod,
      undefined,
      'Warning',
      'FailedToRetrieveImagePullSecret',
      `Unable to retrieve some image pull secrets (${list}); attempting to pull the image may not succeed.`,
    );
  }

  /** The pod's pull secrets that name the image's registry. Models pkg/credentialprovider. */
  #credentials(pod: Pod, name: string): RegistryCredentials | undefined {
    const { domain } = parseReference(name);
    for (const { name: secretName = '' } of pod.spec.imagePullSecrets ?? []) {
      const secret = this.#client.find(secrets, secretName, namespaceOf(pod));
      const config = secret?.data?.['.dockerconfigjson'];
      const found =
        config === undefined ? undefined : fromDockerConfig(decoder.decode(decodeBase64(config)), domain);
      if (found) return found;
    }
    return undefined;
  }

  /** The pod is gone. */
  forget(podUid: string): void {
    this.#backoff.deletePrefix(`${podUid}_`);
    for (const key of [...this.#lastError.keys()])
      if (key.startsWith(`${podUid}_`)) this.#lastError.delete(key);
  }
}
