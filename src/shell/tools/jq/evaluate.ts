import { work, type Task } from '../../../sim/index.ts';
import { entriesOf, getPath, index, named, setPath, slice, deletePaths } from './access.ts';
import type { Definition, Node, Pattern } from './ast.ts';
import { patternVariables } from './patterns.ts';
import { format } from './format.ts';
import { operate } from './operators.ts';
import { brief } from './print.ts';
import { isTrue, JqError, typeOf, type Json } from './value.ts';

/** The path that led to a value: `undefined` where nobody asks, {@link NO_PATH} where none did. */
export type Path = readonly Json[] | undefined;
export const NO_PATH: readonly Json[] = [];
/** The path of the input itself; another object than {@link NO_PATH}. */
const ROOT: readonly Json[] = [];

/** Takes each of a program's results. */
export type Emit = (value: Json, path: Path) => Task;

interface VariableBinding {
  readonly name: string;
  readonly value: Json;
  readonly next: VariableBinding | undefined;
}

interface FunctionBinding {
  readonly name: string;
  readonly arity: number;
  /** A definition, or what was given for a parameter. */
  readonly definition: Definition | undefined;
  readonly closure: Closure | undefined;
  /** What names meant where it was defined. */
  readonly scope: Scope;
  readonly next: FunctionBinding | undefined;
}

interface LabelBinding {
  readonly name: string;
  readonly label: Label;
  readonly next: LabelBinding | undefined;
}

/** What a program's names mean at a place in it. */
export interface Scope {
  readonly variables: VariableBinding | undefined;
  readonly functions: FunctionBinding | undefined;
  readonly labels: LabelBinding | undefined;
}

export const EMPTY_SCOPE: Scope = { variables: undefined, functions: undefined, labels: undefined };

/** A part of a program with what its names mean: a function's argument. */
export interface Closure {
  readonly node: Node;
  readonly scope: Scope;
}

/** What `break` ends. */
class Label {}

class Break extends Error {
  readonly label: Label;
  constructor(label: Label) {
    super('break');
    this.label = label;
  }
}

/** An error from after a `try`, on its way through it. */
class Passing extends Error {
  readonly error: JqError;
  readonly through: object;
  constructor(error: JqError, through: object) {
    super('passing');
    this.error = error;
    this.through = through;
  }
}

/** A function that is not written in jq. It gives its results to `emit`. */
export type Native = (run: Evaluator, args: readonly Closure[], input: Json, path: Path, emit: Emit) => Task;

/** Evaluations a virtual millisecond. */
const STEPS_PER_MS = 2000;
const STEPS_PER_TURN = 500;

export function bindVariable(scope: Scope, name: string, value: Json): Scope {
  return { ...scope, variables: { name, value, next: scope.variables } };
}

function bindFunction(scope: Scope, definition: Definition): Scope {
  const { name, parameters } = definition;
  const next = scope.functions;
  return {
    ...scope,
    functions: { name, arity: parameters.length, definition, closure: undefined, scope, next },
  };
}

/** The path with one more key; the error of a value that no path leads to. */
function extend(path: Path, key: Json, value: Json): Path {
  if (path === undefined) return undefined;
  if (path === NO_PATH)
    throw new JqError(
      `Invalid path expression near attempt to access element ${brief(key, 29)} of ${brief(value, 29)}`,
    );
  return [...path, key];
}

/** No path leads to what was computed. */
function computed(path: Path): Path {
  return path === undefined ? undefined : NO_PATH;
}

/**
 * Runs a program: every result is handed to a function, and what comes after it happens in there, so that `input`, pipes that are
 * full and the processor's time can be waited for anywhere.
 */
export class Evaluator {
  readonly #definitions: ReadonlyMap<string, Definition>;
  readonly #natives: ReadonlyMap<string, Native>;
  readonly host: Host;
  #steps = 0;

  constructor(
    host: Host,
    definitions: ReadonlyMap<string, Definition>,
    natives: ReadonlyMap<string, Native>,
  ) {
    this.host = host;
    this.#definitions = definitions;
    this.#natives = natives;
  }

  /** All results of a closure for an input. */
  call(closure: Closure, input: Json, path: Path, emit: Emit): Task {
    return this.run(closure.node, closure.scope, input, path, emit);
  }

  /** All results of a closure as a list. */
  *list(closure: Closure, input: Json): Task<Json[]> {
    const all: Json[] = [];
    yield* this.call(closure, input, undefined, function* (value) {
      all.push(value);
    });
    return all;
  }

