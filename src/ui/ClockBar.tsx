import type { Language, Messages } from '../i18n/index.ts';
import { clock, send, state } from './client.ts';

const SPEEDS = [1, 2, 5, 10, 60];

/** The cluster's clock: its time, pause, speed, and the way to the next change. */
export function ClockBar({ words, language }: { readonly words: Messages; readonly language: Language }) {
  const now = clock.value;
  const off = state.value.kind !== 'ready';
  const paused = now?.paused ?? false;
  const text = now
    ? new Intl.DateTimeFormat(language, {
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
        timeZone: 'UTC',
      }).format(now.time)
    : '--:--:--';
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
    </div>
  );
}
