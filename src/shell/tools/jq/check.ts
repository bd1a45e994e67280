import { CompileError, type Node, type Pattern } from './ast.ts';
import { NATIVES } from './natives/index.ts';
import { patternVariables } from './patterns.ts';
import { prelude } from './prelude.ts';
import { named } from './access.ts';

interface Names {
  readonly variables: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
}

/** What a program uses that is not there: functions, variables, labels, as jq finds before it runs anything. */
export function check(program: Node, variables: readonly string[]): CompileError[] {
  const errors: CompileError[] = [];
  const walk = (node: Node, names: Names): void => {
    const each = (...nodes: readonly (Node | undefined)[]): void => {
      for (const one of nodes) if (one) walk(one, names);
    };
    const within = (patterns: readonly Pattern[]): Names => ({
      ...names,
      variables: new Set([...names.variables, ...patterns.flatMap(patternVariables)]),
    });
    const keys = (pattern: Pattern, inner: Names): void => {
      if (pattern.kind === 'array') for (const item of pattern.items) keys(item, inner);
      if (pattern.kind !== 'object') return;
      for (const field of pattern.fields) {
        walk(field.key, inner);
        if (field.value) keys(field.value, inner);
      }
    };
    switch (node.kind) {
      case 'identity':
      case 'literal':
        return;
      case 'format':
        return;
      case 'text':
        for (const part of node.parts) if (typeof part !== 'string') walk(part, names);
        return;
      case 'index':
        return each(node.target, node.key);
      case 'slice':
        return each(node.target, node.from, node.to);
      case 'iterate':
        return each(node.target);
      case 'array':
      case 'negate':
        return each(node.body);
      case 'object':
        for (const [key, value] of node.entries) {
          if (key.kind === 'literal' && typeof key.value !== 'string')
            errors.push(new CompileError(`Cannot use ${named(key.value)} as object key`, 0));
          each(key, value);
        }
        return;
      case 'pipe':
      case 'comma':
      case 'or':
      case 'and':
      case 'alternative':
      case 'binary':
      case 'update':
        return each(node.left, node.right);
      case 'if':
        return each(node.condition, node.then, node.otherwise);
      case 'try':
        return each(node.body, node.handler);
      case 'reduce':
      case 'foreach': {
        each(node.source, node.start);
        const inner = within(node.patterns);
        for (const pattern of node.patterns) keys(pattern, inner);
        walk(node.update, inner);
        if (node.extract) walk(node.extract, inner);
        return;
      }
      case 'bind': {
        each(node.source);
        const inner = within(node.patterns);
        for (const pattern of node.patterns) keys(pattern, inner);
        return walk(node.body, inner);
      }
      case 'label':
        return walk(node.body, { ...names, labels: new Set([...names.labels, node.name]) });
      case 'break':
        if (!names.labels.has(node.name))
          errors.push(new CompileError(`$*label-${node.name} is not defined`, node.at));
        return;
      case 'variable':
        if (!names.variables.has(node.name))
          errors.push(new CompileError(`$${node.name} is not defined`, node.at));
        return;
      case 'call': {
        const key = `${node.name}/${node.args.length}`;
        if (!names.functions.has(key) && !NATIVES.has(key) && !prelude().has(key))
          errors.push(new CompileError(`${key} is not defined`, node.at));
        return each(...node.args);
      }
      case 'define': {
        const { name, parameters, body } = node.definition;
        const functions = new Set([...names.functions, `${name}/${parameters.length}`]);
        const own = parameters.map((one) => one.replace(/^\$/, ''));
        walk(body, {
          ...names,
          functions: new Set([...functions, ...own.map((one) => `${one}/0`)]),
          variables: new Set([
            ...names.variables,
            ...parameters.filter((one) => one.startsWith('$')).map((one) => one.slice(1)),
          ]),
        });
        return walk(node.rest, { ...names, functions });
      }
    }
  };
  walk(program, { variables: new Set(variables), functions: new Set(), labels: new Set() });
  return errors;
}
