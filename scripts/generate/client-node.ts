import { existsSync, readFileSync } from 'node:fs';
import type { Definition } from './kubernetes-models.ts';

/** Numbers and strings get their format: `int32`, `int64`, `double`, `byte`. */
export function readFormats(models: string, definitions: readonly Definition[]): void {
  for (const definition of definitions) {
    const formats = formatsOf(models, definition);
    for (const field of definition.fields) {
      const format = formats.get(field.name) ?? '';
      if (/(^|\])number$/.test(field.type))
        field.type = field.type.replace('number', /^(int64|double)$/.test(format) ? format : 'int32');
      else if (format === 'byte') field.type = field.type.replace(/string$/, 'byte');
    }
  }
}

/** By field, out of the class that models the definition: `CoreV1Event` before `V1Event`. */
function formatsOf(models: string, { package: openapi, name }: Definition): ReadonlyMap<string, string> {
  const [group = '', version = ''] = openapi.split('.').slice(-2);
  const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  for (const candidate of [`${upper(group)}${upper(version)}${name}`, `${upper(version)}${name}`]) {
    if (!existsSync(`${models}${candidate}.js`)) continue;
    const map = /attributeTypeMap = (\[[^]*?\n\]);/.exec(
      readFileSync(`${models}${candidate}.js`, 'utf8'),
    )?.[1];
    if (map === undefined) continue;
    const attributes = JSON.parse(map) as { baseName: string; format: string }[];
    return new Map(attributes.map(({ baseName, format }) => [baseName, format]));
  }
  return new Map();
}