  /** Hand on results until `body` calls the function it is given. */
  *until(body: (stop: () => never) => Task): Task {
    const label = new Label();
    try {
      yield* body(() => {
        throw new Break(label);
      });
    } catch (error) {
      if (!(error instanceof Break) || error.label !== label) throw error;
    }
  }

  /** Spend processor time for `steps` steps. */
  *spend(steps = 1): Task {
    this.#steps += steps;
    if (this.#steps < STEPS_PER_TURN) return;
    const ms = this.#steps / STEPS_PER_MS;
    this.#steps = 0;
    yield* work(ms);
  }

  /**
   * Hand each result of a node to `emit`. It does nothing but choose what does, so that most of the tree leaves no frame behind.
   */
  run(node: Node, scope: Scope, input: Json, path: Path, emit: Emit): Task {
    if (++this.#steps >= STEPS_PER_TURN) return this.#runLater(node, scope, input, path, emit);
    switch (node.kind) {
      case 'identity':
        return emit(input, path);
      case 'literal':
        return emit(node.value, computed(path));
      case 'text':
        return this.#text(node.parts, node.format, scope, input, path, emit);
      case 'format':
        return emit(format(node.name, input), computed(path));
      case 'index':
        return this.run(node.key, scope, input, undefined, (key) =>
          this.run(node.target, scope, input, path, (value, at) => {
            const next = extend(at, key, value);
            return emit(index(value, key), next);
          }),
        );
      case 'slice':
        return this.#slice(node, scope, input, path, emit);
      case 'iterate':
        return this.run(node.target, scope, input, path, (value, at) => this.each(value, at, emit));
      case 'array':
        return this.#array(node.body, scope, input, (items) => emit(items, computed(path)));
      case 'object':
        return this.#object(node.entries, node.entries.length - 1, new Map(), scope, input, (value) =>
          emit(value, computed(path)),
        );
      case 'negate':
        return this.run(node.body, scope, input, undefined, (value) => {
          if (typeof value !== 'number') throw new JqError(`${named(value)} cannot be negated`);
          return emit(-value, computed(path));
        });
      case 'pipe':
        return this.run(node.left, scope, input, path, (value, at) =>
          this.run(node.right, scope, value, at, emit),
        );
      case 'comma':
        return this.#comma(node.left, node.right, scope, input, path, emit);
      case 'and':
      case 'or':
        return this.run(node.left, scope, input, undefined, (left) => {
          const decides = isTrue(left) === (node.kind === 'or');
          if (decides) return emit(node.kind === 'or', computed(path));
          return this.run(node.right, scope, input, undefined, (right) =>
            emit(isTrue(right), computed(path)),
          );
        });
      case 'alternative':
        return this.#alternative(node.left, node.right, scope, input, path, emit);
      case 'binary':
        return this.run(node.right, scope, input, undefined, (right) =>
          this.run(node.left, scope, input, undefined, (left) =>
            emit(operate(node.operator, left, right), computed(path)),
          ),
        );
      case 'update':
        return this.#update(node, scope, input, (value) => emit(value, computed(path)));
      case 'if':
        return this.run(node.condition, scope, input, undefined, (value) => {
          const chosen = isTrue(value) ? node.then : node.otherwise;
          return chosen ? this.run(chosen, scope, input, path, emit) : emit(input, path);
        });
      case 'try':
        return this.attempt(
          (pass) => this.run(node.body, scope, input, path, pass),
          emit,
          (error) =>
            node.handler ? this.run(node.handler, scope, error.value, computed(path), emit) : undefined,
        );
      case 'reduce':
        return this.run(node.start, scope, input, path, (start, at) =>
          this.#reduce(node, scope, input, start, at, emit),
        );
      case 'foreach':
        return this.run(node.start, scope, input, path, (start, at) =>
          this.#foreach(node, scope, input, start, at, emit),
        );
      case 'bind':
        return this.run(node.source, scope, input, undefined, (value) =>
          this.#destructure(
            node.patterns,
            value,
            scope,
            input,
            (inner, pass) => this.run(node.body, inner, input, path, pass),
            emit,
          ),
        );
      case 'label':
        return this.#label(node, scope, input, path, emit);
      case 'break':
        for (let at = scope.labels; at; at = at.next) if (at.name === node.name) throw new Break(at.label);
        throw new JqError('break');
      case 'variable':
        return emit(this.#variable(scope, node.name), computed(path));
      case 'define':
        return this.run(node.rest, bindFunction(scope, node.definition), input, path, emit);
      case 'call':
        return this.#function(node.name, node.args, scope, input, path, emit);
    }
  }

  *#runLater(node: Node, scope: Scope, input: Json, path: Path, emit: Emit): Task {
    yield* this.spend();
    yield* this.run(node, scope, input, path, emit);
  }

