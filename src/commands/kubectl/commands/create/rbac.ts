import type { Cli } from '../../cli.ts';
import { CliError, ExitError } from '../../errors.ts';
import { compareText } from '../../gofmt.ts';
import type { JsonObject } from '../../json.ts';

const GROUP = 'rbac.authorization.k8s.io';
const RESOURCE_VERBS = [
  '*',
  'get',
  'delete',
  'list',
  'create',
  'update',
  'patch',
  'watch',
  'proxy',
  'deletecollection',
  'use',
  'bind',
  'escalate',
  'impersonate',
];
const URL_VERBS = ['*', 'get', 'post', 'put', 'delete', 'patch', 'head', 'options'];
/** Verbs that only some resources know. */
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  use: ['podsecuritypolicies.policy', 'podsecuritypolicies.extensions'],
  bind: [`roles.${GROUP}`, `clusterroles.${GROUP}`],
  escalate: [`roles.${GROUP}`, `clusterroles.${GROUP}`],
  impersonate: ['users.', 'serviceaccounts.', 'groups.', 'userextras.authentication.k8s.io'],
};

interface Resource {
  readonly group: string;
  readonly resource: string;
  readonly sub: string;
}

const unique = (words: readonly string[]): string[] => [...new Set(words)];

function verbsOf(cli: Cli): string[] {
  const verbs = unique(cli.flags.list('verb'));
  return verbs.includes('*') ? ['*'] : verbs;
}

/** `pods`, `deployments.apps/scale`. */
function resourcesOf(cli: Cli): Resource[] {
  const out: Resource[] = [];
  for (const words of cli.flags.list('resource')) {
    const [whole = '', sub = ''] = words.split(/\/(.*)/s);
    const [resource = '', group = ''] = whole.split(/\.(.*)/s);
    if (words === '*') return [{ group: '', resource: '*', sub: '' }];
    out.push({ group, resource, sub });
  }
  return out;
}

/** What the server calls it. */
function known(cli: Cli, { group, resource, sub }: Resource): Resource & { readonly found: boolean } {
  const mapping = cli.discovery.find(group === '' ? resource : `${resource}.${group}`);
  if (!mapping) return { group, resource, sub, found: false };
  return { group: mapping.group, resource: mapping.resource, sub, found: true };
}

function checkVerbs(cli: Cli, verbs: readonly string[]): void {
  for (const verb of verbs) {
    if (!RESOURCE_VERBS.includes(verb))
      cli.output.err(`Warning: '${verb}' is not a standard resource verb\n`);
  }
}

function checkResources(cli: Cli, resources: readonly Resource[], verbs: readonly string[]): void {
  for (const one of resources) {
    if (one.resource === '')
      throw new CliError('resource must be specified if apiGroup/subresource specified');
    if (one.resource === '*') return;
    const { group, resource, found } = known(cli, one);
    let special = false;
    for (const verb of verbs) {
      const allowed = SPECIAL[verb];
      if (!allowed) continue;
      special = allowed.includes(`${resource}.${group}`);
      if (!special) throw new CliError(`can not perform '${verb}' on '${resource}' in group '${group}'`);
    }
    if (!found && !special)
      throw new ExitError(1, `the server doesn't have a resource type "${one.resource}"`);
  }
}

