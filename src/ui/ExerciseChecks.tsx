import { messages, type Language, type Messages } from '../i18n/index.ts';
import { durationText, findingText } from '../session/findings.ts';
import type { CheckResult, Exercise, GradingView } from '../session/messages.ts';
import { Html } from './Html.tsx';

type Check = Exercise['checks'][number];

/** Why a check does not pass; nothing while it waits for others, whose names are the author's. */
function foundText(result: CheckResult | undefined, language: Language): string {
  const finding = result?.finding;
  return finding && finding.kind !== 'needs' ? findingText(finding, language) : '';
}

/** What a look ahead is doing for a check. */
function lookingText({ ahead }: Check, words: Messages, language: Language): string {
  const time = ahead?.for === undefined ? '' : durationText(ahead.for, language);
  const what =
    ahead?.do === undefined
      ? words.exercise.lookFor(time)
      : words.exercise.lookDo(ahead.do.trim().split('\n')[0] ?? '', time);
  return words.exercise.looking(what);
}

/** Text in which `back quotes` mark code. */
function Marked({ text }: { readonly text: string }) {
  return (
    <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>
  );
}

interface Props {
  readonly language: Language;
  readonly exercise: Exercise;
  /** Each check's words, as HTML. */
  readonly text: Readonly<Record<string, string>>;
  readonly grading: GradingView | undefined;
  /** The workspace shows this exercise: what its checks see can be seen there too. */
  readonly active: boolean;
}

/** An exercise's checks: each with its state, its points, and what it sees while it does not pass. */
export function ExerciseChecks({ language, exercise, text, grading, active }: Props) {
  const words = messages(language);
  const results = new Map((grading?.checks ?? []).map((result) => [result.id, result]));
  return (
    <ul class="checks">
      {exercise.checks.map((check) => {
        const { id } = check;
        const result = results.get(id);
        const waits = result?.finding?.kind === 'needs';
        const looking = active && grading?.looking === true && check.ahead !== undefined && !waits;
        const state = looking ? 'looking' : (result?.state ?? 'unknown');
        const finding = !active
          ? ''
          : looking
            ? lookingText(check, words, language)
            : foundText(result, language);
        return (
          <li key={id} data-state={state}>
            <span class="check-mark" aria-hidden="true" />
            <span>
              <Html as="span" html={text[id] ?? id} />
              <span class="visually-hidden"> ({words.exercise.states[state]})</span>
              {finding && (
                <span class="finding">
                  <Marked text={finding} />
                </span>
              )}
            </span>
            {result && <span class="check-points">{words.exercise.points(result.points)}</span>}
          </li>
        );
      })}
    </ul>
  );
}
