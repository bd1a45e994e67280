import type { Cli } from '../../cli.ts';
import { CliError } from '../../errors.ts';
import { atoi } from '../../gofmt.ts';
import type { JsonObject } from '../../json.ts';

/** host/path=service:port[,tls[=secret]]. Models ruleRegex. */
const RULE =
  /^(\*(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*|)\/([^=]*)=([a-z]([-a-z0-9]*[a-z0-9])?):([a-z0-9]([-a-z0-9]*[a-z0-9])?)(,tls(=[a-z]([-a-z0-9]*[a-z0-9])?)?)?$/;

/** `kubectl create ingress NAME`. Models kubectl's pkg/cmd/create/create_ingress.go. */
export function ingress(cli: Cli, name: string): JsonObject {
  const { flags } = cli;
  const rules = flags.list('rule');
  const fallback = flags.string('default-backend');
  if (fallback === '' && rules.length === 0) {
    throw new CliError(
      'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
    );
  }
  for (const rule of rules) {
    if (!RULE.test(rule))
      throw new CliError(
        `rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`,
      );
  }
  const annotations = flags.list('annotation').map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    if (equals < 0) throw new CliError(`annotation ${pair} is invalid and should be in format key=[value]`);
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  if (fallback !== '' && fallback.split(':').length !== 2) {
    throw new CliError('default-backend should be in format servicename:serviceport');
  }
  const tls = tlsOf(rules);
  const hosts = hostsOf(rules);
  const className = flags.string('class');
  return {
    kind: 'Ingress',
    apiVersion: 'networking.k8s.io/v1',
    metadata: { name, ...(annotations.length > 0 ? { annotations: Object.fromEntries(annotations) } : {}) },
    spec: {
      ...(className === '' ? {} : { ingressClassName: className }),
      ...(fallback === '' ? {} : { defaultBackend: backend(fallback) }),
      ...(tls.length > 0 ? { tls } : {}),
      ...(hosts.length > 0 ? { rules: hosts } : {}),
    },
    status: { loadBalancer: {} },
  };
}

function tlsOf(rules: readonly string[]): JsonObject[] {
  const out: { hosts: string[]; secretName: string }[] = [];
  const seen = new Set<string>();
  for (const rule of rules) {
    const parts = rule.split(',');
    if (parts.length !== 2) continue;
    const host = rule.split('/')[0] ?? '';
    const secretName = (parts[1] ?? '').split('=')[1] ?? '';
    if (seen.has(host)) continue;
    seen.add(host);
    const same = out.find((one) => one.secretName === secretName);
    if (same) same.hosts.push(host);
    else if (host !== '' || secretName !== '') out.push({ hosts: host === '' ? [] : [host], secretName });
  }
  return out.map(({ hosts, secretName }) => ({
    ...(hosts.length > 0 ? { hosts } : {}),
    ...(secretName === '' ? {} : { secretName }),
  }));
}

function hostsOf(rules: readonly string[]): JsonObject[] {
  const out: { host: string; paths: JsonObject[] }[] = [];
  for (const rule of rules) {
    const plain = rule.split(',')[0] ?? '';
    const slash = plain.indexOf('/');
    const host = plain.slice(0, slash);
    const [path = '', service = ''] = plain.slice(slash + 1).split('=');
    const full = `/${path}`;
    const prefix = full.endsWith('*');
    const entry = {
      path: prefix ? full.slice(0, -1) : full,
      pathType: prefix ? 'Prefix' : 'Exact',
      backend: backend(service),
    };
    const same = out.find((one) => one.host === host);
    if (same) same.paths.push(entry);
    else out.push({ host, paths: [entry] });
  }
  return out.map(({ host, paths }) => ({ ...(host === '' ? {} : { host }), http: { paths } }));
}

function backend(words: string): JsonObject {
  const [name = '', port = ''] = words.split(':');
  const number = atoi(port);
  return { service: { name, port: number === undefined ? { name: port } : { number } } };
}
