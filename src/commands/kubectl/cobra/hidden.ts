import { parseFlagFacts, type Flag } from './flags.ts';

/** Commands that still take --record. */
const RECORDS = new Set([
  ...['create', 'expose', 'run', 'set image', 'set resources', 'set selector', 'set serviceaccount', 'edit'],
  ...['scale', 'autoscale', 'apply', 'apply edit-last-applied', 'patch', 'label', 'annotate'],
]);

const CPU =
  "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).";
/** What is said of a deprecated flag when it is used. */
const DEPRECATED: Readonly<Record<string, string>> = {
  record: '--record will be removed in the future',
  'cpu-percent': CPU,
};

/** Deprecated flags that `--help` does not list. */
export function hiddenFlags(path: readonly string[]): readonly Flag[] {
  const command = path.join(' ');
  return parseFlagFacts(
    `${RECORDS.has(command) ? '--record=false' : ''} ${command === 'autoscale' ? '--cpu-percent=-1' : ''}`,
  );
}

/** What pflag says on stderr about a deprecated flag that was given. */
export function deprecation(name: string): string | undefined {
  const words = DEPRECATED[name];
  return words === undefined ? undefined : `Flag --${name} has been deprecated, ${words}\n`;
}
