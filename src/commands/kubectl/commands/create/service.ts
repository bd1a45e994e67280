import type { Cli } from '../../cli.ts';
import { CliError } from '../../errors.ts';
import { atoi, quote } from '../../gofmt.ts';
import type { JsonObject } from '../../json.ts';

/** `kubectl create service TYPE NAME`. Models kubectl's pkg/cmd/create/create_service.go. */
export function service(cli: Cli, name: string): JsonObject {
  const type = TYPES[cli.path[2] ?? ''] ?? 'ClusterIP';
  const { flags } = cli;
  const given = flags.string('clusterip');
  const clusterIP = given.toLowerCase() === 'none' ? 'None' : given;
  const tcp = flags.list('tcp');
  if (clusterIP !== 'None' && tcp.length === 0 && type !== 'ExternalName') {
    throw new CliError('at least one tcp port specifier must be provided');
  }
  const externalName = flags.string('external-name');
  if (type === 'ExternalName' && !SUBDOMAIN.test(externalName)) {
    throw new CliError(`invalid service external name ${externalName}`);
  }
  const nodePort = flags.int('node-port');
  const ports = tcp.map((words) => {
    const { port, targetPort } = parsePorts(words);
    return {
      name: words.replaceAll(':', '-'),
      protocol: 'TCP',
      port,
      targetPort,
      ...(nodePort === 0 ? {} : { nodePort }),
    };
  });
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { name, labels: { app: name } },
    spec: {
      ...(ports.length > 0 ? { ports } : {}),
      selector: { app: name },
      ...(clusterIP === '' ? {} : { clusterIP }),
      type,
      ...(externalName === '' ? {} : { externalName }),
    },
    status: { loadBalancer: {} },
  };
}

const TYPES: Readonly<Record<string, string>> = {
  clusterip: 'ClusterIP',
  nodeport: 'NodePort',
  loadbalancer: 'LoadBalancer',
  externalname: 'ExternalName',
};

const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** `80:8080`, `5432`, `80:http`. @throws {CliError} */
function parsePorts(words: string): { port: number; targetPort: number | string } {
  const [first = '', second] = words.split(':');
  const port = atoi(first);
  if (port === undefined || port < 0 || port > 65535) {
    const why = port === undefined ? 'invalid syntax' : 'value out of range';
    throw new CliError(`strconv.ParseUint: parsing ${quote(first)}: ${why}`);
  }
  if (second === undefined) return { port, targetPort: port };
  const target = atoi(second);
  if (target === undefined) {
    const problems = portNameProblems(second);
    if (problems.length > 0) throw new CliError(problems.join(','));
    return { port, targetPort: second };
  }
  if (target < 1 || target > 65535) throw new CliError('must be between 1 and 65535, inclusive');
  return { port, targetPort: target };
}

/** Models validation.IsValidPortName. */
export function portNameProblems(name: string): string[] {
  const out: string[] = [];
  if (name.length > 15) out.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(name))
    out.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) out.push('must contain at least one letter (a-z)');
  if (name.includes('--')) out.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) out.push('must not begin or end with a hyphen');
  return out;
}
