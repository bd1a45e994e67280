/** Flags without which a command does not start, in cobra's order. */
export const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  run: ['image'],
  scale: ['replicas'],
  autoscale: ['max'],
  'create deployment': ['image'],
  'create cronjob': ['image', 'schedule'],
  'create clusterrolebinding': ['clusterrole'],
  'create service externalname': ['external-name'],
};
