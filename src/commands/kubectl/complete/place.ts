import type { ApiHandler } from '../../../cluster/apiserver/request.ts';
import type { FileSystem } from '../../../shell/fs/file-system.ts';
import { Client, type Query } from '../client.ts';
import type { FlagSet } from '../cobra/flags.ts';
import { Discovery, pathOf, type ResourceMapping } from '../discovery.ts';
import { nameOf, objects, type JsonObject } from '../json.ts';
import { KubeConfig } from '../kubeconfig.ts';

/** The shell in which a line is completed. */
export interface Surroundings {
  readonly fs: FileSystem;
  readonly cwd: string;
  readonly env: ReadonlyMap<string, string>;
}

/** Where names are looked for: the cluster, the namespace and the files that the line so far means. */
export class Place {
  readonly client: Client;
  readonly discovery: Discovery;
  readonly shell: Surroundings;
  readonly #flags: FlagSet;

  constructor(handle: ApiHandler, shell: Surroundings, flags: FlagSet) {
    this.client = new Client(handle, () => undefined, flags.string('as') || undefined);
    this.discovery = new Discovery(this.client);
    this.shell = shell;
    this.#flags = flags;
  }

  /** @throws {CliError} for a file that cannot be read */
  get kubeconfig(): KubeConfig {
    return new KubeConfig(this.shell, this.#flags);
  }

  /** From -n, else the context's, else `default`. */
  get namespace(): string {
    const given = this.#flags.string('namespace');
    return given || this.kubeconfig.namespace || 'default';
  }

  objectsOf(mapping: ResourceMapping, namespace = this.namespace, query: Query = []): readonly JsonObject[] {
    return objects(this.client.get(pathOf(mapping, mapping.namespaced ? namespace : ''), query).items);
  }

  /**
   * Names of all objects of the types that a word such as `pods,svc` or `all` means.
   * @throws {CliError} when there is no such type
   */
  names(types: string): string[] {
    return types
      .split(',')
      .flatMap((type) => {
        const category = this.discovery.category(type);
        return category.length > 0 ? category : [this.discovery.require(type)];
      })
      .flatMap((mapping) => this.objectsOf(mapping).map(nameOf));
  }
}
