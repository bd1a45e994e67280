import { endpointslices, services } from '../../api/resources.ts';
import type { EndpointSlice, Service } from '../../api/types.ts';
import type { Simulation } from '../../sim/index.ts';
import type { Client } from '../client.ts';
import { Informer } from '../informer.ts';
import type { NetworkFabric } from '../runtime/network.ts';
import { CLUSTER_DNS, CLUSTER_DOMAIN, NODE_DNS } from './container-config.ts';

const SERVICE_LABEL = 'kubernetes.io/service-name';
const HOST_ALIASES: Readonly<Record<string, string>> = {
  'host.minikube.internal': '192.168.49.1',
  'control-plane.minikube.internal': '192.168.49.2',
};

/**
 * Make services work on the pod network: connections to a ClusterIP go to one of its ready endpoints, drawn at random as iptables
 * does, and cluster DNS knows services and pods. Does its work once per network. Models kube-proxy (iptables mode) and CoreDNS.
 */
export function startServiceNetwork(sim: Simulation, client: Client, network: NetworkFabric): void {
  if (network.proxy) return;
  const serviceInformer = new Informer(sim, client, services);
  const sliceInformer = new Informer(sim, client, endpointslices);
  serviceInformer.start();
  sliceInformer.start();
  const random = sim.random('kube-proxy');
  const slicesOf = ({ metadata }: Service): EndpointSlice[] =>
    sliceInformer
      .list(metadata.namespace)
      .filter((slice) => slice.metadata.labels?.[SERVICE_LABEL] === metadata.name);
  const translate = (
    address: string,
    port: number,
  ): { address: string; port: number } | 'reject' | undefined => {
    const service = serviceInformer.list().find(({ spec }) => spec?.clusterIP === address);
    const servicePort = service?.spec?.ports?.find((each) => each.port === port);
    if (!service || !servicePort) return undefined;
    const targets: { address: string; port: number }[] = [];
    for (const slice of slicesOf(service)) {
      const target = slice.ports?.find(({ name }) => (name ?? '') === (servicePort.name ?? ''))?.port;
      if (target === undefined) continue;
      for (const endpoint of slice.endpoints ?? []) {
        if (endpoint.conditions?.ready === false) continue;
        for (const each of endpoint.addresses) targets.push({ address: each, port: target });
      }
    }
    return targets.length === 0 ? 'reject' : targets[random.below(targets.length)];
  };
  network.proxy = { translate };
  network.dns = {
    lookup(server, name) {
      if (server === NODE_DNS) return name in HOST_ALIASES ? [HOST_ALIASES[name] ?? ''] : [];
      if (server !== CLUSTER_DNS) return undefined;
      // CoreDNS answers only while one of its pods is ready.
      const dns = translate(CLUSTER_DNS, 53);
      if (dns === undefined || dns === 'reject') return undefined;
      return clusterName(name);
    },
  };

  /** Models CoreDNS's kubernetes plugin; other names are forwarded, and the simulated world has none. */
  function clusterName(name: string): readonly string[] {
    if (name in HOST_ALIASES) return [HOST_ALIASES[name] ?? ''];
    if (!name.endsWith(`.${CLUSTER_DOMAIN}`)) return [];
    const parts = name.slice(0, -CLUSTER_DOMAIN.length - 1).split('.');
    const kind = parts.pop();
    const namespace = parts.pop() ?? '';
    const last = parts.pop() ?? '';
    if (kind === 'pod')
      return parts.length === 0 && /^\d+(-\d+){3}$/.test(last) ? [last.replaceAll('-', '.')] : [];
    if (kind !== 'svc') return [];
    const service = serviceInformer.get(last, namespace);
    if (!service || service.spec?.type === 'ExternalName') return [];
    const host = parts.pop();
    const { clusterIP } = service.spec ?? {};
    if (clusterIP !== undefined && clusterIP !== 'None' && clusterIP !== '' && host === undefined)
      return [clusterIP];
    const all = service.spec?.publishNotReadyAddresses ?? false;
    return slicesOf(service).flatMap((slice) =>
      (slice.endpoints ?? [])
        .filter(
          ({ conditions, hostname }) =>
            (all || conditions?.ready !== false) && (host === undefined || hostname === host),
        )
        .flatMap(({ addresses }) => addresses),
    );
  }
}
