import { applyMergePatch, applyStrategicMergePatch } from '../../../api/patch/index.ts';
import { kindDefinition } from '../../../api/schema.ts';
import type { Task } from '../../../sim/index.ts';
import type { Info } from '../builder.ts';
import type { Cli } from '../cli.ts';
import { groupResource } from '../discovery.ts';
import { CliError } from '../errors.ts';
import { atoi } from '../gofmt.ts';
import { at, compact, object, objects, stringMap, text, type Json, type JsonObject } from '../json.ts';
import { parseYaml } from '../yaml.ts';
import { createOne } from './generate.ts';
import { forEachObject } from './objects.ts';

const EXPOSABLE = ['replicationcontrollers', 'services', 'pods', 'deployments.apps', 'replicasets.apps'];

/** `kubectl expose`. Models kubectl's pkg/cmd/expose. */
export function* expose(cli: Cli): Task<void> {
  // --selector names what the service selects, not what is exposed.
  yield* forEachObject(cli, { selector: undefined }, (info) => {
    if (!EXPOSABLE.includes(groupResource(info.mapping))) {
      const { kind, group } = info.mapping;
      throw new CliError(`cannot expose a ${group === '' ? kind : `${kind}.${group}`}`);
    }
    createOne(cli, overridden(cli, serviceFor(cli, info)), 'kubectl-expose', { operation: 'exposed' });
  });
}

function serviceFor(cli: Cli, info: Info): JsonObject {
  const { flags } = cli;
  const selector =
    flags.string('selector') === '' ? selectorOf(info) : pairs(flags.string('selector'), 'selector');
  const headless = flags.string('cluster-ip') === 'None';
  const labels =
    flags.string('labels') === ''
      ? Object.fromEntries(stringMap(at(info.object, 'metadata', 'labels')))
      : pairs(flags.string('labels'), 'labels');
  const ports = portsFor(cli, info, headless);
  const external = flags.string('external-ip');
  const loadBalancerIP = flags.string('load-balancer-ip');
  const type = flags.string('type');
  const affinity = flags.string('session-affinity');
  if (type === 'None') throw new CliError(`invalid type: ${type}`);
  if (affinity !== '' && affinity !== 'None' && affinity !== 'ClientIP')
    throw new CliError(`unknown session affinity: ${affinity}`);
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: compact({
      name: flags.string('name') || info.name.slice(0, 63),
      labels: Object.keys(labels).length > 0 ? labels : undefined,
    }),
    spec: compact({
      ports: ports.length > 0 ? ports : undefined,
      selector,
      clusterIP: flags.string('cluster-ip') || undefined,
      type: type || undefined,
      externalIPs: external === '' ? undefined : [external],
      sessionAffinity: affinity || undefined,
      loadBalancerIP: type === 'LoadBalancer' ? loadBalancerIP || undefined : undefined,
    }),
    status: { loadBalancer: {} },
  };
}

function pairs(words: string, flag: string): JsonObject {
  return Object.fromEntries(
    words.split(',').map((pair) => {
      const parts = pair.split('=');
      if (parts.length !== 2) throw new CliError(`unexpected label spec: ${pair}`);
      if (parts[0] === '') throw new CliError(`unexpected empty label key (${flag})`);
      return [parts[0] ?? '', parts[1] ?? ''];
    }),
  );
}

/** Models polymorphichelpers.MapBasedSelectorForObject. */
function selectorOf(info: Info): JsonObject {
  const failed = (why: string): CliError =>
    new CliError(`couldn't retrieve selectors via --selector flag or introspection: ${why}`);
  const spec = object(info.object.spec);
  switch (info.mapping.resource) {
    case 'pods': {
      const labels = object(at(info.object, 'metadata', 'labels'));
      if (Object.keys(labels).length === 0) throw failed('the pod has no labels and cannot be exposed');
      return labels;
    }
    case 'services':
    case 'replicationcontrollers': {
      const selector = object(spec.selector);
      if (Object.keys(selector).length === 0)
        throw failed(
          `the ${info.mapping.resource === 'services' ? 'service' : 'replication controller'} has no pod selector set`,
        );
      return selector;
    }
    default: {
      const expressions = objects(at(spec, 'selector', 'matchExpressions'));
      if (expressions.length > 0)
        throw failed('couldn\'t convert expressions - "[]" to map-based selector format');
      return object(at(spec, 'selector', 'matchLabels'));
    }
  }
}

interface Port {
  readonly number: string;
  readonly protocol: string;
}

/** Models polymorphichelpers.PortsForObject and ProtocolsForObject. */
function declaredPorts(info: Info): Port[] {
  const spec = object(info.object.spec);
  if (info.mapping.resource === 'services') {
    return objects(spec.ports).map((one) => ({
      number: text(one.port),
      protocol: text(one.protocol) || 'TCP',
    }));
  }
  const podSpec = info.mapping.resource === 'pods' ? spec : object(at(spec, 'template', 'spec'));
  return objects(podSpec.containers).flatMap((one) =>
    objects(one.ports).map((port) => ({
      number: text(port.containerPort),
      protocol: text(port.protocol) || 'TCP',
    })),
  );
}

/** Models the ServiceGenerator of kubectl's pkg/generate. */
function portsFor(cli: Cli, info: Info, headless: boolean): JsonObject[] {
  const { flags } = cli;
  const declared = declaredPorts(info);
  const given = flags.string('port');
  const numbers = given === '' ? declared.map((one) => one.number) : given.split(',');
  if (numbers.length === 0) {
    if (headless) return [];
    throw new CliError("couldn't find port via --port flag or introspection");
  }
  const target = flags.string('target-port');
  const unique = [...new Set(numbers)].length === numbers.length || given !== '' ? numbers : [...numbers];
  const many = unique.length > 1;
  const protocols = new Map<string, string[]>();
  for (const { number, protocol } of declared) {
    protocols.set(number, [...(protocols.get(number) ?? []), protocol]);
  }
  const out: { name?: string; protocol: string; port: number; targetPort: Json }[] = [];
  for (const [i, words] of unique.entries()) {
    const port = atoi(words);
    if (port === undefined)
      throw new CliError(`strconv.Atoi: parsing ${JSON.stringify(words)}: invalid syntax`);
    const chosen = flags.string('protocol');
    const own = chosen !== '' ? [chosen] : [...new Set(protocols.get(words) ?? ['TCP'])];
    for (const [j, protocol] of own.entries()) {
      const named = many || own.length > 1;
      const suffix = own.length > 1 && j > 0 ? `-${protocol.toLowerCase()}` : '';
      out.push({
        ...(named ? { name: `port-${i + 1}${suffix}` } : {}),
        protocol,
        port,
        targetPort: target === '' ? port : (atoi(target) ?? target),
      });
    }
  }
  return out;
}

function overridden(cli: Cli, service: JsonObject): JsonObject {
  const source = cli.flags.string('overrides');
  if (source === '') return service;
  const patch = object(parseYaml(source));
  if (cli.flags.string('override-type') === 'strategic')
    return applyStrategicMergePatch(service, patch, kindDefinition('v1', 'Service'));
  return object(applyMergePatch(service, patch));
}
