import type { Cli } from '../../cli.ts';
import { CliError } from '../../errors.ts';
import { atoi } from '../../gofmt.ts';
import { compact, type JsonObject } from '../../json.ts';

/** `kubectl create quota NAME`. Models kubectl's pkg/cmd/create/create_quota.go. */
export function quota(cli: Cli, name: string): JsonObject {
  const hard = cli.flags.string('hard');
  const scopes = cli.flags.string('scopes');
  const amounts = hard
    .split(',')
    .filter(() => hard !== '')
    .map((pair): [string, string] => {
      const parts = pair.split('=');
      if (parts.length !== 2)
        throw new CliError(`Invalid argument syntax ${hard}, expected <resource>=<value>`);
      return [parts[0] ?? '', parts[1] ?? ''];
    });
  return {
    kind: 'ResourceQuota',
    apiVersion: 'v1',
    metadata: { name },
    spec: compact({
      hard: amounts.length > 0 ? Object.fromEntries(amounts) : undefined,
      scopes: scopes === '' ? undefined : scopes.split(','),
    }),
    status: {},
  };
}

/** `kubectl create poddisruptionbudget NAME`. Models kubectl's pkg/cmd/create/create_pdb.go. */
export function podDisruptionBudget(cli: Cli, name: string): JsonObject {
  const { flags } = cli;
  const [least, most] = [flags.string('min-available'), flags.string('max-unavailable')];
  const selector = flags.string('selector');
  if (selector === '') throw new CliError('a selector must be specified');
  if (most === '' && least === '')
    throw new CliError('one of min-available or max-unavailable must be specified');
  if (most !== '' && least !== '')
    throw new CliError('min-available and max-unavailable cannot be both specified');
  const number = (words: string): number | string => atoi(words) ?? words;
  return {
    kind: 'PodDisruptionBudget',
    apiVersion: 'policy/v1',
    metadata: { name },
    spec: compact({
      minAvailable: least === '' ? undefined : number(least),
      selector: labelSelector(selector),
      maxUnavailable: most === '' ? undefined : number(most),
    }),
    status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  };
}

/** Models metav1.ParseToLabelSelector. @throws {CliError} */
export function labelSelector(words: string): JsonObject {
  const matchLabels: Record<string, string> = {};
  const matchExpressions: JsonObject[] = [];
  for (const part of words.match(/[^,(]+(\([^)]*\))?/g) ?? []) {
    const set = /^\s*(\S+)\s+(in|notin)\s*\(([^)]*)\)\s*$/.exec(part);
    if (set) {
      const values = (set[3] ?? '').split(',').map((one) => one.trim());
      matchExpressions.push({ key: set[1] ?? '', operator: set[2] === 'in' ? 'In' : 'NotIn', values });
      continue;
    }
    const equal = /^\s*([^=!\s]+)\s*(==|=|!=)\s*(\S*)\s*$/.exec(part);
    if (equal?.[2] === '!=') throw new CliError('"!=" is not a valid label selector operator');
    if (equal) matchLabels[equal[1] ?? ''] = equal[3] ?? '';
    else {
      const key = part.trim();
      matchExpressions.push(
        key.startsWith('!') ? { key: key.slice(1), operator: 'DoesNotExist' } : { key, operator: 'Exists' },
      );
    }
  }
  return compact({
    matchLabels: Object.keys(matchLabels).length > 0 ? matchLabels : undefined,
    matchExpressions: matchExpressions.length > 0 ? matchExpressions : undefined,
  });
}

/** `kubectl create priorityclass NAME`. */
export function priorityClass(cli: Cli, name: string): JsonObject {
  const { flags } = cli;
  return compact({
    kind: 'PriorityClass',
    apiVersion: 'scheduling.k8s.io/v1',
    metadata: { name },
    value: flags.int('value'),
    globalDefault: flags.bool('global-default') || undefined,
    description: flags.string('description') || undefined,
    preemptionPolicy: flags.string('preemption-policy') || undefined,
  });
}
