import type { Pattern } from './ast.ts';

/** All names of a pattern. */
export function patternVariables(pattern: Pattern): string[] {
  if (pattern.kind === 'variable') return [pattern.name];
  if (pattern.kind === 'array') return pattern.items.flatMap(patternVariables);
  return pattern.fields.flatMap((field) => [
    ...(field.variable === undefined ? [] : [field.variable]),
    ...(field.value ? patternVariables(field.value) : []),
  ]);
}
