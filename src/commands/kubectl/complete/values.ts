import { apiResourceNames } from '../commands/discovery.ts';
import type { Section } from '../kubeconfig.ts';
import { NO_FILES, NO_SPACE, NOTHING, type Values } from './answer.ts';
import { matchesWord } from './match.ts';
import type { Place } from './place.ts';

/** Finds what an argument, or a flag's value, can be. `args` are the arguments before it. */
export type ValuesOf = (place: Place, args: readonly string[], current: string) => Values;

/** Types that `logs` and the like take before a slash. */
const HOLD_PODS = [
  'daemonsets',
  'deployments',
  'pods',
  'jobs',
  'replicasets',
  'replicationcontrollers',
  'services',
  'statefulsets',
];

const without = (values: readonly string[], taken: readonly string[]): string[] =>
  values.filter((value) => !taken.includes(value));

/** Names of one type that begin with what is typed; none where the server refuses. */
export function namesOf(place: Place, types: string, current: string): string[] {
  try {
    return matchesWord(place.names(types), current);
  } catch {
    return [];
  }
}

/** Types that can be got; of a list, its last is completed. */
function typesOf(place: Place, current: string): string[] {
  const comma = current.lastIndexOf(',') + 1;
  const before = current.slice(0, comma);
  return matchesWord(apiResourceNames(place.discovery, ['get']), current.slice(comma)).map(
    (type) => before + type,
  );
}

/** `pods/web` from `pods/w`. */
function slashed(place: Place, current: string): string[] {
  const slash = current.indexOf('/');
  const type = current.slice(0, slash);
  return namesOf(place, type, current.slice(slash + 1)).map((name) => `${type}/${name}`);
}

/**
 * TYPE NAME…, or TYPE/NAME…. Models completion.resourceTypeAndNameCompletionFunc.
 * @param allowed the only types; every one that can be got when it is left out
 * @param repeat several names may be given
 */
export function typeAndName(allowed?: readonly string[], repeat = true): ValuesOf {
  const types = (place: Place, current: string): string[] =>
    allowed ? matchesWord(allowed, current) : typesOf(place, current);
  return (place, args, current) => {
    const [first] = args;
    if (first !== undefined && !first.includes('/')) {
      if (!repeat && args.length > 1) return NOTHING;
      return { values: without(namesOf(place, first, current), args.slice(1)), directive: NO_FILES };
    }
    if (current.includes('/')) {
      if (!repeat && args.length > 0) return NOTHING;
      return { values: without(slashed(place, current), args), directive: NO_FILES };
    }
    if (first === undefined) return { values: types(place, current), directive: NO_FILES };
    if (!repeat) return NOTHING;
    return { values: types(place, current).map((type) => `${type}/`), directive: NO_FILES | NO_SPACE };
  };
}

/** The name of an object of one type, as the first argument. Models completion.ResourceNameCompletionFunc. */
export function nameOnly(type: string): ValuesOf {
  return (place, args, current) =>
    args.length === 0 ? { values: namesOf(place, type, current), directive: NO_FILES } : NOTHING;
}

/** The value of a flag that takes an object's name. */
export function valueNamed(type: string): ValuesOf {
  return (place, _, current) => ({ values: namesOf(place, type, current), directive: NO_FILES });
}

/** A pod, or TYPE/NAME of what has pods. Models completion.doPodResourceCompletion. */
export const pod: ValuesOf = (place, args, current) => {
  if (args.length > 0) return NOTHING;
  if (current.includes('/')) return { values: slashed(place, current), directive: NO_FILES };
  const pods = namesOf(place, 'pod', current);
  const types = matchesWord(HOLD_PODS, current).map((type) => `${type}/`);
  return { values: [...pods, ...types], directive: pods.length > 0 ? NO_FILES : NO_FILES | NO_SPACE };
};

/** A name in the kubeconfig, as the first argument. Models completion.ContextCompletionFunc and its like. */
export function configured(section: Section): ValuesOf {
  return (place, args, current) =>
    args.length === 0 ? { values: configuredNames(place, section, current), directive: NO_FILES } : NOTHING;
}

/** A name in the kubeconfig, as a flag's value. */
export function valueConfigured(section: Section): ValuesOf {
  return (place, _, current) => ({ values: configuredNames(place, section, current), directive: NO_FILES });
}

function configuredNames(place: Place, section: Section, current: string): string[] {
  try {
    return matchesWord(place.kubeconfig.names(section), current);
  } catch {
    return [];
  }
}

/** One of some words, as a flag's value. */
export function oneOf(...words: readonly string[]): ValuesOf {
  return (_, __, current) => ({ values: matchesWord(words, current), directive: NO_FILES });
}
