import { fieldOf, itemType, unknownField, type FieldType } from './fields.ts';

/** A node of an expression's syntax tree, as the CEL library has it. */
export interface CelNode {
  readonly op: string;
  readonly args: unknown;
  readonly start: number;
  readonly end: number;
}

/** A mistake in an expression. `at` counts characters from its beginning, from 0. */
export interface CelProblem {
  readonly message: string;
  readonly at: number;
}

function isNode(value: unknown): value is CelNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

/** Macros that bind a name to each item of what they are called on. */
const BINDING = new Set(['all', 'exists', 'exists_one', 'existsOne', 'filter', 'map']);

type Scope = ReadonlyMap<string, FieldType | undefined>;

/** Follows an expression through a kind's schema, and finds the fields that it names and the schema does not have. */
class Walk {
  readonly problems: CelProblem[] = [];

  /** @returns the type of what a node gives, when the schema tells */
  type(node: unknown, scope: Scope): FieldType | undefined {
    if (Array.isArray(node)) {
      for (const item of node as readonly unknown[]) this.type(item, scope);
      return undefined;
    }
    if (!isNode(node)) return undefined;
    const args: readonly unknown[] = Array.isArray(node.args)
      ? (node.args as readonly unknown[])
      : [node.args];
    switch (node.op) {
      case 'id':
        return typeof node.args === 'string' ? scope.get(node.args) : undefined;
      case '.':
      case '.?':
        return this.#field(node, args[0], args[1], scope);
      case '[]':
      case '[?]':
        return this.#index(node, args[0], args[1], scope);
      case 'rcall':
        return this.#call(String(args[0]), args[1], args[2], scope);
      default:
        for (const arg of args) this.type(arg, scope);
        return undefined;
    }
  }

  #field(node: CelNode, of: unknown, name: unknown, scope: Scope): FieldType | undefined {
    const type = this.type(of, scope);
    if (type === undefined || typeof name !== 'string') return undefined;
    const field = fieldOf(type, name);
    if (field !== 'unknown') return field?.type;
    this.problems.push({ message: unknownField(type, name), at: node.end - name.length });
    return undefined;
  }

  #index(node: CelNode, of: unknown, key: unknown, scope: Scope): FieldType | undefined {
    this.type(key, scope);
    const name = isNode(key) && key.op === 'value' && typeof key.args === 'string' ? key.args : undefined;
    const type = this.type(of, scope);
    if (name === undefined) return itemType(type);
    const field = fieldOf(type, name);
    if (field !== 'unknown') return field?.type;
    this.problems.push({ message: unknownField(type ?? '', name), at: isNode(key) ? key.start : node.start });
    return undefined;
  }

  #call(name: string, of: unknown, args: unknown, scope: Scope): FieldType | undefined {
    const list = Array.isArray(args) ? (args as readonly unknown[]) : [];
    const [first] = list;
    if (name === 'bind' && isNode(first) && typeof first.args === 'string') {
      const bound = new Map(scope).set(first.args, this.type(list[1], scope));
      return this.type(list[2], bound);
    }
    const type = this.type(of, scope);
    if (!BINDING.has(name) || !isNode(first) || typeof first.args !== 'string') {
      const given = list.map((arg) => this.type(arg, scope));
      // An optional value has the type of what it may hold.
      return name === 'orValue' ? (type ?? given[0]) : name === 'value' || name === 'or' ? type : undefined;
    }
    // A map's macros go over its keys.
    const item = type?.startsWith('[]') ? itemType(type) : undefined;
    const inner = new Map(scope).set(first.args, item);
    const results = list.slice(1).map((arg) => this.type(arg, inner));
    if (name === 'filter') return type;
    const result = results.at(-1);
    return name === 'map' && result !== undefined ? `[]${result}` : undefined;
  }
}

/**
 * What the schema says against an expression: fields that it does not have, for which the expression would wait for ever, and a value
 * that is not true or false.
 * @param self the type of `self`
 */
export function fieldProblems(ast: CelNode, self: FieldType | undefined): readonly CelProblem[] {
  if (self === undefined) return [];
  const walk = new Walk();
  const type = walk.type(ast, new Map([['self', self]]));
  if (walk.problems.length === 0 && type !== undefined && type !== 'boolean')
    return [{ message: `the expression gives ${type}, not bool`, at: ast.start }];
  return walk.problems;
}
