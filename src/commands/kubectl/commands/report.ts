import { dryRun, type Cli } from '../cli.ts';
import { kindPrefix, type ResourceMapping } from '../discovery.ts';
import type { JsonObject } from '../json.ts';
import { objectPrinter } from '../printers/object.ts';

/** Says what was done to one object. */
export type Report = (mapping: ResourceMapping, name: string, object: JsonObject, operation: string) => void;

/** `pod/x created`, or the object in the form that -o asks for. Models PrintFlags with NamePrinter. */
export function reporter(cli: Cli): Report {
  const format = cli.flags.find('output') ? cli.flags.string('output') : '';
  const strategy = cli.flags.find('dry-run') ? dryRun(cli) : 'none';
  const suffix = strategy === 'client' ? ' (dry run)' : strategy === 'server' ? ' (server dry run)' : '';
  if (format === '') {
    return (mapping, name, _object, operation) => {
      cli.output.out(`${kindPrefix(mapping)}/${name} ${operation}${suffix}\n`);
    };
  }
  const print = objectPrinter(cli, format);
  return (_mapping, _name, object) => print(object);
}

/** fieldManager, fieldValidation and dryRun of a write. */
export function writeQuery(cli: Cli, manager: string, validates = true): [string, string][] {
  const query: [string, string][] = [];
  if (cli.flags.find('dry-run') && dryRun(cli) === 'server') query.push(['dryRun', 'All']);
  const named =
    cli.flags.find('field-manager') && cli.flags.changed('field-manager')
      ? cli.flags.string('field-manager')
      : manager;
  query.push(['fieldManager', named]);
  if (validates) query.push(['fieldValidation', fieldValidation(cli)]);
  return query;
}

function fieldValidation(cli: Cli): string {
  const value = cli.flags.find('validate') ? cli.flags.string('validate') : 'strict';
  if (value === 'warn') return 'Warn';
  return value === 'false' || value === 'ignore' ? 'Ignore' : 'Strict';
}

/** Do something to one thing after another; failures are collected. */
export function each<T>(items: readonly T[], errors: unknown[], action: (item: T) => void): void {
  for (const item of items) {
    try {
      action(item);
    } catch (error) {
      errors.push(error);
    }
  }
}
