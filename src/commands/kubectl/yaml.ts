import { parseYaml, splitYamlDocuments, toYaml, YamlError } from '../../api/yaml/index.ts';
import type { Json } from './json.ts';

export { parseYaml, YamlError as YamlProblem };

/** The documents of a manifest until one that cannot be read, and what is wrong with that one. */
export function parseYamlDocuments(content: string): { documents: Json[]; problem?: YamlError } {
  const documents: Json[] = [];
  // JSON is YAML, but a file may hold one JSON object after another, and tabs indent it.
  for (const { text, offset } of splitYamlDocuments(content)) {
    try {
      documents.push(parseOne(text, offset));
    } catch (error) {
      if (error instanceof YamlError) return { documents, problem: error };
      throw error;
    }
  }
  return { documents };
}

function parseOne(text: string, offset: number): Json {
  if (/^\s*[{[]/.test(text)) {
    try {
      return JSON.parse(text) as Json;
    } catch {
      // Flow-style YAML looks like JSON.
    }
  }
  return parseYaml(text, offset);
}

/** A value as sigs.k8s.io/yaml writes it. */
export function writeYaml(value: Json): string {
  return toYaml(value);
}
