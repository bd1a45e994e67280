import type { Task } from '../../sim/index.ts';
import type { Tool } from './tool.ts';

/** /etc/resolv.conf as far as the tools that ask name servers read it. */
interface ResolverConfig {
  readonly server: string | undefined;
  readonly search: readonly string[];
  readonly ndots: number;
}

export function resolverConfig(t: Tool): ResolverConfig {
  const { fs } = t.context;
  const text = fs.exists('/etc/resolv.conf') ? fs.readText('/etc/resolv.conf') : '';
  return {
    server: /^nameserver\s+(\S+)/m.exec(text)?.[1],
    search: /^search\s+(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/) ?? [],
    ndots: Number(/^options\s.*\bndots:(\d+)/m.exec(text)?.[1] ?? 1),
  };
}

/** The addresses of a whole name, without the search list. */
export function* lookUp(t: Tool, name: string): Task<readonly string[]> {
  const { network } = t.context.machine;
  return network ? yield* network.resolve(`${name.replace(/\.$/, '')}.`) : [];
}

/** The names that a name may be short for, in the order in which they are tried. */
export function candidates(name: string, search: readonly string[], ndots: number): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const longer = search.map((domain) => `${name}.${domain}`);
  return name.split('.').length - 1 >= ndots ? [name, ...longer] : [...longer, name];
}

const ADDRESS = /^\d+\.\d+\.\d+\.\d+$|:/;

export function isAddress(text: string): boolean {
  return ADDRESS.test(text);
}
