import { compareText } from '../gofmt.ts';
import { isObject, list, type Json, type JsonObject } from '../json.ts';

/** Words that YAML readers might take for something else than text. */
const AMBIGUOUS = /^(?:~|null|true|false|yes|no|on|off|y|n|\.nan|[-+]?\.inf|[-+]?[\d.].*)$/i;

function keyText(key: string): string {
  return /^[A-Za-z_][\w./-]*$/.test(key) && !AMBIGUOUS.test(key) ? key : JSON.stringify(key);
}

/** A value as KYAML, the strict form of YAML with braces. Models sigs.k8s.io/yaml/kyaml. @param sorted keys in order, as of a map */
export function writeKyaml(value: Json, sorted: boolean): string {
  const write = (one: Json | undefined, margin: string): string => {
    if (one === undefined || one === null) return 'null';
    if (typeof one !== 'object') return typeof one === 'string' ? JSON.stringify(one) : String(one);
    const inner = `${margin}  `;
    if (Array.isArray(one)) {
      const items = list(one as Json);
      if (items.length === 0) return '[]';
      if (items.every((item) => isObject(item) || Array.isArray(item)))
        return `[${items.map((item) => write(item, margin)).join(', ')}]`;
      return `[\n${items.map((item) => `${inner}${write(item, inner)},\n`).join('')}${margin}]`;
    }
    const record = one as JsonObject;
    const keys = Object.keys(record).filter((key) => record[key] !== undefined);
    if (keys.length === 0) return '{}';
    if (sorted) keys.sort(compareText);
    return `{\n${keys.map((key) => `${inner}${keyText(key)}: ${write(record[key], inner)},\n`).join('')}${margin}}`;
  };
  return `---\n${write(value, '')}\n`;
}
