import type { Cli } from '../cli.ts';
import { decodeBase64, sortedKeys } from '../gofmt.ts';
import { at, list, nameOf, namespaceOf, object, objects, stringMap, text, type JsonObject } from '../json.ts';
import { rfc1123z } from '../time.ts';
import { eventLines, searchEvents } from './events.ts';
import { annotationLines, DescribeWriter, labelLines } from './writer.ts';

/** `kubectl describe namespace`. Models pkg/describe's NamespaceDescriber. */
export function describeNamespace(cli: Cli, namespace: JsonObject): string {
  const w = new DescribeWriter();
  w.write(0, `Name:\t${nameOf(namespace)}\n`);
  labelLines(w, 'Labels', at(namespace, 'metadata', 'labels'));
  annotationLines(w, 'Annotations', at(namespace, 'metadata', 'annotations'));
  w.write(0, `Status:\t${text(at(namespace, 'status', 'phase'))}\n`);
  const conditions = objects(at(namespace, 'status', 'conditions'));
  if (conditions.length > 0) {
    w.write(0, 'Conditions:\n  Type\tStatus\tLastTransitionTime\tReason\tMessage\n');
    w.write(1, '----\t------\t------------------\t------\t-------\n');
    for (const one of conditions) {
      w.write(
        1,
        `${text(one.type)}\t${text(one.status)}\t${rfc1123z(text(one.lastTransitionTime))}\t${text(one.reason)}\t${text(one.message)}\n`,
      );
    }
  }
  quotas(cli, w, nameOf(namespace));
  limits(cli, w, nameOf(namespace));
  return w.toString();
}

function quotas(cli: Cli, w: DescribeWriter, namespace: string): void {
  const all = objects(
    cli.client.get(`/api/v1/namespaces/${namespace}/resourcequotas`, [['limit', '500']]).items,
  );
  if (all.length === 0) return w.write(0, '\nNo resource quota.\n');
  w.write(0, '\nResource Quotas\n');
  for (const quota of all) {
    w.write(0, `  Name:\t${nameOf(quota)}\n  Resource\tUsed\tHard\n  --------\t---\t---\n`);
    const hard = object(at(quota, 'status', 'hard'));
    for (const name of sortedKeys(hard)) {
      w.write(1, `${name}\t${text(at(quota, 'status', 'used', name))}\t${text(hard[name])}\n`);
    }
  }
}

function limits(cli: Cli, w: DescribeWriter, namespace: string): void {
  const all = objects(
    cli.client.get(`/api/v1/namespaces/${namespace}/limitranges`, [['limit', '500']]).items,
  );
  if (all.length === 0) return w.write(0, '\nNo LimitRange resource.\n');
  w.write(
    0,
    '\nResource Limits\n Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n',
  );
  w.write(0, ' ----\t--------\t---\t---\t---------------\t-------------\t-----------------------\n');
  for (const range of all) {
    for (const item of objects(at(range, 'spec', 'limits'))) {
      const keys = ['min', 'max', 'defaultRequest', 'default', 'maxLimitRequestRatio'];
      const names = new Set(keys.flatMap((key) => sortedKeys(object(item[key]))));
      for (const name of [...names].sort()) {
        const cells = keys.map((key) => text(at(item, key, name)) || '-');
        w.write(0, ` ${text(item.type)}\t${name}\t${cells.join('\t')}\n`);
      }
    }
  }
}

/** `kubectl describe configmap`. */
export function describeConfigMap(cli: Cli, map: JsonObject, showEvents: boolean): string {
  const w = new DescribeWriter();
  metadata(w, map);
  w.write(0, '\nData\n====\n');
  for (const [key, value] of stringMap(map.data)) w.write(0, `${key}:\n----\n${value}\n\n`);
  w.write(0, '\nBinaryData\n====\n');
  for (const [key, value] of stringMap(map.binaryData))
    w.write(0, `${key}: ${decodeBase64(value).length} bytes\n`);
  w.write(0, '\n');
  if (showEvents) eventLines(cli, w, searchEvents(cli, map));
  return w.toString();
}

/** `kubectl describe secret`: sizes alone, but for the token of a service account. */
export function describeSecret(_cli: Cli, secret: JsonObject): string {
  const w = new DescribeWriter();
  metadata(w, secret);
  w.write(0, `\nType:\t${text(secret.type)}\n`);
  w.write(0, '\nData\n====\n');
  for (const [key, value] of stringMap(secret.data)) {
    const bytes = decodeBase64(value);
    const token = key === 'token' && secret.type === 'kubernetes.io/service-account-token';
    w.write(0, `${key}:\t${token ? new TextDecoder().decode(bytes) : `${bytes.length} bytes`}\n`);
  }
  return w.toString();
}