/** One rule for each API group. Models generateResourcePolicyRules. */
function rulesFor(cli: Cli, verbs: readonly string[], resources: readonly Resource[]): JsonObject[] {
  const groups = new Map<string, string[]>();
  for (const one of resources) {
    const { group, resource, sub } = known(cli, one);
    const name = sub === '' ? resource : `${resource}/${sub}`;
    groups.set(group, unique([...(groups.get(group) ?? []), name]));
  }
  const names = unique(cli.flags.list('resource-name'));
  return [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .map(([group, all]) => ({
      verbs,
      apiGroups: [group],
      resources: all,
      ...(names.length > 0 ? { resourceNames: names } : {}),
    }));
}

/** `kubectl create role`. Models kubectl's pkg/cmd/create/create_role.go. */
export function role(cli: Cli, name: string): JsonObject {
  const verbs = verbsOf(cli);
  const resources = resourcesOf(cli);
  if (verbs.length === 0) throw new CliError('at least one verb must be specified');
  checkVerbs(cli, verbs);
  if (resources.length === 0) throw new CliError('at least one resource must be specified');
  checkResources(cli, resources, verbs);
  return {
    kind: 'Role',
    apiVersion: `${GROUP}/v1`,
    metadata: { name },
    rules: rulesFor(cli, verbs, resources),
  };
}

/** `kubectl create clusterrole`. Models kubectl's pkg/cmd/create/create_clusterrole.go. */
export function clusterRole(cli: Cli, name: string): JsonObject {
  const head = { kind: 'ClusterRole', apiVersion: `${GROUP}/v1`, metadata: { name } };
  const verbs = verbsOf(cli);
  const resources = resourcesOf(cli);
  const urls = unique(cli.flags.list('non-resource-url'));
  const aggregation = cli.flags.string('aggregation-rule');
  if (aggregation !== '') {
    if (urls.length + verbs.length + resources.length + cli.flags.list('resource-name').length > 0) {
      throw new CliError(
        'aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames',
      );
    }
    const labels = aggregation.split(',').map((pair): [string, string] => {
      const [key = '', value = ''] = pair.split(/=(.*)/s);
      return [key, value];
    });
    return {
      ...head,
      rules: null,
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: Object.fromEntries(labels) }] },
    };
  }
  if (verbs.length === 0) throw new CliError('at least one verb must be specified');
  if (resources.length === 0 && urls.length === 0)
    throw new CliError('one of resource or nonResourceURL must be specified');
  if (resources.length > 0) {
    checkVerbs(cli, verbs);
    checkResources(cli, resources, verbs);
  }
  if (urls.length > 0) checkUrls(urls, verbs);
  const rules = rulesFor(cli, verbs, resources);
  return { ...head, rules: urls.length > 0 ? [...rules, { verbs, nonResourceURLs: urls }] : rules };
}

function checkUrls(urls: readonly string[], verbs: readonly string[]): void {
  for (const verb of verbs) {
    if (!URL_VERBS.includes(verb)) throw new CliError(`invalid verb: '${verb}' for nonResourceURL`);
  }
  for (const url of urls) {
    if (url === '*') continue;
    if (!url.startsWith('/')) throw new CliError('nonResourceURL should start with /');
    if (url.slice(0, -1).includes('*'))
      throw new CliError("nonResourceURL only supports wildcard matches when '*' is at the end");
  }
}

/** --user, --group and --serviceaccount. @throws {CliError} */
export function subjectsOf(cli: Cli): JsonObject[] {
  return [
    ...unique(cli.flags.list('user')).map((name) => ({ kind: 'User', apiGroup: GROUP, name })),
    ...unique(cli.flags.list('group')).map((name) => ({ kind: 'Group', apiGroup: GROUP, name })),
    ...unique(cli.flags.list('serviceaccount')).map((words) => {
      const [namespace = '', name = '', more] = words.split(':');
      if (namespace === '' || name === '' || more !== undefined)
        throw new CliError('serviceaccount must be <namespace>:<name>');
      return { kind: 'ServiceAccount', name, namespace };
    }),
  ];
}

function subjects(cli: Cli): JsonObject {
  const out = subjectsOf(cli);
  return out.length > 0 ? { subjects: out } : {};
}

/** `kubectl create rolebinding`. */
export function roleBinding(cli: Cli, name: string): JsonObject {
  const [clusterrole, plain] = [cli.flags.string('clusterrole'), cli.flags.string('role')];
  if ((clusterrole === '') === (plain === ''))
    throw new CliError('exactly one of clusterrole or role must be specified');
  return {
    kind: 'RoleBinding',
    apiVersion: `${GROUP}/v1`,
    metadata: { name },
    ...subjects(cli),
    roleRef:
      plain === ''
        ? { apiGroup: GROUP, kind: 'ClusterRole', name: clusterrole }
        : { apiGroup: GROUP, kind: 'Role', name: plain },
  };
}

/** `kubectl create clusterrolebinding`. */
export function clusterRoleBinding(cli: Cli, name: string): JsonObject {
  return {
    kind: 'ClusterRoleBinding',
    apiVersion: `${GROUP}/v1`,
    metadata: { name },
    ...subjects(cli),
    roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: cli.flags.string('clusterrole') },
  };
}
