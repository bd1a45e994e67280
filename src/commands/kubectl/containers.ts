import type { Cli } from './cli.ts';
import { at, nameOf, objects, text, type JsonObject } from './json.ts';

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

export interface PodContainer {
  readonly name: string;
  readonly kind: 'init' | 'main' | 'ephemeral';
}

/** A pod's containers in the order in which messages list them: main, ephemeral, init. */
export function containersOf(pod: JsonObject): PodContainer[] {
  const of = (key: string, kind: PodContainer['kind']): PodContainer[] =>
    objects(at(pod, 'spec', key)).map((one) => ({ name: text(one.name), kind }));
  return [
    ...of('containers', 'main'),
    ...of('ephemeralContainers', 'ephemeral'),
    ...of('initContainers', 'init'),
  ];
}

/**
 * The container that a command means without -c: the annotated one, or the first; says so where there is a choice.
 * Models pkg/cmd/util/podcmd.FindOrDefaultContainerByName.
 */
export function defaultContainer(cli: Cli, pod: JsonObject, quiet = false): string {
  const all = containersOf(pod);
  const annotated = text(at(pod, 'metadata', 'annotations', DEFAULT_CONTAINER));
  if (annotated !== '') {
    if (all.some((one) => one.name === annotated)) return annotated;
    cli.output.err(`Default container name ${JSON.stringify(annotated)} not found in pod ${nameOf(pod)}\n`);
  }
  const first = all.find((one) => one.kind === 'main')?.name ?? '';
  if (all.length > 1 && !quiet) {
    const suffix = { main: '', ephemeral: ' (ephem)', init: ' (init)' };
    const names = all.map((one) => one.name + suffix[one.kind]).join(', ');
    cli.output.err(`Defaulted container ${JSON.stringify(first)} out of: ${names}\n`);
  }
  return first;
}
