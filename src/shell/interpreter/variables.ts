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
  };
}

/** The variables of a shell: global ones, and those local to the functions being called, found by dynamic scope. */
export class Variables {
  #scopes: Map<string, Variable>[] = [new Map()];
  /** Export every variable that is assigned (`set -a`). */
  exportAll = false;

  find(name: string): Variable | undefined {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const variable = this.#scopes[i]?.get(name);
      if (variable) return variable;
    }
    return undefined;
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
    const variable = this.find(name) ?? newVariable();
    if (!this.find(name)) this.#scopes[0]?.set(name, variable);
    if (variable.readonly) throw new ReadonlyVariable(name);
    if (this.exportAll) variable.exported = true;
    return variable;
  }

  /** Make it local to the function being called; it starts without a value (but exported if the outer one was). */
  declareLocal(name: string): Variable {
    const scope = this.#scopes.at(-1);
    const existing = scope?.get(name);
    if (existing) return existing;
    const outer = this.find(name);
    if (outer?.readonly) throw new ReadonlyVariable(name);
    const variable = { ...newVariable(), exported: outer?.exported ?? false };
    scope?.set(name, variable);
    return variable;
  }

  /** @throws {ReadonlyVariable} */
  unset(name: string): void {
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const variable = this.#scopes[i]?.get(name);
      if (!variable) continue;
      if (variable.readonly) throw new ReadonlyVariable(name);
      this.#scopes[i]?.delete(name);
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

  /** Names that are set or declared, in byte order. */
  names(): string[] {
    const names = new Set<string>();
    for (const scope of this.#scopes) for (const name of scope.keys()) names.add(name);
    return [...names].sort((a, b) => (a < b ? -1 : 1));
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
