import type { Task } from '../../../../sim/index.ts';
import type { Cli } from '../../cli.ts';
import { CliError, StatusError } from '../../errors.ts';
import { at, compact, text, type JsonObject } from '../../json.ts';
import { objectPrinter, STRUCTS } from '../../printers/object.ts';
import { nameFrom } from './name.ts';

const BOUND_KINDS: Readonly<Record<string, string>> = { Node: 'v1', Pod: 'v1', Secret: 'v1' };

function boundObject(cli: Cli): JsonObject | undefined {
  const { flags } = cli;
  const kind = flags.string('bound-object-kind');
  const [name, uid] = [flags.string('bound-object-name'), flags.string('bound-object-uid')];
  if (kind === '') {
    for (const [word, value] of [
      ['name', name],
      ['uid', uid],
    ]) {
      if (value !== '')
        throw new CliError(`--bound-object-${word} can only be set if --bound-object-kind is provided`);
    }
    return undefined;
  }
  if (BOUND_KINDS[kind] === undefined) {
    throw new CliError(`supported --bound-object-kind values are ${Object.keys(BOUND_KINDS).join(', ')}`);
  }
  if (name === '') throw new CliError('--bound-object-name is required if --bound-object-kind is provided');
  return compact({ kind, apiVersion: BOUND_KINDS[kind], name, uid: uid === '' ? undefined : uid });
}

/** `kubectl create token SERVICE_ACCOUNT`. Models kubectl's pkg/cmd/create/create_token.go. */
export function* token(cli: Cli): Task<void> {
  const { flags } = cli;
  const name = nameFrom(cli);
  const duration = flags.duration('duration');
  if (duration < 0) throw new CliError('--duration must be greater than or equal to 0');
  if (duration % 1000 !== 0) throw new CliError('--duration cannot be expressed in units less than seconds');
  const audiences = flags.list('audience');
  if (audiences.includes('')) throw new CliError('--audience must not be an empty string');
  const body = {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {},
    spec: compact({
      audiences: audiences.length > 0 ? audiences : null,
      expirationSeconds: duration > 0 ? duration / 1000 : null,
      boundObjectRef: boundObject(cli) ?? null,
    }),
    status: { token: '', expirationTimestamp: null },
  };
  let answer: JsonObject;
  try {
    const path = `/api/v1/namespaces/${cli.namespace}/serviceaccounts/${name}/token`;
    answer = cli.client.json('POST', path, { body });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    throw new CliError(`failed to create token: ${error.message}`);
  }
  const issued = text(at(answer, 'status', 'token'));
  if (issued === '') throw new CliError('failed to create token: no token in server response');
  const format = flags.string('output');
  if (format !== '') {
    STRUCTS.add(answer);
    return objectPrinter(cli, format)(answer);
  }
  cli.output.out(cli.context.stdout.tty ? `${issued}\n` : issued);
}
