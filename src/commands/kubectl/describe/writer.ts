import { sortedKeys } from '../gofmt.ts';
import { object, stringMap, text, type Json } from '../json.ts';
import { DESCRIBE_TABS, TabWriter } from '../tabwriter.ts';

/** Takes lines of tab-separated cells, or parts of lines, indented by so many levels. */
export interface Lines {
  write(level: number, line: string): void;
}

/** What is written lies `level` levels deeper, each part of a line, too. Models NewNestedPrefixWriter. */
export function nested(w: Lines, level: number): Lines {
  return { write: (more, line) => w.write(level + more, line) };
}

/** Writes indented lines of tab-separated cells. Models pkg/describe's PrefixWriter over a tabwriter. */
export class DescribeWriter implements Lines {
  readonly #tabs = new TabWriter(DESCRIBE_TABS);
  #done = '';
  #plain = '';

  /** @param level two blanks each */
  write(level: number, line: string): void {
    this.#tabs.write('  '.repeat(level) + line);
    this.#plain += '  '.repeat(level) + line;
  }

  /** What follows has columns of its own. */
  flush(): void {
    this.#done += this.#tabs.flush();
  }

  /** All of it with its tabs as they were written. */
  plain(): string {
    return this.#plain;
  }

  toString(): string {
    this.flush();
    return this.#done;
  }
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** The longest line of an annotation that `describe` prints whole. */
const MAX_ANNOTATION = 140;

/** `Labels:  a=b`, one a line. */
export function labelLines(w: Lines, title: string, labels: Json | undefined, indent = ''): void {
  const pairs = stringMap(labels);
  w.write(0, `${indent}${title}:\t`);
  if (pairs.length === 0) w.write(0, '<none>\n');
  for (const [i, [key, value]] of pairs.entries()) {
    if (i > 0) {
      w.write(0, indent);
      w.write(0, '\t');
    }
    w.write(0, `${key}=${value}\n`);
  }
}

/** `Annotations:  a: b`, one a line; what `apply` remembers is left out, long values go under their key. */
export function annotationLines(w: Lines, title: string, annotations: Json | undefined): void {
  const pairs = stringMap(annotations).filter(([key]) => key !== LAST_APPLIED);
  w.write(0, `${title}:\t`);
  if (pairs.length === 0) w.write(0, '<none>\n');
  for (const [i, [key, raw]] of pairs.entries()) {
    if (i > 0) w.write(0, '\t');
    const value = raw.replace(/\n$/, '');
    if (value.length + key.length + 2 > MAX_ANNOTATION || value.includes('\n')) {
      w.write(0, `${key}:\n`);
      for (const line of value.split('\n')) {
        const limit = MAX_ANNOTATION - 2;
        w.write(0, `\t  ${line.length > limit ? `${line.slice(0, limit)}...` : line}\n`);
      }
    } else w.write(0, `${key}: ${value}\n`);
  }
}

/** Resource names and amounts, in order of the names. */
export function resourceList(resources: Json | undefined): [string, string][] {
  const record = object(resources);
  return sortedKeys(record).map((name) => [name, text(record[name])]);
}

export function orNone(value: string): string {
  return value === '' ? '<none>' : value;
}

/** `True` or `False`. */
export function goTitle(value: Json | undefined): string {
  return value === true ? 'True' : 'False';
}
