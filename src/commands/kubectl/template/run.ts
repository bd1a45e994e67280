import { decodeBase64, quote, sortedKeys } from '../gofmt.ts';
import { isObject, list, sameJson, type Json } from '../json.ts';
import { TemplateError, type Expression, type TemplateNode } from './parse.ts';

type Value = Json | undefined;
type Scope = Map<string, Value>[];
type Flow = 'break' | 'continue' | undefined;

/** A number as Go's %v of a float64 prints it, for that is what JSON's numbers are in a template. */
function float(value: number): string {
  if (value === 0) return '0';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 21 && !(Math.abs(value) >= 1e21)) {
    const significant = digits.replace(/[-.]/g, '').length;
    if (power < Math.max(significant, 21)) return String(value);
  }
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function show(value: Value): string {
  if (value === undefined || value === null) return '<no value>';
  return print(value);
}

function print(value: Value): string {
  if (value === undefined || value === null) return '<nil>';
  if (typeof value === 'number') return float(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(print).join(' ')}]`;
  const record = value as { readonly [key: string]: Value };
  return `map[${sortedKeys(record)
    .map((key) => `${key}:${print(record[key])}`)
    .join(' ')}]`;
}

function truth(value: Value): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** Run a template over an object. Models Go's text/template. @param strict a missing key is an error @throws {TemplateError} */
export function runTemplate(nodes: readonly TemplateNode[], data: Json, strict: boolean): string {
  let out = '';
  const scope: Scope = [new Map([['$', data]])];
  const lookUp = (name: string): Value => {
    for (let i = scope.length - 1; i >= 0; i--) if (scope[i]?.has(name)) return scope[i]?.get(name);
    throw new TemplateError(`template: output:1: undefined variable ${JSON.stringify(name)}`);
  };
  const evaluate = (expression: Expression, dot: Value, piped: readonly Value[] = []): Value => {
    switch (expression.kind) {
      case 'value':
        return expression.value;
      case 'dot':
        return dot;
      case 'variable':
        return lookUp(expression.name);
      case 'fields': {
        let here = evaluate(expression.from, dot);
        for (const name of expression.names) here = field(here, name, strict);
        return here;
      }
      case 'call':
        return call(expression.name, () => [...expression.args.map((one) => evaluate(one, dot)), ...piped]);
      case 'pipe': {
        let last: readonly Value[] = [];
        for (const command of expression.commands) last = [evaluate(command, dot, last)];
        return last[0];
      }
    }
  };
  const within = (
    variables: readonly (readonly [string, Value])[],
    body: readonly TemplateNode[],
    dot: Value,
  ): Flow => {
    scope.push(new Map(variables));
    const flow = walk(body, dot);
    scope.pop();
    return flow;
  };
  const loop = (node: Extract<TemplateNode, { variables: unknown }>, value: Value, dot: Value): Flow => {
    const pairs: [Value, Value][] = Array.isArray(value)
      ? (value as readonly Json[]).map((item, i): [Value, Value] => [i, item])
      : isObject(value)
        ? sortedKeys(value).map((key): [Value, Value] => [key, value[key]])
        : typeof value === 'number'
          ? Array.from({ length: value }, (_, i): [Value, Value] => [i, i])
          : [];
    if (typeof value === 'string' || typeof value === 'boolean')
      throw new TemplateError(`range can't iterate over ${print(value)}`);
    if (pairs.length === 0) return within([], node.otherwise, dot);
    const [first = '', second] = node.variables;
    for (const [key, item] of pairs) {
      const names: [string, Value][] =
        second !== undefined
          ? [
              [first, key],
              [second, item],
            ]
          : first !== ''
            ? [[first, item]]
            : [];
      if (within(names, node.body, item) === 'break') break;
    }
    return undefined;
  };
  const walk = (list_: readonly TemplateNode[], dot: Value): Flow => {
    for (const node of list_) {
      switch (node.kind) {
        case 'text':
          out += node.text;
          break;
        case 'print':
          out += show(evaluate(node.value, dot));
          break;
        case 'assign': {
          const value = evaluate(node.value, dot);
          const owner = node.declares ? scope.at(-1) : scope.findLast((one) => one.has(node.name));
          owner?.set(node.name, value);
          break;
        }
        case 'break':
        case 'continue':
          return node.kind;
        default: {
          const value = evaluate(node.value, dot);
          const names = node.variables.slice(0, 1).map((name): [string, Value] => [name, value]);
          const flow =
            node.kind === 'range'
              ? loop(node, value, dot)
              : truth(value)
                ? within(names, node.body, node.kind === 'with' ? value : dot)
                : within(names, node.otherwise, dot);
          if (flow) return flow;
        }
      }
    }
    return undefined;
  };
  walk(nodes, data);
  return out;
}

