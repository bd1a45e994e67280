import { parseQuantity } from '../quantity.ts';
import type { Task } from '../../../sim/index.ts';
import { dryRun, type Cli } from '../cli.ts';
import { apiVersionOf } from '../discovery.ts';
import { CliError, StatusError } from '../errors.ts';
import { compact, type JsonObject } from '../json.ts';
import { createOne } from './generate.ts';
import { forEachObject } from './objects.ts';

/** `kubectl autoscale`. Models kubectl's pkg/cmd/autoscale. */
export function* autoscale(cli: Cli): Task<void> {
  const { flags } = cli;
  const [most, least] = [flags.int('max'), flags.int('min')];
  if (most < 1) throw new CliError(`--max=MAXPODS is required and must be at least 1, max: ${most}`);
  if (most < least)
    throw new CliError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${most}, min: ${least}`);
  const percent = flags.int('cpu-percent');
  if (percent > 0 && flags.string('cpu') !== '')
    throw new CliError('--cpu-percent and --cpu are mutually exclusive');
  const metrics: JsonObject[] = [
    ...(percent > 0 ? [metric('cpu', `${percent}%`)] : []),
    ...(flags.string('cpu') === '' ? [] : [metric('cpu', flags.string('cpu'))]),
    ...(flags.string('memory') === '' ? [] : [metric('memory', flags.string('memory'))]),
  ];
  const count = yield* forEachObject(cli, {}, (info) => {
    const { kind, subresources } = info.mapping;
    if (!subresources.includes('scale')) {
      const { group, version, resource } = info.mapping;
      throw new CliError(
        `cannot autoscale a ${kind}: could not find scale subresource for ${group}/${version}, Resource=${resource} in discovery information`,
      );
    }
    const made = {
      kind: 'HorizontalPodAutoscaler',
      apiVersion: 'autoscaling/v2',
      metadata: { name: flags.string('name') || info.name },
      spec: compact({
        scaleTargetRef: { kind, name: info.name, apiVersion: apiVersionOf(info.mapping) },
        minReplicas: least > 0 ? least : undefined,
        maxReplicas: most,
        metrics: metrics.length > 0 ? metrics : undefined,
      }),
      status: { desiredReplicas: 0, currentMetrics: null },
    };
    const operation = dryRun(cli) === 'client' ? 'created' : 'autoscaled';
    try {
      createOne(cli, made, 'kubectl-autoscale', { operation, validates: false });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      throw incompatible(cli, error);
    }
  });
  if (count === 0) throw new CliError('no objects passed to autoscale');
}

/** What is said when v2 was refused: v1 would be tried where it can say the same, and be refused likewise. */
function incompatible(cli: Cli, error: StatusError): Error {
  const words =
    'failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1';
  if (cli.flags.string('cpu') === '') return new CliError(`${words}: empty input`);
  return error;
}

const UNITS: Readonly<Record<string, string>> = { cpu: 'm', memory: 'Mi' };

/** `70%` of what is requested, or an amount. @throws {CliError} */
function metric(name: string, words: string): JsonObject {
  const input = words.trim();
  let target: JsonObject;
  if (input.endsWith('%')) {
    const percent = input.slice(0, -1);
    if (!/^\+?\d+$/.test(percent)) throw new CliError(`invalid percentage value: ${percent}`);
    target = { type: 'Utilization', averageUtilization: Number(percent) };
  } else {
    const amount = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(input)
      ? `${Number(input)}${UNITS[name] ?? ''}`
      : input;
    if (parseQuantity(amount) === undefined) throw new CliError(`invalid resource ${name} value: ${input}`);
    target = { type: 'AverageValue', averageValue: amount };
  }
  return { type: 'Resource', resource: { name, target } };
}
