import type { Task } from '../../../sim/index.ts';
import type { Cli } from '../cli.ts';
import { CliError } from '../errors.ts';
import { goJson, text, type JsonObject } from '../json.ts';
import { writeYaml } from '../yaml.ts';

const CLIENT: JsonObject = {
  major: '1',
  minor: '35',
  gitVersion: 'v1.35.2',
  gitCommit: 'fdc9d74cbf2da6754ebf81d56f80ae2948cd6425',
  gitTreeState: 'clean',
  buildDate: '2026-02-26T20:05:34Z',
  goVersion: 'go1.25.7',
  compiler: 'gc',
  platform: 'linux/amd64',
};
const KUSTOMIZE = 'v5.7.1';

/** `kubectl version`. Models kubectl's pkg/cmd/version. */
export function* version(cli: Cli): Task<void> {
  if (cli.args.length > 0) throw new CliError(`extra arguments: [${cli.args.join(' ')}]`);
  const format = cli.flags.string('output');
  if (format !== '' && format !== 'json' && format !== 'yaml')
    throw new CliError(`--output must be 'yaml' or 'json'`);
  const server = cli.flags.bool('client') ? undefined : cli.client.get('/version');
  if (format === '') {
    cli.output.out(`Client Version: ${text(CLIENT.gitVersion)}\nKustomize Version: ${KUSTOMIZE}\n`);
    if (!server) return;
    cli.output.out(`Server Version: ${text(server.gitVersion)}\n`);
    warnSkew(cli, server);
    return;
  }
  const all: JsonObject = {
    clientVersion: CLIENT,
    kustomizeVersion: KUSTOMIZE,
    ...(server ? { serverVersion: server } : {}),
  };
  cli.output.out(format === 'yaml' ? `${writeYaml(all)}\n` : `${goJson(all, '  ', false)}\n`);
  if (server) warnSkew(cli, server);
}

function warnSkew(cli: Cli, server: JsonObject): void {
  const minor = Number.parseInt(text(server.minor), 10);
  if (Math.abs(minor - 35) <= 1) return;
  cli.output.err(
    `WARNING: version difference between client (1.35) and server (${text(server.major)}.${minor}) exceeds the supported minor version skew of +/-1\n`,
  );
}
