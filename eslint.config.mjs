import tseslint from 'typescript-eslint';

/** What design rule 2 forbids below `session`: anything whose result depends on the machine, the moment or the locale. */
const simulated = ['sim', 'shell', 'api', 'cluster', 'commands', 'lab'].map((room) => `src/${room}/**/*.ts`);
const why = 'the simulation is deterministic and synchronous (ARCHITECTURE.md, determinism)';
/** The functions of Math whose last bit IEEE does not fix, and the die. */
const unfixedMath = [
  ...['log', 'log2', 'log10', 'log1p', 'exp', 'expm1', 'pow', 'cbrt', 'hypot', 'random'],
  ...['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2'],
  ...['sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'],
];
const forbiddenGlobals = [
  // The moment, and what comes later
  ...['Date', 'Temporal', 'performance', 'Promise', 'queueMicrotask', 'setTimeout', 'setInterval'],
  ...['setImmediate', 'requestAnimationFrame', 'requestIdleCallback', 'MessageChannel', 'BroadcastChannel'],
  // The machine, and what the garbage collector shows
  ...['Intl', 'crypto', 'navigator', 'process', 'Buffer', 'WeakRef', 'FinalizationRegistry', 'console'],
  ...['SharedArrayBuffer', 'Atomics', 'WebAssembly', 'globalThis', 'eval', 'Function'],
  // The page
  ...['window', 'document', 'self', 'fetch', 'XMLHttpRequest', 'WebSocket', 'Worker'],
  ...['localStorage', 'sessionStorage', 'indexedDB', 'structuredClone'],
];

export default tseslint.config(
  { ignores: ['dist', 'node_modules', '.astro', 'src/api/generated', 'public'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mjs'],
    rules: {
      'require-yield': 'off', // a program that never waits is still a Task
      'no-constant-condition': ['error', { checkLoops: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: simulated,
    rules: {
      'no-restricted-globals': ['error', ...forbiddenGlobals.map((name) => ({ name, message: why }))],
      'no-restricted-properties': [
        'error',
        ...unfixedMath.map((property) => ({ object: 'Math', property, message: why })),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: ':function[async=true]', message: why },
        { selector: 'AwaitExpression', message: why },
        { selector: 'ForOfStatement[await=true]', message: why },
        { selector: 'BinaryExpression[operator="**"]', message: why },
        { selector: 'AssignmentExpression[operator="**="]', message: why },
        // Not only where they are called: `names.sort(compare)` with one of them is as bad.
        { selector: 'MemberExpression[property.name=/^(localeCompare|toLocale.*)$/]', message: why },
        // `const { log } = Math` and `Math[name]` would pass by the list of names.
        { selector: 'VariableDeclarator[init.name="Math"]', message: why },
        { selector: 'MemberExpression[computed=true][object.name="Math"]', message: why },
        { selector: 'ImportExpression', message: why },
      ],
    },
  },
);
