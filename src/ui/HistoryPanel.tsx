import { useRef } from 'preact/hooks';
import type { Language, Messages } from '../i18n/index.ts';
import { goTo, history, recordingSoFar, reopen, state, world } from './client.ts';
import { clockText } from './clock-text.ts';

interface Props {
  readonly words: Messages;
  readonly language: Language;
  readonly hidden: boolean;
  /** The session goes to another place. */
  readonly onGo: () => void;
}

/** Hand the recording so far to the learner as a file. */
async function download(): Promise<void> {
  const recording = await recordingSoFar();
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(recording)], { type: 'application/json' }));
  link.download = `podlab-${(world.value?.id ?? 'session').replace('/', '-')}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}

async function openFile(file: File): Promise<void> {
  let recording: unknown;
  try {
    recording = JSON.parse(await file.text());
  } catch {
    recording = null; // the session says that it is none
  }
  reopen({ recording });
}

/** The commands of the session: each can be gone back to, and the ways that were left can be taken up again. */
export function HistoryPanel({ words, language, hidden, onGo }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const { commands = [], lines = [], rewinds = 0 } = history.value ?? {};
  const off = state.value.kind !== 'ready';
  const go = (request: Parameters<typeof goTo>[0]): void => {
    goTo(request);
    onGo();
  };
  return (
    <section class="history-panel" hidden={hidden} aria-label={words.history.label}>
      <p class="quiet">{commands.length === 0 ? words.history.empty : words.history.intro}</p>
      <ol class="history-list" reversed>
        {commands
          .map(({ text, time, inputs }) => (
            <li key={inputs}>
              <button
                type="button"
                disabled={off}
                aria-label={words.history.before(text)}
                title={text}
                onClick={() => go({ type: 'rewind', inputs })}
              >
                <span class="history-time">{clockText(time, language)}</span>
                <code>{text.replaceAll('\n', ' ⏎ ')}</code>
                <span class="history-go" aria-hidden="true">
                  {words.history.go}
                </span>
              </button>
            </li>
          ))
          .reverse()}
      </ol>
      {lines.length > 0 && (
        <>
          <h3>{words.history.left}</h3>
          <p class="quiet">{words.history.leftNote(rewinds)}</p>
          <ul class="history-list">
            {lines.map(({ line, title, time }) => (
              <li key={line}>
                <button
                  type="button"
                  disabled={off}
                  aria-label={words.history.returnTo(title)}
                  onClick={() => go({ type: 'return', line })}
                >
                  <span class="history-time">{clockText(time, language)}</span>
                  <code>{title === '' ? words.history.untitled : title.replaceAll('\n', ' ⏎ ')}</code>
                  <span class="history-go" aria-hidden="true">
                    {words.history.return}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <div class="history-files">
        <button class="button" type="button" disabled={off} onClick={() => void download()}>
          {words.history.download}
        </button>
        <button class="button" type="button" onClick={() => input.current?.click()}>
          {words.history.open}
        </button>
        <input
          ref={input}
          type="file"
          accept="application/json,.json"
          hidden
          aria-hidden="true"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            event.currentTarget.value = '';
            if (file) void openFile(file).then(onGo);
          }}
        />
        <span class="quiet">{words.history.filesNote}</span>
      </div>
    </section>
  );
}
