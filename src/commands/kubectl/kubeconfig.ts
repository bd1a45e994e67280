import { absolute, directoryName } from '../../shell/fs/path.ts';
import type { ProgramContext } from '../../shell/types.ts';
import type { FlagSet } from './cobra/flags.ts';
import { CliError } from './errors.ts';
import { at, isObject, objects, text, type Json, type JsonObject } from './json.ts';
import { parseYaml, writeYaml } from './yaml.ts';

/** One entry of a list in the file: `{name, cluster|context|user}`. */
export type Section = 'clusters' | 'contexts' | 'users';
const INNER: Readonly<Record<Section, string>> = { clusters: 'cluster', contexts: 'context', users: 'user' };

/** Where the file is found. */
type Surroundings = Pick<ProgramContext, 'fs' | 'cwd'> & { readonly env: ReadonlyMap<string, string> };

/** The learner's kubeconfig file. Models client-go's clientcmd for one file. */
export class KubeConfig {
  readonly path: string;
  #content: JsonObject;
  readonly #context: Surroundings;
  readonly #contextFlag: string;

  constructor(context: Surroundings, flags: FlagSet) {
    this.#context = context;
    this.#contextFlag = flags.string('context');
    const home = context.env.get('HOME') ?? '/root';
    const named =
      flags.string('kubeconfig') ||
      (context.env.get('KUBECONFIG') ?? '').split(':').find((one) => one !== '');
    this.path = absolute(context.cwd, named ?? `${home}/.kube/config`);
    if (context.fs.exists(this.path)) {
      let value: Json | undefined;
      try {
        value = parseYaml(context.fs.readText(this.path));
      } catch (error) {
        throw new CliError(
          `error loading config file "${this.path}": ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      this.#content = isObject(value) ? value : {};
      this.exists = true;
    } else {
      if (flags.changed('kubeconfig')) throw new CliError(`stat ${named ?? ''}: no such file or directory`);
      this.#content = {};
      this.exists = false;
    }
  }

  readonly exists: boolean;

  get content(): JsonObject {
    return this.#content;
  }

  /** The context in force: --context, else `current-context`. */
  get currentContext(): string {
    return this.#contextFlag || text(this.#content['current-context']);
  }

  names(section: Section): string[] {
    return objects(this.#content[section]).map((one) => text(one.name));
  }

  /** The entry of that name, without its name. */
  entry(section: Section, name: string): JsonObject | undefined {
    const found = objects(this.#content[section]).find((one) => one.name === name);
    if (!found) return undefined;
    const inner = found[INNER[section]];
    return isObject(inner) ? inner : {};
  }

  /** The namespace of the context in force, empty when it has none. */
  get namespace(): string {
    return text(this.entry('contexts', this.currentContext)?.namespace);
  }

  /** The server of the context in force. */
  get server(): string {
    const cluster = text(this.entry('contexts', this.currentContext)?.cluster);
    return text(this.entry('clusters', cluster)?.server);
  }

  get user(): string {
    return text(this.entry('contexts', this.currentContext)?.user);
  }

  /** @throws {CliError} when --context names none that is there */
  check(): void {
    const name = this.#contextFlag;
    if (name !== '' && !this.entry('contexts', name)) throw new CliError(`context "${name}" does not exist`);
    const current = this.currentContext;
    if (this.exists && current !== '' && !this.entry('contexts', current)) {
      throw new CliError(`context was not found for specified context: ${current}`);
    }
  }

  setCurrent(name: string): void {
    this.#write({ ...this.#content, 'current-context': name });
  }

  /** Put an entry in, in the place of the one with its name. */
  setEntry(section: Section, name: string, inner: JsonObject): void {
    const entry = { [INNER[section]]: inner, name };
    const before = objects(this.#content[section]);
    const there = before.some((one) => one.name === name);
    const after = there ? before.map((one) => (one.name === name ? entry : one)) : [...before, entry];
    after.sort((a, b) => (text(a.name) < text(b.name) ? -1 : 1));
    this.#write({ ...this.#content, [section]: after });
  }

  removeEntry(section: Section, name: string): void {
    this.#write({
      ...this.#content,
      [section]: objects(this.#content[section]).filter((one) => one.name !== name),
    });
  }

  renameContext(from: string, to: string): void {
    const contexts = objects(this.#content.contexts).map((one) =>
      one.name === from ? { ...one, name: to } : one,
    );
    const current = this.#content['current-context'];
    this.#write({ ...this.#content, contexts, 'current-context': current === from ? to : current });
  }

  #write(content: JsonObject): void {
    this.#content = {
      apiVersion: 'v1',
      clusters: [],
      contexts: [],
      'current-context': '',
      kind: 'Config',
      users: [],
      ...content,
    };
    this.#context.fs.mkdir(directoryName(this.path), { recursive: true });
    this.#context.fs.writeFile(this.path, writeYaml(this.#content), { mode: 0o600 });
  }
}

/** What `config view` shows: certificates and secrets are not written out. */
export function redacted(content: JsonObject): JsonObject {
  const hide = (inner: Json | undefined, keys: readonly string[], word: string): JsonObject => {
    const record = isObject(inner) ? inner : {};
    return Object.fromEntries(
      Object.entries(record).map(([key, one]) => [key, keys.includes(key) ? word : one]),
    );
  };
  return {
    apiVersion: 'v1',
    clusters: redactAll(content.clusters, 'cluster', (one) =>
      hide(one, ['certificate-authority-data'], 'DATA+OMITTED'),
    ),
    contexts: (content.contexts ?? null) as Json,
    'current-context': text(content['current-context']),
    kind: 'Config',
    users: redactAll(content.users, 'user', (one) =>
      hide(
        hide(one, ['client-certificate-data', 'client-key-data'], 'DATA+OMITTED'),
        ['token', 'password'],
        'REDACTED',
      ),
    ),
  };
}

function redactAll(
  entries: Json | undefined,
  key: string,
  hide: (inner: Json | undefined) => JsonObject,
): Json {
  if (!Array.isArray(entries)) return null;
  return objects(entries).map((one) => ({ [key]: hide(at(one, key)), name: one.name ?? '' }));
}
