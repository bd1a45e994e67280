/** `minikube help`: what there is here. Models the sections of `minikube help`. */
const SECTIONS: readonly (readonly [title: string, commands: readonly (readonly [string, string])[]])[] = [
  [
    'Basic Commands',
    [
      ['start', 'Starts a local Kubernetes cluster'],
      ['status', 'Gets the status of a local Kubernetes cluster'],
      ['stop', 'Stops a running local Kubernetes cluster'],
    ],
  ],
  ['Images Commands', [['image ls', 'List images']]],
  [
    'Configuration and Management Commands',
    [
      [
        'addons list',
        'Lists all available minikube addons as well as their current statuses (enabled/disabled)',
      ],
      ['profile list', 'Lists all minikube profiles.'],
    ],
  ],
  [
    'Advanced Commands',
    [
      ['kubectl', 'Run a kubectl binary matching the cluster version'],
      ['node', 'Add, remove, or list additional nodes'],
    ],
  ],
  [
    'Troubleshooting Commands',
    [
      ['ip', 'Retrieves the IP address of the specified node'],
      ['ssh', 'Log into the minikube environment (for debugging)'],
      ['version', 'Print the version of minikube'],
    ],
  ],
];

const NODE_HELP = `Operations on nodes

Available Commands:
  add           Adds a node to the given cluster.
  delete        Deletes a node from a cluster.
  list          List nodes.
  start         Starts a node.
  stop          Stops a node in a cluster.

Usage:
  minikube node [flags] [options]

Use "minikube node <command> --help" for more information about a given command.
`;

/** The help of a command, or of minikube itself. */
export function help(command: string): string {
  if (command.startsWith('node')) return NODE_HELP;
  const lines = [
    'minikube provisions and manages local Kubernetes clusters optimized for development workflows.',
    '',
  ];
  for (const [title, commands] of SECTIONS) {
    lines.push(`${title}:`);
    for (const [name, text] of commands) lines.push(`  ${name.padEnd(14)} ${text}`);
    lines.push('');
  }
  lines.push('Use "minikube <command> --help" for more information about a given command.', '');
  return lines.join('\n');
}
