import { at, nameOf, objects, text, type JsonObject } from '../json.ts';
import { pathOf } from '../discovery.ts';
import { byReadiness, podSelector } from '../pod-of.ts';
import { NO_FILES, NO_SPACE, NOTHING } from './answer.ts';
import { matchesWord } from './match.ts';
import type { Place } from './place.ts';
import { pod, type ValuesOf } from './values.ts';

/** The pod that `web` or `deployment/web` means; none when there is none. Models completion.convertResourceNameToPodName. */
function podMeant(place: Place, word: string): JsonObject | undefined {
  const [type = '', name = ''] = word.includes('/') ? word.split('/') : ['pods', word];
  const { client, namespace } = place;
  try {
    const mapping = place.discovery.require(type);
    const found = client.get(pathOf(mapping, mapping.namespaced ? namespace : '', name));
    if (mapping.resource === 'pods') return found;
    const selector = podSelector(mapping, found);
    if (selector === undefined) return undefined;
    const pods = place.objectsOf(place.discovery.require('pods'), namespace, [['labelSelector', selector]]);
    return [...pods].sort(byReadiness)[0];
  } catch {
    return undefined;
  }
}

function containers(place: Place, word: string, current: string): string[] {
  const spec = at(podMeant(place, word), 'spec');
  const named = (key: string): string[] => objects(at(spec, key)).map(nameOfContainer);
  return matchesWord([...named('initContainers'), ...named('containers')], current);
}

const nameOfContainer = (container: JsonObject): string => text(container.name);

/** The containers of the pod that the first argument names. Models completion.ContainerCompletionFunc. */
export const container: ValuesOf = (place, [word], current) =>
  word === undefined ? NOTHING : { values: containers(place, word, current), directive: NO_FILES };

/** A pod, then one of its containers. */
export const podAndContainer: ValuesOf = (place, args, current) => {
  const [word] = args;
  if (args.length !== 1 || word === undefined) return pod(place, args, current);
  return { values: containers(place, word, current), directive: NO_FILES };
};

/** A pod or a service, then one of its ports: `80:80`, or `8080:80` once the near one is typed. Models completion.ResourceAndPortCompletionFunc. */
export const podAndPort: ValuesOf = (place, args, current) => {
  const [word] = args;
  if (args.length !== 1 || word === undefined) return pod(place, args, current);
  const ports = /^(svc|services?)\//.test(word) ? servicePorts(place, word) : podPorts(place, word);
  const [near = ''] = current.split(':');
  const pairs = ports.map((port) => `${current === '' ? port : near}:${port}`);
  return { values: matchesWord(pairs, current), directive: NO_FILES };
};

function servicePorts(place: Place, word: string): string[] {
  try {
    const path = pathOf(place.discovery.require('services'), place.namespace, word.split('/')[1] ?? '');
    return objects(at(place.client.get(path), 'spec', 'ports')).map((one) => text(one.port));
  } catch {
    return [];
  }
}

function podPorts(place: Place, word: string): string[] {
  return objects(at(podMeant(place, word), 'spec', 'containers'))
    .flatMap((one) => objects(one.ports))
    .map((one) => text(one.containerPort));
}

/** Both ends of `cp`: namespaces, pods and files. Models the completion in pkg/cmd/cp. */
export const copied: ValuesOf = (place, args, current) => ({
  values: args.length > 0 ? [] : copyEnds(place, current),
  directive: NO_SPACE,
});

function copyEnds(place: Place, current: string): string[] {
  if (/^[/.~]/.test(current) || current.includes(':')) return [];
  const of = (types: string, namespace?: string): string[] => {
    try {
      return place.objectsOf(place.discovery.require(types), namespace).map(nameOf);
    } catch {
      return [];
    }
  };
  const slash = current.indexOf('/');
  if (slash > 0) {
    const namespace = current.slice(0, slash);
    return matchesWord(
      of('pods', namespace).map((name) => `${namespace}/${name}:`),
      current,
    );
  }
  const ends = [
    ...matchesWord(of('namespaces'), current).map((name) => `${name}/`),
    ...matchesWord(of('pods'), current).map((name) => `${name}:`),
  ];
  if (current === '') return [...ends, './', '/'];
  if (ends.length === 0) return [];
  const { fs, cwd } = place.shell;
  const files = fs.readdir(cwd).map(({ name }) => (fs.isDirectory(`${cwd}/${name}`) ? `${name}/` : name));
  return [...ends, ...matchesWord(files, current)];
}
