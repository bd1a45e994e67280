import { findResourceByKind, groupResource } from '../api/resources.ts';
import type { Check } from './exercise-schema.ts';
import { runScript, type ScriptWorld } from './script.ts';

/** Virtual milliseconds that a look at the cluster may take. */
const LIMIT = 60_000;

/** Commands that show what a check looks at. */
function commandsFor(check: Check): readonly string[] {
  const { object, objects } = check.never ?? check;
  const event = check.never?.event?.object;
  const reference = object ?? objects ?? (event && { apiVersion: 'v1', ...event });
  if (!reference) return check.file === undefined ? [] : [`cat ${check.file}`];
  const { apiVersion, kind, namespace } = reference;
  const resource = findResourceByKind(apiVersion, kind);
  if (!resource) return [];
  const within = namespace === undefined ? '' : ` -n ${namespace}`;
  const which =
    'name' in reference && reference.name !== undefined
      ? ` ${reference.name}`
      : 'selector' in reference && reference.selector !== undefined
        ? ` -l '${reference.selector}'`
        : '';
  const fields = [
    'name' in reference && reference.name !== undefined ? `involvedObject.name=${reference.name}` : '',
    `involvedObject.kind=${kind}`,
  ];
  const selector = fields.filter((field) => field !== '').join(',');
  return [
    `kubectl get ${groupResource(resource)}${which}${within} -o wide`,
    `kubectl get events${within} --field-selector ${selector}`,
  ];
}

/** What checks look at and the events about it, as `kubectl` shows them. The clock of the world moves on. */
export function stateText(world: ScriptWorld, checks: readonly Check[]): string {
  let text = '';
  const decoder = new TextDecoder();
  const keep = (data: Uint8Array): void => {
    text += decoder.decode(data, { stream: true });
  };
  for (const command of new Set(checks.flatMap(commandsFor))) {
    text += `$ ${command}\n`;
    runScript(world, command, { onStdout: keep, onStderr: keep, limit: LIMIT });
  }
  return text;
}
