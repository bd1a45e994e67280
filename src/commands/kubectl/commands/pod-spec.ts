import { CliError } from '../errors.ts';
import { at, isObject, object, text, type JsonObject } from '../json.ts';

/** Where the pod's spec stands in an object of each kind. */
const PATHS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  ReplicationController: ['spec', 'template', 'spec'],
  Deployment: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/**
 * The object with another pod spec. Models polymorphichelpers.UpdatePodSpecForObject.
 * @throws {CliError} for a kind that has no pods
 */
export function withPodSpec(target: JsonObject, change: (spec: JsonObject) => JsonObject): JsonObject {
  const path = PATHS[text(target.kind)];
  if (!path) throw new CliError(`the object is not a pod or does not have a pod template: ${goType(target)}`);
  return setIn(target, path, change(object(at(target, ...path))));
}

/** A copy of an object with the value at a path replaced. */
export function setIn(target: JsonObject, path: readonly string[], value: JsonObject): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const inner = target[key];
  return { ...target, [key]: setIn(isObject(inner) ? inner : {}, rest, value) };
}

/** How Go names the type of an object: `*v1.Service`. */
export function goType(target: JsonObject): string {
  return `*${text(target.apiVersion).split('/').at(-1) ?? ''}.${text(target.kind)}`;
}
