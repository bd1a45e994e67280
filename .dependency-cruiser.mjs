// Imports run one way (ARCHITECTURE.md): sim ← shell, sim ← api, both ← cluster ← commands ← lab ← session ← ui ← pages; cli at the top.
const rooms = {
  sim: [],
  shell: ['sim'],
  api: ['sim'],
  cluster: ['sim', 'shell', 'api'],
  commands: ['sim', 'shell', 'api', 'cluster'],
  lab: ['sim', 'shell', 'api', 'cluster', 'commands'],
  session: ['sim', 'shell', 'api', 'cluster', 'commands', 'lab'],
  i18n: [],
  ui: ['session', 'i18n', 'styles'],
  layouts: ['ui', 'i18n', 'styles', 'lab'],
  pages: ['ui', 'layouts', 'i18n', 'styles', 'lab'],
  cli: ['sim', 'shell', 'api', 'cluster', 'commands', 'lab', 'session'],
};

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A circle has no first file to read.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-node-below-cli',
      comment: 'Everything below the command line also runs in a browser.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli|pages|layouts)/' }, // pages and layouts run at build time
      to: { dependencyTypes: ['core'] },
    },
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `room-${room}`,
      comment: `src/${room} may import from: ${[room, ...allowed].join(', ')}`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: '^src/', pathNot: `^src/(${[room, ...allowed].join('|')})/` },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
