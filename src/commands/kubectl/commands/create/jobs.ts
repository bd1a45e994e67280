import type { Task } from '../../../../sim/index.ts';
import { build } from '../../builder.ts';
import type { Cli } from '../../cli.ts';
import { CliError, throwAll } from '../../errors.ts';
import { at, compact, nameOf, object, text, type JsonObject } from '../../json.ts';

const command = (cli: Cli): readonly string[] =>
  cli.dash === undefined ? cli.args.slice(1) : cli.args.slice(cli.dash);

/** `kubectl create job NAME --image|--from`. Models kubectl's pkg/cmd/create/create_job.go. */
export function* job(cli: Cli, name: string): Task<JsonObject> {
  const image = cli.flags.string('image');
  const from = cli.flags.string('from');
  if ((image === '') === (from === '')) throw new CliError('either --image or --from must be specified');
  if (from !== '' && command(cli).length > 0) throw new CliError('cannot specify --from and command');
  if (from !== '') return fromCronJob(name, yield* cronJobCalled(cli, from));
  const container = {
    name,
    image,
    ...(command(cli).length > 0 ? { command: command(cli) } : {}),
    resources: {},
  };
  return {
    kind: 'Job',
    apiVersion: 'batch/v1',
    metadata: { name },
    spec: { template: { metadata: {}, spec: { containers: [container], restartPolicy: 'Never' } } },
    status: {},
  };
}

function* cronJobCalled(cli: Cli, from: string): Task<JsonObject> {
  const result = yield* build(cli, { args: [from], flatten: true });
  throwAll(result.errors);
  const [info] = result.infos;
  if (!info || result.infos.length !== 1) throw new CliError('from must be an existing cronjob');
  if (info.mapping.resource !== 'cronjobs') {
    const { group, version, kind } = info.mapping;
    throw new CliError(`unknown object type *${group === '' ? version : `${version}`}.${kind}`);
  }
  return info.object;
}

function fromCronJob(name: string, cronJob: JsonObject): JsonObject {
  const template = object(at(cronJob, 'spec', 'jobTemplate'));
  const metadata = object(template.metadata);
  return {
    kind: 'Job',
    apiVersion: 'batch/v1',
    metadata: compact({
      name,
      labels: metadata.labels,
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...object(metadata.annotations) },
      ownerReferences: [
        {
          apiVersion: 'batch/v1',
          kind: 'CronJob',
          name: nameOf(cronJob),
          uid: text(at(cronJob, 'metadata', 'uid')),
          controller: true,
        },
      ],
    }),
    spec: template.spec,
    status: {},
  };
}

/** `kubectl create cronjob NAME --image --schedule`. Models kubectl's pkg/cmd/create/create_cronjob.go. */
export function cronJob(cli: Cli, name: string): JsonObject {
  const { flags } = cli;
  const container = {
    name,
    image: flags.string('image'),
    ...(command(cli).length > 0 ? { command: command(cli) } : {}),
    resources: {},
  };
  const restartPolicy = flags.string('restart') || 'OnFailure';
  return {
    kind: 'CronJob',
    apiVersion: 'batch/v1',
    metadata: { name },
    spec: {
      schedule: flags.string('schedule'),
      jobTemplate: {
        metadata: { name },
        spec: { template: { metadata: {}, spec: { containers: [container], restartPolicy } } },
      },
    },
    status: {},
  };
}
