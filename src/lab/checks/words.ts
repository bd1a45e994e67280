import { formatDuration } from '../../api/time.ts';
import type { Json } from '../../cluster/apiserver/request.ts';
import type { Language } from '../exercise.ts';
import type { Finding } from './grader.ts';

/** The most characters of a value that a message quotes. */
const LIMIT = 120;

function value(json: Json | undefined, nothing: string): string {
  if (json === undefined) return nothing;
  const text = JSON.stringify(json);
  return text.length > LIMIT ? `${text.slice(0, LIMIT)}…` : text;
}

/** Virtual milliseconds as a person says them, in whole seconds. */
function seconds(ms: number): string {
  return formatDuration(Math.floor(ms / 1000) * 1000);
}

interface Words {
  readonly nothing: string;
  missing(object: string): string;
  mismatch(path: string, found: string, wanted: string): string;
  expression(expression: string, found: string): string;
  absent(expression: string, what: string): string;
  error(expression: string, message: string): string;
  holding(held: string, wanted: string): string;
  broke(after: string, wanted: string, because: string): string;
  needs(checks: string): string;
}

const ko: Words = {
  nothing: '없음',
  missing: (object) => `${object} 객체가 없습니다.`,
  mismatch: (path, found, wanted) => `${path}: 지금 값 ${found}, 필요한 값 ${wanted}.`,
  expression: (expression, found) =>
    `조건이 아직 참이 아닙니다: ${expression}${found === '' ? '' : ` (지금 값: ${found})`}`,
  absent: (expression, what) => `${what} 필드가 아직 없습니다. 필요한 조건: ${expression}`,
  error: (expression, message) => `조건을 계산할 수 없습니다: ${expression} (${message})`,
  holding: (held, wanted) => `조건을 ${held} 동안 만족했습니다. ${wanted} 동안 이어져야 합니다.`,
  broke: (after, wanted, because) =>
    `${after} 만에 조건이 깨졌습니다. ${wanted} 동안 이어져야 합니다. ${because}`,
  needs: (checks) => `먼저 통과해야 하는 항목: ${checks}`,
};

const en: Words = {
  nothing: 'nothing',
  missing: (object) => `There is no ${object}.`,
  mismatch: (path, found, wanted) => `${path}: found ${found}, wanted ${wanted}.`,
  expression: (expression, found) => `Not true yet: ${expression}${found === '' ? '' : ` (found ${found})`}`,
  absent: (expression, what) => `There is no ${what} yet. Wanted: ${expression}`,
  error: (expression, message) => `Cannot be evaluated: ${expression} (${message})`,
  holding: (held, wanted) => `It has held for ${held}; it must hold for ${wanted}.`,
  broke: (after, wanted, because) =>
    `It stopped holding after ${after} (it must hold for ${wanted}). ${because}`,
  needs: (checks) => `First to pass: ${checks}`,
};

const WORDS: Readonly<Record<Language, Words>> = { ko, en };

/** What a finding tells the learner: what was found and what was wanted. */
export function findingText(finding: Finding, language: Language): string {
  const words = WORDS[language];
  const say = (json: Json | undefined): string => value(json, words.nothing);
  switch (finding.kind) {
    case 'missing':
      return words.missing(finding.object);
    case 'mismatch':
      return words.mismatch(finding.path, say(finding.found), say(finding.wanted));
    case 'expression':
      return words.expression(
        finding.expression,
        finding.found.map(({ path, found }) => `${path} = ${say(found)}`).join(', '),
      );
    case 'absent':
      return words.absent(finding.expression, finding.what);
    case 'error':
      return words.error(finding.expression, finding.message);
    case 'holding':
      return words.holding(seconds(finding.for), seconds(finding.wanted));
    case 'broke':
      return words.broke(
        seconds(finding.after),
        seconds(finding.wanted),
        findingText(finding.finding, language),
      );
    case 'needs':
      return words.needs(finding.checks.join(', '));
  }
}
