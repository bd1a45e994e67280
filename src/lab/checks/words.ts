import type { Json } from '../../cluster/apiserver/request.ts';
import { formatTime } from '../../api/time.ts';
import type { Language } from '../language.ts';
import type { CountRange, Finding } from './finding.ts';

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
  noFile(file: string): string;
  present(object: string): string;
  mismatch(path: string, found: string, wanted: string): string;
  count(objects: string, found: number, wanted: string): string;
  range(range: CountRange): string;
  expression(found: string): string;
  absent(what: string): string;
  error(message: string): string;
  holding(now: string, wanted: string): string;
  broke(after: string, wanted: string, why: string): string;
  needs(checks: string): string;
  readonly soFar: string;
  happened(at: string, what: string): string;
  readonly notLooked: string;
  duration(ms: number): string;
  ahead(after: string, why: string): string;
  aheadDo(command: string, after: string, why: string): string;
  printed(output: string, status: number): string;
  unfinished(command: string, after: string): string;
}

const ko: Words = {
  nothing: '없음',
  missing: (object) => `${object} 객체가 없습니다.`,
  noFile: (file) => `홈 디렉터리에 ${file} 파일이 없습니다.`,
  present: (object) => `${object}: 아직 있습니다. 없어야 합니다.`,
  mismatch: (path, found, wanted) => `${path}: 지금 값 ${found}, 필요한 값 ${wanted}.`,
  count: (objects, found, wanted) => `${objects}: 지금 ${found}개, 필요한 수 ${wanted}.`,
  range: ({ min, max }) =>
    max === undefined
      ? `${min}개 이상`
      : min === max
        ? `${min}개`
        : min === 0
          ? `${max}개 이하`
          : `${min}~${max}개`,
  expression: (found) => `지금 값: ${found}.`,
  absent: (what) => `${what} 필드가 아직 없습니다.`,
  error: (message) => `조건을 계산할 수 없습니다: ${message}`,
  holding: (now, wanted) => `조건을 ${now}초 동안 만족했습니다. ${wanted}초가 되면 통과합니다.`,
  broke: (after, wanted, why) =>
    `${after}초 만에 조건이 깨졌습니다. ${wanted}초 동안 이어져야 합니다. ${why}`,
  needs: (checks) => `먼저 통과해야 하는 항목: ${checks}`,
  soFar: '지금까지 일어나지 않았습니다. 다른 항목을 모두 통과하면 함께 통과합니다.',
  happened: (at, what) =>
    `${at}에 일어났습니다: ${what}. 되돌릴 수 없으므로 실습을 초기화하거나 그 전으로 되감으십시오.`,
  notLooked: '다른 항목을 통과하면 클러스터의 사본에서 앞일을 내다봅니다.',
  duration: (ms) => {
    const [m, s] = [Math.floor(ms / 60_000), Math.floor((ms % 60_000) / 1000)];
    return [m > 0 ? `${m}분` : '', s > 0 || m === 0 ? `${s}초` : ''].filter((part) => part !== '').join(' ');
  },
  ahead: (after, why) => `클러스터의 사본을 그대로 두고 ${after} 뒤를 보았습니다. ${why}`,
  aheadDo: (command, after, why) =>
    `클러스터의 사본에서 \`${command}\` 명령을 실행하고 ${after} 뒤를 보았습니다. ${why}`,
  printed: (output, status) => `종료 코드 ${status}, 출력: ${output === '' ? '없음' : output}`,
  unfinished: (command, after) =>
    `클러스터의 사본에서 실행한 \`${command}\` 명령이 ${after} 안에 끝나지 않았습니다.`,
};

