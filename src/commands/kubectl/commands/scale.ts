import type { Task } from '../../../sim/index.ts';
import { infoPath } from '../builder.ts';
import { dryRun, type Cli } from '../cli.ts';
import { MERGE_PATCH } from '../client.ts';
import { groupResource } from '../discovery.ts';
import { CliError, StatusError } from '../errors.ts';
import { at, object } from '../json.ts';
import { forEachObject } from './objects.ts';
import { recorded } from './record.ts';
import { reporter } from './report.ts';

/** `kubectl scale`. Models kubectl's pkg/cmd/scale. */
export function* scale(cli: Cli): Task<void> {
  const { flags } = cli;
  const replicas = flags.int('replicas');
  if (replicas < 0)
    throw new CliError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  const report = reporter(cli);
  const current = flags.int('current-replicas');
  const count = yield* forEachObject(cli, {}, (info) => {
    if (!info.mapping.subresources.includes('scale')) {
      const message = `the server could not find the requested resource (patch ${groupResource(info.mapping)} ${info.name})`;
      throw new StatusError({ kind: 'Status', status: 'Failure', code: 404, reason: 'NotFound', message });
    }
    const now = Number(at(info.object, 'spec', 'replicas') ?? 0);
    if (current >= 0 && now !== current) throw new CliError(`Expected replicas to be ${current}, was ${now}`);
    if (dryRun(cli) !== 'client') {
      const query: [string, string][] = dryRun(cli) === 'server' ? [['dryRun', 'All']] : [];
      const body = { spec: { replicas } };
      cli.client.json('PATCH', infoPath(info, 'scale'), { query, body, contentType: MERGE_PATCH });
    }
    const noted = recorded(cli, info.object);
    if (noted !== info.object && dryRun(cli) === 'none') {
      const body = { metadata: { annotations: object(noted.metadata).annotations } };
      cli.client.json('PATCH', infoPath(info), { body, contentType: MERGE_PATCH });
    }
    report(info.mapping, info.name, info.object, 'scaled');
  });
  if (count === 0) throw new CliError('no objects passed to scale');
}
