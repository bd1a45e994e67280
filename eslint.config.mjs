import tseslint from 'typescript-eslint';

/** What design rule 2 forbids below `session`: anything whose result depends on the machine, the moment or the locale. */
const simulated = ['sim', 'shell', 'api', 'cluster', 'commands', 'lab'].map((room) => `src/${room}/**/*.ts`);
const why = 'the simulation is deterministic and synchronous (ARCHITECTURE.md, determinism)';
const unfixedMath = [
  ...['log', 'log2', 'log10', 'log1p', 'exp', 'expm1', 'pow', 'cbrt', 'hypot', 'random'],
  ...[
    'sin',
    'cos',
    'tan',
    'asin',
    'acos',
    'atan',
    'atan2',
    'sinh',
    'cosh',
    'tanh',
    'asinh',
    'acosh',
    'atanh',
  ],
];
const forbiddenGlobals = [
  ...['Date', 'Intl', 'Promise', 'crypto', 'performance', 'queueMicrotask', 'setTimeout', 'setInterval'],
  ...['setImmediate', 'requestAnimationFrame', 'process', 'Buffer', 'window', 'document', 'self', 'fetch'],
  ...['navigator', 'localStorage', 'indexedDB', 'Worker'],
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
        { selector: 'BinaryExpression[operator="**"]', message: why },
        {
          selector: 'CallExpression[callee.property.name=/^(localeCompare|toLocale.*)$/]',
          message: why,
        },
        { selector: 'ImportExpression', message: why },
      ],
    },
  },
);
