import type { Container } from '../../api/types.ts';

/** A port by its number or by its name in the container's ports. Models pkg/util ResolveContainerPort. */
export function findPort(container: Container, port: number | string): number | undefined {
  if (typeof port === 'number') return port;
  const named = container.ports?.find(({ name }) => name === port)?.containerPort;
  if (named !== undefined) return named;
  return /^\d+$/.test(port) ? Number(port) : undefined;
}
