import type { Messages } from '../i18n/index.ts';
import type { Report } from '../session/messages.ts';

type Result = Extract<Report, { type: 'checks' }>['results'][number];
type Finding = NonNullable<Result['finding']>;

/** The longest list or object that is quoted, in characters: a longer one tells a reader nothing at a glance. */
const LIMIT = 60;

function value(found: unknown): string {
  return typeof found === 'string' ? found : (JSON.stringify(found) ?? '');
}

function short(found: unknown): boolean {
  return typeof found !== 'object' || value(found).length <= LIMIT;
}

function seconds(ms: number): string {
  return String(Math.floor(ms / 1000));
}

/** What a check found and what it wanted, in the reader's words; empty when there is nothing to say. */
export function findingText(finding: Finding, words: Messages): string {
  const { findings } = words.exercise;
  const orNone = (found: unknown): string => (found === undefined ? findings.nothing : value(found));
  switch (finding.kind) {
    case 'missing':
      return findings.missing(finding.object);
    case 'mismatch':
      return findings.mismatch(finding.path, orNone(finding.found), value(finding.wanted));
    case 'expression': {
      const found = finding.found
        .filter((item) => short(item.found))
        .map((item) => `${item.path} = ${orNone(item.found)}`);
      return found.length === 0 ? '' : findings.expression(found.join(', '));
    }
    case 'absent':
      return findings.absent(finding.what);
    case 'error':
      return finding.message;
    case 'holding':
      return findings.holding(seconds(finding.for), seconds(finding.wanted));
    case 'broke':
      return findings.broke(
        seconds(finding.after),
        seconds(finding.wanted),
        findingText(finding.finding, words),
      );
    case 'needs':
      return '';
  }
}
