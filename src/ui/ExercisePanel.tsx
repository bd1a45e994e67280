import { useEffect, useState } from 'preact/hooks';
import { messages, type Language } from '../i18n/index.ts';
import type { Exercise } from '../session/messages.ts';
import { gradings, offerWorld, runCommand, send, state, switchWorld, world } from './client.ts';
import { Confirm } from './Confirm.tsx';
import { ExerciseChecks } from './ExerciseChecks.tsx';
import { Html } from './Html.tsx';

/** An exercise's words, as HTML where its author wrote Markdown. */
export interface ExerciseText {
  readonly title: string;
  readonly task: string;
  readonly checks: Readonly<Record<string, string>>;
  readonly hints: Readonly<Record<string, string>>;
  readonly solution: string;
}

interface Props {
  readonly language: Language;
  readonly exercise: Exercise;
  readonly text: ExerciseText;
}

/**
 * An exercise beside its step of the text: the task, checks that light up by themselves, hints that the cluster's state offers one at a
 * time, a solution. How much help was opened is kept with the session.
 */
export function ExercisePanel({ language, exercise, text }: Props) {
  const words = messages(language);
  const [solution, setSolution] = useState(false);
  const choice = { id: `exercise/${exercise.id}`, exercise, title: text.title };
  useEffect(() => offerWorld(choice), []);
  const active = world.value?.id === choice.id;
  const ready = active && state.value.kind === 'ready';
  const grading = gradings.value[exercise.id];
  const passed = (grading?.checks ?? []).filter((check) => check.state === 'passed').length;
  const opened = grading?.hints ?? [];
  const [next] = (grading?.offered ?? []).filter((id) => !opened.includes(id));
  const offeredByState = exercise.hints.some(({ id, when }) => id === next && when !== undefined);
  const looksAhead = exercise.checks.some(({ ahead }) => ahead !== undefined);

  const openSolution = (): void => {
    if (!solution) send({ type: 'solution' });
    setSolution(!solution);
  };

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
            {grading ? words.exercise.resume : words.exercise.start}
          </button>
          <span class="quiet">{words.exercise.startNote}</span>
        </p>
      )}
      <h4 class="visually-hidden">{words.exercise.checks}</h4>
      <ExerciseChecks {...{ language, exercise, grading, active }} text={text.checks} />
      <p class="progress" role="status">
        {grading?.complete
          ? words.exercise.allPassed(exercise.points)
          : active && grading
            ? words.exercise.progress(passed, exercise.checks.length, grading.points, exercise.points)
            : ''}
      </p>
      {active && looksAhead && (
        <p class="exercise-start">
          <button
            class="button"
            type="button"
            disabled={!ready || grading?.looking}
            onClick={() => send({ type: 'check' })}
          >
            {words.exercise.check}
          </button>
          <span class="quiet">
            {grading?.lookFailed ? words.exercise.lookFailed : words.exercise.checkNote}
            {grading && grading.attempts > 0 && ` ${words.exercise.attempts(grading.attempts)}.`}
          </span>
        </p>
      )}
      {opened.length > 0 && (
        <ol class="hints" aria-label={words.exercise.hints}>
          {opened.map((id) => (
            <Html key={id} as="li" html={text.hints[id] ?? ''} />
          ))}
        </ol>
      )}
      <p class="hint-offered" role="status">
        {active && offeredByState ? words.exercise.hintOffered : ''}
      </p>
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
      {active && (
        <footer>
          {next !== undefined && (
            <button
              class="button"
              type="button"
              disabled={!ready}
              onClick={() => send({ type: 'hint', id: next })}
            >
              {words.exercise.hint(opened.length + 1, exercise.hints.length)}
            </button>
          )}
          <button
            class="button"
            type="button"
            disabled={!ready}
            aria-expanded={solution}
            onClick={openSolution}
          >
            {solution ? words.exercise.hideSolution : words.exercise.solution}
          </button>
          <Confirm
            class="button"
            name={words.exercise.reset}
            ask={words.exercise.resetAsk}
            yes={words.exercise.reset}
            no={words.workspace.cancel}
            onYes={() => switchWorld(choice, true)}
          />
        </footer>
      )}
    </section>
  );
}