const en: Words = {
  nothing: 'nothing',
  missing: (object) => `There is no ${object}.`,
  noFile: (file) => `There is no file ${file} in the home directory.`,
  present: (object) => `${object} is still there, and must not be.`,
  mismatch: (path, found, wanted) => `${path}: found ${found}, wanted ${wanted}.`,
  count: (objects, found, wanted) => `${objects}: found ${found}, wanted ${wanted}.`,
  range: ({ min, max }) =>
    max === undefined
      ? `at least ${min}`
      : min === max
        ? `${min}`
        : min === 0
          ? `at most ${max}`
          : `${min} to ${max}`,
  expression: (found) => `Found ${found}.`,
  absent: (what) => `There is no field ${what} yet.`,
  error: (message) => `The check cannot be evaluated: ${message}`,
  holding: (now, wanted) => `True for ${now} seconds. It passes after ${wanted} seconds.`,
  broke: (after, wanted, why) =>
    `It was true for ${after} seconds and then no longer. It must stay true for ${wanted} seconds. ${why}`,
  needs: (checks) => `First to pass: ${checks}`,
  soFar: 'It has not happened so far. It passes together with the others.',
  happened: (at, what) =>
    `It happened at ${at}: ${what}. It cannot be made good: start the exercise over, or go back to before it.`,
  notLooked: 'When the others pass, a copy of the cluster is run ahead to see.',
  duration: (ms) => {
    const [m, s] = [Math.floor(ms / 60_000), Math.floor((ms % 60_000) / 1000)];
    const parts = [m > 0 ? `${m} min` : '', s > 0 || m === 0 ? `${s} s` : ''];
    return parts.filter((part) => part !== '').join(' ');
  },
  ahead: (after, why) => `In a copy of the cluster, left alone, ${after} later: ${why}`,
  aheadDo: (command, after, why) => `In a copy of the cluster, ${after} after \`${command}\`: ${why}`,
  printed: (output, status) => `Exit status ${status}, output: ${output === '' ? 'none' : output}`,
  unfinished: (command, after) =>
    `\`${command}\`, run in a copy of the cluster, did not end within ${after}.`,
};

const WORDS: Readonly<Record<Language, Words>> = { ko, en };

/** A duration in the reader's words: `1 min 30 s`. */
export function durationText(ms: number, language: Language): string {
  return WORDS[language].duration(ms);
}

/** What a check found and what it wanted, in the reader's words; empty when there is nothing to say. */
export function findingText(finding: Finding, language: Language): string {
  const words = WORDS[language];
  const say = (json: Json | undefined): string => (json === undefined ? words.nothing : value(json));
  const inner = (other: Finding): string => findingText(other, language);
  switch (finding.kind) {
    case 'missing':
      return words.missing(finding.object);
    case 'no-file':
      return words.noFile(finding.file);
    case 'present':
      return words.present(finding.object);
    case 'mismatch': {
      const path = finding.object === undefined ? finding.path : `${finding.object} ${finding.path}`;
      return words.mismatch(path, say(finding.found), say(finding.wanted));
    }
    case 'count': {
      const text = words.count(finding.objects, finding.found, words.range(finding.wanted));
      return finding.but ? `${text} ${inner(finding.but)}` : text;
    }
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
      return words.broke(seconds(finding.after), seconds(finding.wanted), inner(finding.finding));
    case 'needs':
      return words.needs(finding.checks.join(', '));
    case 'so-far':
      return words.soFar;
    case 'happened': {
      const at = formatTime(finding.at).slice(11, 19);
      return words.happened(
        at,
        finding.message === '' ? finding.what : `${finding.what} (${finding.message})`,
      );
    }
    case 'not-looked':
      return words.notLooked;
    case 'ahead': {
      const after = words.duration(finding.after);
      const why = inner(finding.finding);
      if (finding.do === undefined) return words.ahead(after, why);
      const said = words.aheadDo(finding.do, after, why).trim();
      return finding.output === undefined
        ? said
        : `${said} ${words.printed(finding.output, finding.status ?? 0)}`;
    }
    case 'unfinished':
      return words.unfinished(finding.do, words.duration(finding.after));
  }
}
