import type { Json } from '../json.ts';
import type * as k8s from '../types.ts';
import { ageOf } from '../time.ts';

export type Cell = string | number | boolean;

/** One column of a Table. Priority 1 shows with `-o wide` alone. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean';
  readonly format: string;
  readonly description: string;
  readonly priority: number;
  readonly [key: string]: Json;
}

/** How one resource is shown. */
export interface Printer<T> {
  readonly columns: readonly ColumnDefinition[];
  /** @param now milliseconds since 1970 */
  readonly cells: (object: T, now: number) => readonly Cell[];
}

/** `Ready`; `Desired#` holds integers, `Default?` booleans; `Node*` is for `-o wide`. */
function column(text: string): ColumnDefinition {
  const name = text.replace(/[#?*]+$/, '');
  return {
    name,
    type: text.includes('#') ? 'integer' : text.includes('?') ? 'boolean' : 'string',
    format: name === 'Name' && !text.includes('*') ? 'name' : '',
    description: '',
    priority: text.endsWith('*') ? 1 : 0,
  };
}

export const printer = <T>(columns: readonly string[], cells: Printer<T>['cells']): Printer<T> => ({
  columns: columns.map(column),
  cells,
});

export const none = '<none>';

export const age = (object: { metadata: k8s.ObjectMeta }, now: number): string =>
  ageOf(object.metadata.creationTimestamp, now);

/** `a=b,c=d`, sorted. As labels.FormatLabels. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? none : pairs.sort().join(',');
}

/** The CONTAINERS and IMAGES columns. */
export const containerNames = (
  template: k8s.PodTemplateSpec | undefined,
): [names: string, images: string] => {
  const containers = template?.spec?.containers ?? [];
  return [containers.map((c) => c.name).join(','), containers.map((c) => c.image ?? '').join(',')];
};

/** `RWO,RWX` */
export function accessModes(modes: readonly string[] | undefined): string {
  const short = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };
  return Object.entries(short)
    .filter(([mode]) => modes?.includes(mode))
    .map(([, text]) => text)
    .join(',');
}

/** The first three, and how many more there are. As formatEndpoints. */
export function atMostThree(items: readonly string[]): string {
  if (items.length === 0) return none;
  const shown = items.slice(0, 3).join(',');
  return items.length > 3 ? `${shown} + ${items.length - 3} more...` : shown;
}