function metadata(w: DescribeWriter, target: JsonObject): void {
  w.write(0, `Name:\t${nameOf(target)}\n`);
  w.write(0, `Namespace:\t${namespaceOf(target)}\n`);
  labelLines(w, 'Labels', at(target, 'metadata', 'labels'));
  annotationLines(w, 'Annotations', at(target, 'metadata', 'annotations'));
}

/** `kubectl describe serviceaccount`. */
export function describeServiceAccount(cli: Cli, account: JsonObject, showEvents: boolean): string {
  const w = new DescribeWriter();
  metadata(w, account);
  const names = (title: string, found: readonly string[]): void => {
    if (found.length === 0) w.write(0, `${title}:\t<none>\n`);
    for (const [i, name] of found.entries()) w.write(0, `${i === 0 ? `${title}:` : ''}\t${name}\n`);
  };
  names(
    'Image pull secrets',
    objects(account.imagePullSecrets).map((one) => text(one.name)),
  );
  names(
    'Mountable secrets',
    objects(account.secrets).map((one) => text(one.name)),
  );
  const secrets = objects(
    cli.client.get(`/api/v1/namespaces/${namespaceOf(account)}/secrets`, [['limit', '500']]).items,
  );
  const tokens = secrets.filter(
    (one) =>
      one.type === 'kubernetes.io/service-account-token' &&
      at(one, 'metadata', 'annotations', 'kubernetes.io/service-account.name') === nameOf(account),
  );
  names('Tokens', tokens.map(nameOf));
  if (showEvents) eventLines(cli, w, searchEvents(cli, account));
  return w.toString();
}

/** `kubectl describe service`. */
export function describeService(cli: Cli, service: JsonObject, showEvents: boolean): string {
  const w = new DescribeWriter();
  const spec = object(service.spec);
  const line = (title: string, value: string): void => w.write(0, `${title}:\t${value}\n`);
  metadata(w, service);
  labelLinesComma(w, 'Selector', spec.selector);
  line('Type', text(spec.type));
  if (spec.ipFamilyPolicy !== undefined) line('IP Family Policy', text(spec.ipFamilyPolicy));
  const families = list(spec.ipFamilies).map(text);
  if (families.length > 0) line('IP Families', families.join(','));
  else line('IP Families', '<none>');
  line('IP', text(spec.clusterIP));
  const ips = list(spec.clusterIPs).map(text);
  line('IPs', ips.length > 0 ? ips.join(',') : '<none>');
  if (list(spec.externalIPs).length > 0) line('External IPs', list(spec.externalIPs).map(text).join(','));
  if (text(spec.externalName) !== '') line('External Name', text(spec.externalName));
  const slices = objects(
    cli.client.get(`/apis/discovery.k8s.io/v1/namespaces/${namespaceOf(service)}/endpointslices`, [
      ['labelSelector', `kubernetes.io/service-name=${nameOf(service)}`],
      ['limit', '500'],
    ]).items,
  );
  for (const port of objects(spec.ports)) {
    line('Port', `${text(port.name) || '<unset>'}\t${text(port.port)}/${text(port.protocol)}`);
    line('TargetPort', `${text(port.targetPort)}/${text(port.protocol)}`);
    if (Number(port.nodePort ?? 0) > 0)
      line('NodePort', `${text(port.name) || '<unset>'}\t${text(port.nodePort)}/${text(port.protocol)}`);
    line('Endpoints', endpoints(slices, text(port.name)));
  }
  line('Session Affinity', text(spec.sessionAffinity));
  if (text(spec.externalTrafficPolicy) !== '')
    line('External Traffic Policy', text(spec.externalTrafficPolicy));
  if (text(spec.internalTrafficPolicy) !== '')
    line('Internal Traffic Policy', text(spec.internalTrafficPolicy));
  if (showEvents) eventLines(cli, w, searchEvents(cli, service));
  return w.toString();
}

function endpoints(slices: readonly JsonObject[], portName: string): string {
  const all = slices.flatMap((slice) => {
    const port = objects(slice.ports).find((one) => text(one.name) === portName);
    if (!port) return [];
    const ready = objects(slice.endpoints).filter((one) => at(one, 'conditions', 'ready') !== false);
    return ready.flatMap((one) =>
      list(one.addresses).map((address) => `${text(address)}:${text(port.port)}`),
    );
  });
  if (all.length === 0) return slices.length === 0 ? '<none>' : '';
  const shown = all.slice(0, 3).join(',');
  return all.length > 3 ? `${shown} + ${all.length - 3} more...` : shown;
}

function labelLinesComma(w: DescribeWriter, title: string, labels: Parameters<typeof stringMap>[0]): void {
  const pairs = stringMap(labels).map(([key, value]) => `${key}=${value}`);
  w.write(0, `${title}:\t${pairs.length === 0 ? '<none>' : pairs.join(',')}\n`);
}