  *#array(body: Node | undefined, scope: Scope, input: Json, emit: (items: Json[]) => Task): Task {
    const items: Json[] = [];
    if (body)
      yield* this.run(body, scope, input, undefined, function* (value) {
        items.push(value);
      });
    yield* emit(items);
  }

  *#comma(left: Node, right: Node, scope: Scope, input: Json, path: Path, emit: Emit): Task {
    yield* this.run(left, scope, input, path, emit);
    yield* this.run(right, scope, input, path, emit);
  }

  *#label(node: Node & { kind: 'label' }, scope: Scope, input: Json, path: Path, emit: Emit): Task {
    const label = new Label();
    const inner: Scope = { ...scope, labels: { name: node.name, label, next: scope.labels } };
    try {
      yield* this.run(node.body, inner, input, path, emit);
    } catch (error) {
      if (!(error instanceof Break) || error.label !== label) throw error;
    }
  }

  /** All items of an array or object. */
  *each(value: Json, path: Path, emit: Emit): Task {
    if (path === NO_PATH)
      throw new JqError(`Invalid path expression near attempt to iterate through ${brief(value, 29)}`);
    for (const [key, item] of entriesOf(value)) yield* emit(item, path && [...path, key]);
  }

  /** Run `body`; an error in it, but not one in what comes after, goes to `handle`. */
  *attempt(body: (pass: Emit) => Task, emit: Emit, handle: (error: JqError) => Task | undefined): Task {
    const here = {};
    let caught: JqError;
    try {
      return yield* body(function* (value, at) {
        try {
          yield* emit(value, at);
        } catch (error) {
          throw error instanceof JqError ? new Passing(error, here) : error;
        }
      });
    } catch (error) {
      if (error instanceof Passing && error.through === here) throw error.error;
      if (!(error instanceof JqError)) throw error;
      caught = error;
    }
    const task = handle(caught);
    if (task) yield* task;
  }

  *#alternative(left: Node, right: Node, scope: Scope, input: Json, path: Path, emit: Emit): Task {
    let found = false;
    yield* this.run(left, scope, input, path, function* (value, at) {
      if (!isTrue(value)) return;
      found = true;
      yield* emit(value, at);
    });
    if (!found) yield* this.run(right, scope, input, path, emit);
  }

  #text(
    parts: readonly (string | Node)[],
    how: string,
    scope: Scope,
    input: Json,
    path: Path,
    emit: Emit,
  ): Task {
    const from = (at: number, after: string): Task => {
      const part = parts[at];
      if (part === undefined) return emit(after, computed(path));
      if (typeof part === 'string') return from(at - 1, part + after);
      return this.run(part, scope, input, undefined, (value) => from(at - 1, format(how, value) + after));
    };
    return from(parts.length - 1, '');
  }

  *#slice(node: Node & { kind: 'slice' }, scope: Scope, input: Json, path: Path, emit: Emit): Task {
    const optional = (part: Node | undefined, then: (value: Json) => Task): Task =>
      part ? this.run(part, scope, input, undefined, then) : then(null);
    yield* optional(node.to, (to) =>
      optional(node.from, (from) =>
        this.run(node.target, scope, input, path, (value, at) => {
          if (at === undefined) return emit(slice(value, from, to), undefined);
          const key = new Map([
            ['start', from],
            ['end', to],
          ]);
          return emit(slice(value, from, to), extend(at, key, value));
        }),
      ),
    );
  }

  *#object(
    entries: readonly (readonly [Node, Node])[],
    at: number,
    made: ReadonlyMap<number, readonly [string, Json]>,
    scope: Scope,
    input: Json,
    emit: (value: Json) => Task,
  ): Task {
    const entry = entries[at];
    if (!entry) {
      const object = new Map<string, Json>();
      for (let i = 0; i < entries.length; i++) {
        const [key = '', value = null] = made.get(i) ?? [];
        object.set(key, value);
      }
      return yield* emit(object);
    }
    yield* this.run(entry[0], scope, input, undefined, (key) => {
      if (typeof key !== 'string') throw new JqError(`Cannot use ${named(key)} as object key`);
      return this.run(entry[1], scope, input, undefined, (value) =>
        this.#object(entries, at - 1, new Map(made).set(at, [key, value]), scope, input, emit),
      );
    });
  }

  #variable(scope: Scope, name: string): Json {
    for (let at = scope.variables; at; at = at.next) if (at.name === name) return at.value;
    if (name === 'ENV') return this.host.environment;
    throw new JqError(`$${name} is not defined`);
  }

  #function(name: string, args: readonly Node[], scope: Scope, input: Json, path: Path, emit: Emit): Task {
    for (let at = scope.functions; at; at = at.next) {
      if (at.name !== name || at.arity !== args.length) continue;
      if (at.closure) return this.call(at.closure, input, path, emit);
      if (at.definition) {
        // A function sees itself and what was defined before it.
        const own: Scope = { ...at.scope, functions: at };
        return this.#apply(at.definition, own, args, scope, input, path, emit);
      }
    }
    const key = `${name}/${args.length}`;
    const native = this.#natives.get(key);
    if (native) {
      const closures = args.map((node) => ({ node, scope }));
      return native(this, closures, input, path, emit);
    }
    const definition = this.#definitions.get(key);
    if (!definition) throw new JqError(`${key} is not defined`);
    return this.#apply(definition, EMPTY_SCOPE, args, scope, input, path, emit);
  }

  /** Run a function's body with its parameters bound: closures to names, each of a value's results to a variable. */
  #apply(
    definition: Definition,
    own: Scope,
    args: readonly Node[],
    caller: Scope,
    input: Json,
    path: Path,
    emit: Emit,
  ): Task {
    const { parameters, body } = definition;
    const bind = (at: number, inner: Scope): Task => {
      const parameter = parameters[at];
      const node = args[at];
      if (parameter === undefined || !node) return this.run(body, inner, input, path, emit);
      const add = (name: string, closure: Closure, within: Scope): Scope => ({
        ...within,
        functions: {
          ...{ name, arity: 0, definition: undefined, closure, scope: within },
          next: within.functions,
        },
      });
      if (!parameter.startsWith('$')) return bind(at + 1, add(parameter, { node, scope: caller }, inner));
      const name = parameter.slice(1);
      return this.run(node, caller, input, undefined, (value) => {
        const literal: Closure = { node: { kind: 'literal', value }, scope: EMPTY_SCOPE };
        return bind(at + 1, bindVariable(add(name, literal, inner), name, value));
      });
    };
    return bind(0, own);
  }

  *#reduce(
    node: Node & { kind: 'reduce' | 'foreach' },
    scope: Scope,
    input: Json,
    start: Json,
    startPath: Path,
    emit: Emit,
  ): Task {
    let state: Json = start;
    let at = startPath;
    yield* this.run(node.source, scope, input, undefined, (item) =>
      this.#destructure(
        node.patterns,
        item,
        scope,
        input,
        (inner, pass) => {
          const before = state;
          const beforePath = at;
          state = null;
          return this.run(node.update, inner, before, beforePath, pass);
        },
        function* (value, path) {
          state = value;
          at = path;
        },
      ),
    );
    yield* emit(state, at);
  }

  *#foreach(
    node: Node & { kind: 'reduce' | 'foreach' },
    scope: Scope,
    input: Json,
    start: Json,
    startPath: Path,
    emit: Emit,
  ): Task {
    let state: Json = start;
    let at = startPath;
    yield* this.run(node.source, scope, input, undefined, (item) =>
      this.#destructure(
        node.patterns,
        item,
        scope,
        input,
        (inner, pass) =>
          this.run(node.update, inner, state, at, (value, path) => {
            state = value;
            at = path;
            return node.extract ? this.run(node.extract, inner, value, path, pass) : pass(value, path);
          }),
        emit,
      ),
    );
  }

  /** Bind a value to the first pattern; where the body or the pattern fails and there are more (`?//`), to the next. */
  *#destructure(
    patterns: readonly Pattern[],
    value: Json,
    scope: Scope,
    input: Json,
    body: (scope: Scope, pass: Emit) => Task,
    emit: Emit,
  ): Task {
    let base = scope;
    if (patterns.length > 1)
      for (const name of patterns.flatMap(patternVariables)) base = bindVariable(base, name, null);
    const from = (at: number): Task => {
      const pattern = patterns[at];
      if (!pattern) return body(base, emit);
      if (at === patterns.length - 1)
        return this.#match(pattern, value, base, input, (inner) => body(inner, emit));
      return this.attempt(
        (pass) => this.#match(pattern, value, base, input, (inner) => body(inner, pass)),
        emit,
        () => from(at + 1),
      );
    };
    yield* from(0);
  }

  *#match(pattern: Pattern, value: Json, scope: Scope, input: Json, then: (scope: Scope) => Task): Task {
    if (pattern.kind === 'variable') return yield* then(bindVariable(scope, pattern.name, value));
    if (pattern.kind === 'array') {
      const { items } = pattern;
      if (value !== null && typeOf(value) !== 'array') index(value, 0); // throws
      const from = (at: number, inner: Scope): Task => {
        const item = items[at];
        return item
          ? this.#match(item, index(value, at), inner, input, (next) => from(at + 1, next))
          : then(inner);
      };
      return yield* from(0, scope);
    }
    const { fields } = pattern;
    const from = (at: number, inner: Scope): Task => {
      const field = fields[at];
      if (!field) return then(inner);
      return this.run(field.key, inner, input, undefined, (key) => {
        if (typeof key !== 'string') throw new JqError(`Cannot index ${typeOf(value)} with ${typeOf(key)}`);
        const found = index(value, key);
        const bound = field.variable === undefined ? inner : bindVariable(inner, field.variable, found);
        return field.value
          ? this.#match(field.value, found, bound, input, (next) => from(at + 1, next))
          : from(at + 1, bound);
      });
    };
    yield* from(0, scope);
  }

  /** The paths that an expression leads to. */
  *paths(closure: Closure, input: Json, each: (path: readonly Json[], value: Json) => Task): Task {
    yield* this.call(closure, input, ROOT, (value, path) => {
      if (path === undefined || path === NO_PATH)
        throw new JqError(`Invalid path expression with result ${brief(value, 29)}`);
      return each(path, value);
    });
  }

  *#update(node: Node & { kind: 'update' }, scope: Scope, input: Json, emit: (value: Json) => Task): Task {
    const target: Closure = { node: node.left, scope };
    if (node.operator === '|=') {
      return yield* emit(
        yield* this.#modify(target, input, (old, pass) => this.run(node.right, scope, old, undefined, pass)),
      );
    }
    yield* this.run(node.right, scope, input, undefined, (operand) =>
      this.#assign(node, target, input, operand, emit),
    );
  }

  *#assign(
    node: Node & { kind: 'update' },
    target: Closure,
    input: Json,
    operand: Json,
    emit: (value: Json) => Task,
  ): Task {
    const { operator } = node;
    if (operator === '=') {
      let result = input;
      yield* this.paths(target, input, function* (path) {
        result = setPath(result, path, operand);
      });
      return yield* emit(result);
    }
    const change = (old: Json): Json => {
      if (operator === '//=') return isTrue(old) ? old : operand;
      return operate(operator.slice(0, -1) as '+', old, operand);
    };
    yield* emit(yield* this.#modify(target, input, (old, pass) => pass(change(old), undefined)));
  }

  /** Put the first result of `change` in place of what each path leads to; where it has none, delete that. */
  *#modify(target: Closure, input: Json, change: (old: Json, pass: Emit) => Task): Task<Json> {
    let result = input;
    const gone: Json[] = [];
    const modify = function* (run: Evaluator, path: readonly Json[]): Task {
      let found: Json | undefined;
      yield* run.until((stop) =>
        change(getPath(result, path), function* (value) {
          found = value;
          stop();
        }),
      );
      if (found === undefined) gone.push(path);
      else result = setPath(result, path, found);
    };
    yield* this.paths(target, input, (path) => modify(this, path));
    return gone.length > 0 ? deletePaths(result, gone) : result;
  }
}

/** What the program running jq gives it. */
export interface Host {
  readonly environment: Json;
  /** Seconds since 1970. */
  readonly now: number;
  /** The next input; `undefined` at the end. */
  input(): Task<Json | undefined>;
  readonly inputFile: string | undefined;
  readonly inputLine: number;
  /** Write to standard error as it is. */
  complain(text: string): Task;
}
