import type { Task } from '../../../sim/index.ts';
import type { Cli } from '../cli.ts';
import { apiVersionOf, groupResource, type Discovery, type ResourceMapping } from '../discovery.ts';
import { CliError, UsageError } from '../errors.ts';
import { compareText } from '../gofmt.ts';
import { TABLE_TABS, tabbed } from '../tabwriter.ts';

/** `kubectl api-resources`. Models kubectl's pkg/cmd/apiresources. */
export function* apiResources(cli: Cli): Task<void> {
  const { flags } = cli;
  if (cli.args.length > 0)
    throw new CliError(
      `unexpected arguments: [${cli.args.join(' ')}]\nSee 'kubectl api-resources -h' for help and examples`,
    );
  const format = flags.string('output');
  if (!['', 'wide', 'name', 'json', 'yaml'].includes(format))
    throw new CliError(`--output ${format} is not available`);
  const group = flags.string('api-group');
  const verbs = flags.list('verbs');
  const categories = flags.list('categories');
  const chosen = cli.discovery.all().filter((one) => {
    if (!one.preferred || one.verbs.length === 0) return false;
    if (flags.changed('api-group') && one.group !== group) return false;
    if (flags.changed('namespaced') && one.namespaced !== flags.bool('namespaced')) return false;
    if (!verbs.every((verb) => one.verbs.includes(verb))) return false;
    return categories.every((category) => one.categories.includes(category));
  });
  const by = flags.string('sort-by');
  if (by !== '' && by !== 'name' && by !== 'kind') throw new CliError('--sort-by accepts only name or kind');
  const key = (one: ResourceMapping): readonly string[] =>
    by === 'name' ? [one.resource] : by === 'kind' ? [one.kind] : [one.group, one.resource];
  const sorted = [...chosen].sort((a, b) => {
    const left = key(a);
    const right = key(b);
    for (const [i, part] of left.entries()) {
      const order = compareText(part, right[i] ?? '');
      if (order !== 0) return order;
    }
    return 0;
  });
  if (format === 'name') {
    for (const one of sorted) cli.output.out(`${groupResource(one)}\n`);
    return;
  }
  const wide = format === 'wide';
  let out = '';
  if (!flags.bool('no-headers')) {
    out += `NAME\tSHORTNAMES\tAPIVERSION\tNAMESPACED\tKIND${wide ? '\tVERBS\tCATEGORIES' : ''}\n`;
  }
  for (const one of sorted) {
    const cells = [
      one.resource,
      one.shortNames.join(','),
      apiVersionOf(one),
      String(one.namespaced),
      one.kind,
    ];
    if (wide) cells.push(one.verbs.join(','), one.categories.join(','));
    out += `${cells.join('\t')}\n`;
  }
  cli.output.out(tabbed(out, TABLE_TABS));
}

/** What `kubectl api-resources -o name` prints of those that take all of the verbs. */
export function apiResourceNames(discovery: Discovery, verbs: readonly string[]): string[] {
  return discovery
    .all()
    .filter((one) => one.preferred && verbs.every((verb) => one.verbs.includes(verb)))
    .sort((a, b) => compareText(a.group, b.group) || compareText(a.resource, b.resource))
    .map(groupResource);
}

/** `kubectl api-versions`. */
export function* apiVersions(cli: Cli): Task<void> {
  if (cli.args.length > 0) throw new UsageError(`unexpected arguments: [${cli.args.join(' ')}]`);
  const sorted = cli.discovery.groupVersions().sort(compareText);
  for (const one of sorted) cli.output.out(`${one}\n`);
}
