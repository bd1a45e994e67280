import type { Cli } from '../cli.ts';
import { object, type JsonObject } from '../json.ts';

const CHANGE_CAUSE = 'kubernetes.io/change-cause';
const SECRETS = ['token', 'password', 'client-key'];

/** The command line as --record writes it down. Models cli-runtime's parseCommandArguments. */
function commandLine(cli: Cli): string {
  const flags = cli.flags.given.map(
    ([name, value]) => ` --${name}=${SECRETS.includes(name) ? 'CLASSIFIED' : value}`,
  );
  return `${[cli.command, ...cli.args].join(' ')}${flags.join('')}`;
}

/** With --record: the object with the command line in its change-cause annotation. Models genericclioptions.ChangeCauseRecorder. */
export function recorded(cli: Cli, target: JsonObject): JsonObject {
  if (!cli.flags.find('record') || !cli.flags.bool('record')) return target;
  const metadata = object(target.metadata);
  const annotations = { ...object(metadata.annotations), [CHANGE_CAUSE]: commandLine(cli) };
  return { ...target, metadata: { ...metadata, annotations } };
}
