import { useEffect, useState } from 'preact/hooks';
import { messages, type Language } from '../i18n/index.ts';
import { findingText } from '../session/findings.ts';
import type { CheckResult, Exercise } from '../session/messages.ts';
import { checks, offerWorld, runCommand, switchWorld, world } from './client.ts';
import { Confirm } from './Confirm.tsx';

/** An exercise's words, as HTML where its author wrote Markdown. */
export interface ExerciseText {
  readonly title: string;
  readonly task: string;
  readonly checks: Readonly<Record<string, string>>;
  readonly hints: readonly string[];
  readonly solution: string;
}

interface Props {
  readonly language: Language;
  readonly exercise: Exercise;
  readonly text: ExerciseText;
}

/** HTML that the site's build made from an author's Markdown. */
function Html({ html, as: Tag = 'div' }: { readonly html: string; readonly as?: 'div' | 'span' | 'li' }) {
  return <Tag dangerouslySetInnerHTML={{ __html: html }} />;
}

/** Why a check does not pass; nothing while it waits for others, whose names are the author's. */
function foundText(result: CheckResult | undefined, language: Language): string {
  const finding = result?.finding;
  return finding && finding.kind !== 'needs' ? findingText(finding, language) : '';
}

/** An exercise beside its step of the text: the task, checks that light up by themselves, hints one at a time, a solution. */
export function ExercisePanel({ language, exercise, text }: Props) {
  const words = messages(language);
  const [hints, setHints] = useState(0);
  const [solution, setSolution] = useState(false);
  const choice = { id: `exercise/${exercise.id}`, exercise, title: text.title };
  useEffect(() => offerWorld(choice), []);
  const active = world.value?.id === choice.id;
  const seen = checks.value[exercise.id];
  const results = new Map((seen ?? []).map((result) => [result.id, result]));
  const passed = exercise.checks.filter(({ id }) => results.get(id)?.state === 'passed').length;
  const done = passed === exercise.checks.length;

  return (
    <section class="exercise" aria-label={`${words.exercise.label}: ${text.title}`} data-active={active}>
      <header>
        <h3>{text.title}</h3>
        <span class="quiet">{words.exercise.points(exercise.points)}</span>
      </header>
      <Html html={text.task} />
      {!active && (
        <p class="exercise-start">
          <button class="button primary" type="button" onClick={() => switchWorld(choice)}>
            {seen ? words.exercise.resume : words.exercise.start}
          </button>
          <span class="quiet">{words.exercise.startNote}</span>
        </p>
      )}
      <h4 class="visually-hidden">{words.exercise.checks}</h4>
      <ul class="checks">
        {exercise.checks.map(({ id }) => {
          const result = results.get(id);
          const state = result?.state ?? 'unknown';
          const finding = active ? foundText(result, language) : '';
          return (
            <li key={id} data-state={state}>
              <span class="check-mark" aria-hidden="true" />
              <span>
                <Html as="span" html={text.checks[id] ?? id} />
                <span class="visually-hidden"> ({words.exercise.states[state]})</span>
                {finding && <span class="finding">{finding}</span>}
              </span>
            </li>
          );
        })}
      </ul>
      <p class="progress" role="status">
        {done
          ? words.exercise.allPassed(exercise.points)
          : active
            ? words.exercise.progress(passed, exercise.checks.length)
            : ''}
      </p>
      {hints > 0 && (
        <ol class="hints" aria-label={words.exercise.hints}>
          {text.hints.slice(0, hints).map((hint) => (
            <Html key={hint} as="li" html={hint} />
          ))}
        </ol>
      )}
      {solution && (
        <div class="solution">
          <p class="quiet">{words.exercise.solutionNote}</p>
          <pre>
            <code>{exercise.solution.trimEnd()}</code>
          </pre>
          {active && (
            <p>
              <button class="button" type="button" onClick={() => runCommand(exercise.solution.trimEnd())}>
                {words.blocks.runLabel}
              </button>
            </p>
          )}
          <Html html={text.solution} />
        </div>
      )}
      <footer>
        {hints < text.hints.length && (
          <button class="button" type="button" onClick={() => setHints(hints + 1)}>
            {words.exercise.hint(hints + 1, text.hints.length)}
          </button>
        )}
        <button class="button" type="button" aria-expanded={solution} onClick={() => setSolution(!solution)}>
          {solution ? words.exercise.hideSolution : words.exercise.solution}
        </button>
        {active && (
          <Confirm
            class="button"
            name={words.exercise.reset}
            ask={words.exercise.resetAsk}
            yes={words.exercise.reset}
            no={words.workspace.cancel}
            onYes={() => switchWorld(choice, true)}
          />
        )}
      </footer>
    </section>
  );
}
