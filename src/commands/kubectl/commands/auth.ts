import type { Task } from '../../../sim/index.ts';
import type { Cli } from '../cli.ts';
import { CliError, ExitError } from '../errors.ts';
import { compareText } from '../gofmt.ts';
import { at, list, object, objects, text, type JsonObject } from '../json.ts';
import { objectPrinter } from '../printers/object.ts';
import { TABLE_TABS, tabbed } from '../tabwriter.ts';

const REVIEWS = '/apis/authorization.k8s.io/v1';

/** `kubectl auth whoami`. Models kubectl's pkg/cmd/auth/whoami.go. */
export function* whoAmI(cli: Cli): Task<void> {
  const body = {
    kind: 'SelfSubjectReview',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: {},
    status: {},
  };
  const answer = cli.client.json('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { body });
  const format = cli.flags.string('output');
  if (format !== '') return objectPrinter(cli, format)(answer);
  const user = object(at(answer, 'status', 'userInfo'));
  const rows: [string, string][] = [];
  if (text(user.username) !== '') rows.push(['Username', text(user.username)]);
  if (text(user.uid) !== '') rows.push(['UID', text(user.uid)]);
  if (list(user.groups).length > 0) rows.push(['Groups', `[${list(user.groups).map(text).join(' ')}]`]);
  for (const key of Object.keys(object(user.extra)).sort((a, b) => (a < b ? -1 : 1))) {
    rows.push([`Extra: ${key}`, `[${list(object(user.extra)[key]).map(text).join(' ')}]`]);
  }
  cli.output.out(
    tabbed(`ATTRIBUTE\tVALUE\n${rows.map((row) => `${row.join('\t')}\n`).join('')}`, TABLE_TABS),
  );
}

/** `kubectl auth can-i VERB TYPE` and `--list`. Models kubectl's pkg/cmd/auth/cani.go. */
export function* canI(cli: Cli): Task<number> {
  const { flags, args } = cli;
  if (flags.bool('list')) {
    if (args.length > 0) throw new CliError('list option must be specified with no arguments');
    return listAccess(cli);
  }
  const [verb = '', type] = args;
  if (type === undefined || args.length > 3)
    throw new CliError(
      "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
    );
  const attributes = type.startsWith('/')
    ? { nonResourceAttributes: { path: type, verb } }
    : resourceAttributes(cli, verb, type, args[2] ?? '');
  const body = {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec: attributes,
  };
  const answer = cli.client.json('POST', `${REVIEWS}/selfsubjectaccessreviews`, { body });
  const allowed = at(answer, 'status', 'allowed') === true;
  const reason = text(at(answer, 'status', 'reason'));
  const problem = text(at(answer, 'status', 'evaluationError'));
  if (!flags.bool('quiet')) {
    const why = `${reason === '' ? '' : ` - ${reason}`}${problem === '' ? '' : ` - ${problem}`}`;
    cli.output.out(allowed ? 'yes\n' : `no${why}\n`);
  }
  if (!allowed) throw new ExitError(1);
  return 0;
}

function resourceAttributes(cli: Cli, verb: string, type: string, name3: string): JsonObject {
  const [word = '', name = name3] = type.split('/');
  const mapping = word === '*' ? undefined : cli.discovery.find(word);
  if (!mapping && word !== '*') {
    const [resource = '', group = ''] = word.split(/\.(.*)/s);
    cli.output.err(
      group === ''
        ? `Warning: the server doesn't have a resource type '${resource}'\n\n`
        : `Warning: the server doesn't have a resource type '${resource}' in group '${group}'\n\n`,
    );
  }
  if (mapping && !mapping.namespaced && !cli.flags.bool('all-namespaces')) {
    const group = mapping.group === '' ? '' : ` in group '${mapping.group}'`;
    cli.output.err(`Warning: resource '${mapping.resource}' is not namespace scoped${group}\n\n`);
  }
  return {
    resourceAttributes: {
      group: mapping?.group ?? '',
      name,
      namespace: cli.flags.bool('all-namespaces') ? '' : cli.namespace,
      resource: mapping?.resource ?? word,
      subresource: cli.flags.string('subresource'),
      verb,
    },
  };
}

/** One resource or URL, and what may be done to it. */
interface Rule {
  readonly verbs: readonly string[];
  readonly group: string;
  readonly resource: string;
  readonly names: readonly string[];
  readonly url: string;
}

/** By this rules are sorted: a PolicyRule as Go's generated String writes it. */
function ruleText({ verbs, group, resource, names, url }: Rule): string {
  const groups = resource === '' ? '' : group;
  return `Verbs:[${verbs.join(' ')}],APIGroups:[${groups}],Resources:[${resource}],ResourceNames:[${names.join(' ')}],NonResourceURLs:[${url}],`;
}

/** What the user may do in the namespace, as a table. Models rbac's printers of SubjectRulesReviewStatus. */
function listAccess(cli: Cli): number {
  const body = {
    kind: 'SelfSubjectRulesReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec: { namespace: cli.namespace },
  };
  const answer = cli.client.json('POST', `${REVIEWS}/selfsubjectrulesreviews`, { body });
  if (at(answer, 'status', 'incomplete') === true)
    cli.output.err(`Warning: the list may be incomplete: ${text(at(answer, 'status', 'evaluationError'))}\n`);
  const words = (rule: JsonObject, key: string): readonly string[] => list(rule[key]).map(text);
  const rules: Rule[] = [];
  for (const rule of objects(at(answer, 'status', 'resourceRules'))) {
    const groups = words(rule, 'apiGroups');
    for (const group of groups.length > 0 ? groups : [''])
      for (const resource of words(rule, 'resources'))
        rules.push({
          verbs: words(rule, 'verbs'),
          group,
          resource,
          names: words(rule, 'resourceNames'),
          url: '',
        });
  }
  for (const rule of objects(at(answer, 'status', 'nonResourceRules'))) {
    for (const url of words(rule, 'nonResourceURLs'))
      rules.push({ verbs: words(rule, 'verbs'), group: '', resource: '', names: [], url });
  }
  const rows = rules
    .map((rule) => ({ rule, key: ruleText(rule) }))
    .sort((x, y) => compareText(x.key, y.key))
    .map(({ rule: { verbs, group, resource, names, url } }) => {
      const [plain = '', sub] = resource.split(/\/(.*)/s);
      const full = `${plain}${group === '' ? '' : `.${group}`}${sub === undefined ? '' : `/${sub}`}`;
      return [full, `[${url}]`, `[${names.join(' ')}]`, `[${verbs.join(' ')}]`];
    });
  const head = cli.flags.bool('no-headers') ? '' : 'Resources\tNon-Resource URLs\tResource Names\tVerbs\n';
  cli.output.out(tabbed(head + rows.map((row) => `${row.join('\t')}\n`).join(''), TABLE_TABS));
  return 0;
}
