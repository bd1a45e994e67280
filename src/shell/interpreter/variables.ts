/** A shell variable. An array's scalar value is its element 0. */
export interface Variable {
  value: string | undefined;
  /** Elements of an array, by decimal index or by key. */
  array: Map<string, string> | undefined;
  associative: boolean;
  exported: boolean;
  readonly: boolean;
  /** Values are evaluated as arithmetic when assigned (`declare -i`). */
  integer: boolean;
  /** Values are changed when assigned: `declare -u`, `-l` or `-c`. */
  letterCase: 'u' | 'l' | 'c' | undefined;
  /** Its value is the name of the variable that is meant (`declare -n`). */
  reference: boolean;
}

/** Thrown when a readonly variable is assigned to. */
export class ReadonlyVariable extends Error {
  readonly variable: string;
  constructor(variable: string) {
    super(`${variable}: readonly variable`);
    this.variable = variable;
  }
}

function newVariable(): Variable {
  return {
    value: undefined,
    array: undefined,
    associative: false,
    exported: false,
    readonly: false,
    integer: false,
    letterCase: undefined,
    reference: false,
  };
}

/** How many references may lead to one another. */
const MAX_REFERENCES = 8;

/** The variables of a shell: global ones, and those local to the functions being called, found by dynamic scope. */
export class Variables {
  #scopes: Map<string, Variable>[] = [new Map()];
  #references = false;
  /** Export every variable that is assigned (`set -a`). */
  exportAll = false;

  /** The variable that a name means, references followed. */
  find(name: string): Variable | undefined {
    const variable = this.findOwn(name);
    return variable?.reference ? this.findOwn(this.resolve(name)) : variable;
  }

  /** The variable of this very name, even when it is a reference. */
  findOwn(name: string): Variable | undefined {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const variable = this.#scopes[i]?.get(name);
      if (variable) return variable;
    }
    return undefined;
  }

  /** The name that references lead to. */
  resolve(name: string): string {
    if (!this.#references) return name;
    let target = name;
    for (let i = 0; i < MAX_REFERENCES; i++) {
      const variable = this.findOwn(target);
      if (!variable?.reference || !variable.value) return target;
      target = variable.value;
    }
    return target;
  }

  /** Make a variable a reference to another. */
  refer(variable: Variable, target: string | undefined): void {
    variable.reference = true;
    variable.value = target;
    this.#references = true;
  }

  /** A variable's value; an array's is its element 0. */
  get(name: string): string | undefined {
    const variable = this.find(name);
    return variable?.array ? variable.array.get('0') : variable?.value;
  }

  /** Assign, where it is found or globally. @throws {ReadonlyVariable} */
  set(name: string, value: string): Variable {
    const variable = this.writable(name);
    if (variable.array) variable.array.set('0', value);
    else variable.value = value;
    return variable;
  }

  /** The variable to be assigned to, made globally if there is none. @throws {ReadonlyVariable} */
  writable(name: string): Variable {
    let variable = this.findOwn(name);
    if (variable?.reference && variable.value) return this.writable(this.resolve(name));
    if (!variable) {
      variable = newVariable();
      this.#scopes[0]?.set(name, variable);
    }
    if (variable.readonly) throw new ReadonlyVariable(name);
    if (this.exportAll) variable.exported = true;
    return variable;
  }

  /** The global variable, made if there is none (`declare -g`). @throws {ReadonlyVariable} */
  writableGlobal(name: string): Variable {
    const [globals] = this.#scopes;
    let variable = globals?.get(name);
    if (!variable) {
      variable = newVariable();
      globals?.set(name, variable);
    }
    if (variable.readonly) throw new ReadonlyVariable(name);
    return variable;
  }

  /** Make it local to the function being called; it starts without a value (but exported if the outer one was). */
  declareLocal(name: string): Variable {
    const scope = this.#scopes.at(-1);
    const existing = scope?.get(name);
    if (existing) return existing;
    const outer = this.findOwn(name);
    if (outer?.readonly) throw new ReadonlyVariable(name);
    const variable = { ...newVariable(), exported: outer?.exported ?? false };
    scope?.set(name, variable);
    return variable;
  }

  /** Give this call a variable that hides the outer ones while it lasts, for `name=value function`. */
  setTemporary(name: string, value: string): void {
    this.#scopes.at(-1)?.set(name, { ...newVariable(), value, exported: true });
  }

  /** A local variable of the function being called stays hidden behind its declaration. @throws {ReadonlyVariable} */
  unset(name: string, options: { readonly reference?: boolean } = {}): void {
    const own = options.reference ? name : this.resolve(name);
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const variable = this.#scopes[i]?.get(own);
      if (!variable) continue;
      if (variable.readonly) throw new ReadonlyVariable(own);
      if (i > 0 && i === this.#scopes.length - 1) this.#scopes[i]?.set(own, newVariable());
      else this.#scopes[i]?.delete(own);
      return;
    }
  }

  pushScope(): void {
    this.#scopes.push(new Map());
  }

  popScope(): void {
    this.#scopes.pop();
  }

  /** Whether a function is being called. */
  get inFunction(): boolean {
    return this.#scopes.length > 1;
  }

  /** Names that are local to the function being called, in byte order. */
  localNames(): string[] {
    return [...(this.#scopes.at(-1)?.keys() ?? [])].sort(byBytes);
  }

  /** Names that are set or declared, in byte order. */
  names(): string[] {
    const names = new Set<string>();
    for (const scope of this.#scopes) for (const name of scope.keys()) names.add(name);
    return [...names].sort(byBytes);
  }

  /** What a program gets. */
  environment(): Map<string, string> {
    const environment = new Map<string, string>();
    for (const scope of this.#scopes) {
      for (const [name, variable] of scope) {
        if (variable.exported && variable.value !== undefined) environment.set(name, variable.value);
        else if (!variable.exported) environment.delete(name);
      }
    }
    return environment;
  }

  /** A copy for a subshell. */
  clone(): Variables {
    const copy = new Variables();
    copy.exportAll = this.exportAll;
    copy.#references = this.#references;
    copy.#scopes = this.#scopes.map(
      (scope) =>
        new Map(
          [...scope].map(([name, variable]) => [
            name,
            { ...variable, array: variable.array && new Map(variable.array) },
          ]),
        ),
    );
    return copy;
  }
}

function byBytes(a: string, b: string): number {
  return a < b ? -1 : 1;
}
