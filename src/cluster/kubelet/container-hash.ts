import type { Container } from '../../api/types.ts';

/** Tells whether a running container still is what the spec says: its image, the one thing of it that may change in place. */
export function containerHash(container: Container): string {
  return `${container.name} ${container.image ?? ''}`;
}
