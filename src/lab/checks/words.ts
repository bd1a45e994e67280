import type { Json } from '../../cluster/apiserver/request.ts';
import type { Language } from '../exercise.ts';
import type { Finding } from './grader.ts';

/** The longest list or object that is quoted, in characters: a longer one tells a reader nothing at a glance. */
const LIMIT = 60;

function value(json: Json): string {
  return typeof json === 'string' ? json : JSON.stringify(json);
}

function short(json: Json | undefined): boolean {
  return typeof json !== 'object' || value(json).length <= LIMIT;
}

/** Virtual milliseconds in whole seconds. */
function seconds(ms: number): string {
  return String(Math.floor(ms / 1000));
}

interface Words {
  readonly nothing: string;
  missing(object: string): string;
  mismatch(path: string, found: string, wanted: string): string;
  expression(found: string): string;
  absent(what: string): string;
  error(message: string): string;
  holding(now: string, wanted: string): string;
  broke(after: string, wanted: string, why: string): string;
  needs(checks: string): string;
}

const ko: Words = {
  nothing: '없음',
  missing: (object) => `${object} 객체가 없습니다.`,
  mismatch: (path, found, wanted) => `${path}: 지금 값 ${found}, 필요한 값 ${wanted}.`,
  expression: (found) => `지금 값: ${found}.`,
  absent: (what) => `${what} 필드가 아직 없습니다.`,
  error: (message) => `조건을 계산할 수 없습니다: ${message}`,
  holding: (now, wanted) => `조건을 ${now}초 동안 만족했습니다. ${wanted}초가 되면 통과합니다.`,
  broke: (after, wanted, why) =>
    `${after}초 만에 조건이 깨졌습니다. ${wanted}초 동안 이어져야 합니다. ${why}`,
  needs: (checks) => `먼저 통과해야 하는 항목: ${checks}`,
};

const en: Words = {
  nothing: 'nothing',
  missing: (object) => `There is no ${object}.`,
  mismatch: (path, found, wanted) => `${path}: found ${found}, wanted ${wanted}.`,
  expression: (found) => `Found ${found}.`,
  absent: (what) => `There is no field ${what} yet.`,
  error: (message) => `The check cannot be evaluated: ${message}`,
  holding: (now, wanted) => `True for ${now} seconds. It passes after ${wanted} seconds.`,
  broke: (after, wanted, why) =>
    `It was true for ${after} seconds and then no longer. It must stay true for ${wanted} seconds. ${why}`,
  needs: (checks) => `First to pass: ${checks}`,
};

const WORDS: Readonly<Record<Language, Words>> = { ko, en };

/** What a check found and what it wanted, in the reader's words; empty when there is nothing to say. */
export function findingText(finding: Finding, language: Language): string {
  const words = WORDS[language];
  const say = (json: Json | undefined): string => (json === undefined ? words.nothing : value(json));
  switch (finding.kind) {
    case 'missing':
      return words.missing(finding.object);
    case 'mismatch':
      return words.mismatch(finding.path, say(finding.found), say(finding.wanted));
    case 'expression': {
      const found = finding.found.filter((item) => short(item.found));
      if (found.length === 0) return '';
      return words.expression(found.map((item) => `${item.path} = ${say(item.found)}`).join(', '));
    }
    case 'absent':
      return words.absent(finding.what);
    case 'error':
      return words.error(finding.message);
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
