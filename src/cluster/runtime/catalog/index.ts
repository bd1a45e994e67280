import { makeImage, type ImageSource } from '../image.ts';
import { parseReference } from '../reference.ts';
import { Registry, RegistryHost } from '../registry.ts';
import { systemImages } from './system.ts';
import { teachingImages } from './teaching.ts';

/**
 * The registries of the simulated internet with everything in the catalogue.
 * @param more images whose programs belong to one cluster
 */
export function simulatedInternet(more: readonly ImageSource[] = []): Registry {
  const registry = new Registry();
  registry.add(new RegistryHost('docker.io', { latency: 1200, missing: 'denied' }));
  registry.add(new RegistryHost('registry.k8s.io', { latency: 700 }));
  registry.add(new RegistryHost('k8s.gcr.io', { latency: 700 }));
  registry.add(new RegistryHost('gcr.io', { latency: 700 }));
  registry.add(new RegistryHost('quay.io', { latency: 900, missing: 'unauthorized' }));
  registry.add(new RegistryHost('ghcr.io', { latency: 900, missing: 'forbidden-token' }));
  registry.add(new RegistryHost('mcr.microsoft.com', { latency: 900 }));
  registry.add(new RegistryHost('public.ecr.aws', { latency: 900 }));
  for (const source of [...systemImages, ...teachingImages, ...more]) {
    const image = makeImage(source);
    const { domain, path } = parseReference(source.repository);
    for (const tag of source.tags) registry.host(domain)?.put(path, tag, image);
  }
  return registry;
}
