import type { SeenChange } from '../session/messages.ts';
import type { Language, Messages } from '../i18n/index.ts';
import { clock, send, skipped, state } from './client.ts';
import { clockText } from './clock-text.ts';

const SPEEDS = [1, 2, 5, 10, 60];

/** How much time a skip went through: fine where it is short, for then nothing else would show it. */
function durationText(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(ms < 1000 ? 3 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
}

function changeText(change: SeenChange | undefined): string {
  if (!change) return '';
  return change.kind === 'Event' ? `${change.reason} (${change.name})` : `${change.kind} ${change.name}`;
}

/** The cluster's clock: its time, pause, speed, and the way to the next change. */
export function ClockBar({ words, language }: { readonly words: Messages; readonly language: Language }) {
  const now = clock.value;
  const off = state.value.kind !== 'ready';
  const paused = now?.paused ?? false;
  const text = now ? clockText(now.time, language) : '--:--:--';
  const skip = skipped.value;
  return (
    <div class="clock-bar" role="group" aria-label={words.clock.label}>
      <span
        class="time"
        role="timer"
        aria-label={words.clock.time}
        title={words.clock.time}
        data-paused={paused}
      >
        {text}
      </span>
      <button
        class="button"
        type="button"
        disabled={off}
        onClick={() => send({ type: 'clock', paused: !paused })}
      >
        {paused ? words.clock.resume : words.clock.pause}
      </button>
      <label>
        <span class="visually-hidden">{words.clock.speed}</span>
        <select
          class="button"
          disabled={off}
          value={String(now?.speed ?? 1)}
          onChange={(event) => send({ type: 'clock', speed: Number(event.currentTarget.value) })}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={String(speed)}>
              {speed}×
            </option>
          ))}
        </select>
      </label>
      <button
        class="button"
        type="button"
        title={words.clock.skipTitle}
        disabled={off || now?.skipping}
        onClick={() => send({ type: 'skip' })}
      >
        {now?.skipping ? words.clock.skipping : words.clock.skip}
      </button>
      <span class="clock-note" role="status">
        {skip && !now?.skipping && (
          <span>{words.clock.skipped(durationText(skip.ms), changeText(skip.change))}</span>
        )}
        {now?.held && <span class="held">{words.clock.held}</span>}
      </span>
    </div>
  );
}
