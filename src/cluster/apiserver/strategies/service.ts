import { services } from '../../../api/resources.ts';
import type { Service, ServiceSpec } from '../../../api/types.ts';
import { storageOf, type RequestScope } from '../context.ts';
import { fieldAt, withFields, type ApiObject } from '../objects.ts';
import type { Strategy } from '../strategy.ts';

/** 10.96.0.0/12; the lowest 256 are kept for addresses that are asked for by name (ServiceIPStaticSubrange). */
const RANGE_START = (10 << 24) | (96 << 16);
const RANGE_SIZE = 1 << 20;
const STATIC = 256;
const NODE_PORTS = { first: 30000, count: 2768 };

const text = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');

function others(scope: RequestScope): Service[] {
  return scope.server.store.list(storageOf(services)).map((object) => object as unknown as Service);
}

/** Give a service its cluster address and node ports, drawn as Kubernetes draws them. Models pkg/registry/core/service/storage alloc.go. */
function allocate(object: ApiObject, scope: RequestScope): ApiObject {
  const spec = (object as unknown as Service).spec ?? ({} as ServiceSpec);
  const type = spec.type ?? 'ClusterIP';
  if (type === 'ExternalName') return object;
  const random = scope.server.sim.random('services');
  const all = others(scope);
  let { clusterIP } = spec;
  if (!clusterIP) {
    const taken = new Set(all.map((service) => service.spec?.clusterIP));
    do clusterIP = text(RANGE_START + STATIC + random.below(RANGE_SIZE - STATIC - 1));
    while (taken.has(clusterIP));
  }
  const taken = new Set(
    all.flatMap((service) => (service.spec?.ports ?? []).map(({ nodePort }) => nodePort)),
  );
  const ports = (spec.ports ?? []).map((port) => {
    if (type === 'ClusterIP' || port.nodePort) return port;
    let nodePort: number;
    do nodePort = NODE_PORTS.first + random.below(NODE_PORTS.count);
    while (taken.has(nodePort));
    taken.add(nodePort);
    return { ...port, nodePort };
  });
  return withFields(object, {
    spec: {
      ...spec,
      clusterIP,
      clusterIPs: [clusterIP],
      ipFamilies: spec.ipFamilies ?? ['IPv4'],
      ipFamilyPolicy: spec.ipFamilyPolicy ?? 'SingleStack',
      ...(ports.length > 0 && { ports }),
    },
  });
}

export const serviceStrategy: Strategy = {
  returnsDeleted: true,
  prepareForCreate: (object, scope) => allocate(withFields(object, { status: { loadBalancer: {} } }), scope),
  prepareForUpdate(object, old, scope) {
    const before = (old as unknown as Service).spec;
    const spec = (object as unknown as Service).spec;
    // What a client leaves out of an update stays as it was.
    const { clusterIP, clusterIPs } = before ?? {};
    const kept = {
      ...spec,
      clusterIP: spec?.clusterIP || clusterIP,
      clusterIPs: spec?.clusterIPs ?? clusterIPs,
    };
    return allocate(withFields(object, { spec: kept }), scope);
  },
  fields: {
    'spec.clusterIP': (object) => String(fieldAt(object, 'spec', 'clusterIP') ?? ''),
    'spec.type': (object) => String(fieldAt(object, 'spec', 'type') ?? ''),
  },
};