function field(here: Value, name: string, strict: boolean): Value {
  if (here === undefined || here === null) {
    if (strict) throw new TemplateError(`nil data; no entry for key ${JSON.stringify(name)}`);
    return undefined;
  }
  if (!isObject(here)) {
    const type =
      typeof here === 'string'
        ? 'string'
        : typeof here === 'number'
          ? 'float64'
          : Array.isArray(here)
            ? '[]interface {}'
            : 'bool';
    throw new TemplateError(
      `can't evaluate field ${name} in type ${type === '[]interface {}' ? 'interface {}' : type}`,
    );
  }
  if (strict && here[name] === undefined)
    throw new TemplateError(`map has no entry for key ${JSON.stringify(name)}`);
  return here[name];
}

function call(name: string, args: () => readonly Value[]): Value {
  const all = args();
  const [first, second] = all;
  switch (name) {
    case 'and':
      return (
        all.find((one) => !truth(one)) ?? (all.every(truth) ? all.at(-1) : all.find((one) => !truth(one)))
      );
    case 'or':
      return all.find(truth) ?? all.at(-1);
    case 'not':
      return !truth(first);
    case 'len':
      if (typeof first === 'string') return new TextEncoder().encode(first).length;
      if (Array.isArray(first)) return first.length;
      if (isObject(first)) return Object.keys(first).length;
      throw new TemplateError('error calling len: len of nil pointer');
    case 'index':
      return all.slice(1).reduce<Value>((here, key) => item(here, key), first);
    case 'slice':
      return typeof first === 'string'
        ? first.slice(Number(second ?? 0), all[2] === undefined ? undefined : Number(all[2]))
        : list(first).slice(Number(second ?? 0), all[2] === undefined ? undefined : Number(all[2]));
    case 'exists': {
      let here: Value = first;
      for (const key of all.slice(1)) {
        here = Array.isArray(here)
          ? list(here)[Number(key)]
          : isObject(here)
            ? here[String(key as string)]
            : undefined;
        if (here === undefined) return false;
      }
      return here !== undefined;
    }
    case 'base64decode':
      return new TextDecoder().decode(decodeBase64(String((first ?? '') as string)));
    case 'print':
      return all
        .map((one, i) => {
          const gap = i > 0 && typeof one !== 'string' && typeof all[i - 1] !== 'string' ? ' ' : '';
          return gap + print(one);
        })
        .join('');
    case 'println':
      return `${all.map(print).join(' ')}\n`;
    case 'printf':
      return format(String((first ?? '') as string), all.slice(1));
    case 'html':
      return all
        .map(print)
        .join('')
        .replace(/[&<>"']/g, (one) => `&#${one.codePointAt(0) ?? 0};`);
    case 'js':
      return all
        .map(print)
        .join('')
        .replace(/['"\\]/g, '\\$&');
    case 'urlquery':
      return encodeURIComponent(all.map(print).join('')).replace(/%20/g, '+');
    case 'eq':
      return all.slice(1).some((one) => sameJson(first, one));
    case 'ne':
      return !sameJson(first, second);
    default:
      return compare(name, first, second);
  }
}

function item(here: Value, key: Value): Value {
  if (Array.isArray(here)) {
    const at = Number(key);
    if (at < 0 || at >= here.length)
      throw new TemplateError(`error calling index: reflect: slice index out of range`);
    return list(here)[at];
  }
  if (isObject(here)) return here[String(key as string)];
  throw new TemplateError('error calling index: index of untyped nil');
}

function compare(name: string, a: Value, b: Value): boolean {
  const comparable =
    (typeof a === 'number' && typeof b === 'number') || (typeof a === 'string' && typeof b === 'string');
  if (!comparable) throw new TemplateError(`error calling ${name}: incompatible types for comparison`);
  const less = (a as string) < (b as string);
  const equal = a === b;
  return name === 'lt' ? less : name === 'le' ? less || equal : name === 'gt' ? !less && !equal : !less;
}

function format(words: string, args: readonly Value[]): string {
  let next = 0;
  const out = words.replace(
    /%([-0]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g,
    (_all, flags: string, width: string, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      if (next >= args.length) return `%!${verb}(MISSING)`;
      const value = args[next++];
      let text = verb === 'q' ? quote(print(value)) : print(value);
      if (verb === 'd' && typeof value === 'number' && !Number.isInteger(value))
        text = `%!d(float64=${text})`;
      if ((verb === 'f' || verb === 'F') && typeof value === 'number')
        text = value.toFixed(precision === undefined ? 6 : Number(precision));
      else if (verb === 's' && precision !== undefined) text = text.slice(0, Number(precision));
      if (flags.includes('-')) return text.padEnd(Number(width));
      return text.padStart(Number(width), flags.includes('0') ? '0' : ' ');
    },
  );
  return out;
}
