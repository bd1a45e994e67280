import { useEffect, useRef, useState } from 'preact/hooks';
import type { Terminal as Xterm } from '@xterm/xterm';
import type { Messages } from '../i18n/index.ts';
import { attachTerminal, resize, send, wanted } from './client.ts';
import { onThemeChange, terminalTheme } from './terminal-theme.ts';

const FONT = "'Nanum Gothic Coding', ui-monospace, Menlo, Consolas, monospace";

interface Props {
  readonly words: Messages;
  readonly hidden: boolean;
  /** The terminal is there and has a size. */
  readonly onReady: () => void;
}

/** What the learner may change of the terminal while it runs. */
interface Controls {
  readonly term: Xterm;
  readonly fit: () => void;
}

async function create(
  host: HTMLElement,
  tabLeaves: () => boolean,
  toggleTab: () => void,
): Promise<Controls & { readonly dispose: () => void }> {
  const [{ Terminal: XtermTerminal }, { FitAddon }, { Unicode11Addon }] = await Promise.all([
    import('@xterm/xterm'),
    import('@xterm/addon-fit'),
    import('@xterm/addon-unicode11'),
  ]);
  const term = new XtermTerminal({
    allowProposedApi: true,
    fontFamily: FONT,
    fontSize: 15,
    lineHeight: 1.2,
    cursorBlink: false,
    cursorStyle: 'block',
    cursorInactiveStyle: 'outline',
    scrollback: 5000,
    minimumContrastRatio: 4.5,
    theme: terminalTheme(),
  });
  const fitAddon = new FitAddon();
  term.loadAddon(fitAddon);
  term.loadAddon(new Unicode11Addon());
  term.unicode.activeVersion = '11';
  term.open(host);
  const fit = (): void => {
    if (host.clientWidth < 40 || host.clientHeight < 20) return;
    fitAddon.fit();
    resize(term.cols, term.rows);
  };
  term.onData((data) => send({ type: 'type', data }));
  term.attachCustomKeyEventHandler((event) => {
    if (event.ctrlKey && !event.altKey && !event.metaKey && event.key.toLowerCase() === 'm') {
      if (event.type === 'keydown') toggleTab();
      event.preventDefault();
      return false;
    }
    return !(event.key === 'Tab' && tabLeaves());
  });
  // On touch the input line below takes the keyboard: soft keyboards repeat what is typed into xterm.
  if (matchMedia('(pointer: coarse)').matches) term.textarea?.setAttribute('inputmode', 'none');
  fit();
  // The cells are measured again when the font that they are drawn in has come.
  void document.fonts.load(`15px ${FONT}`, 'a가').then(() => {
    term.options.fontFamily = `${FONT}, serif`;
    fit();
  });
  const observer = new ResizeObserver(fit);
  observer.observe(host);
  const stopTheme = onThemeChange(() => {
    term.options.theme = terminalTheme();
  });
  const detach = attachTerminal({
    write: (data) => term.write(data),
    reset: () => term.reset(),
    // Once the terminal's tab is in front; on touch it would only move the page.
    focus: () => {
      if (!matchMedia('(pointer: coarse)').matches) setTimeout(() => term.focus());
    },
  });
  return {
    term,
    fit,
    dispose: () => {
      detach();
      stopTheme();
      observer.disconnect();
      term.dispose();
    },
  };
}

function InputLine({ words }: { readonly words: Messages }) {
  const [text, setText] = useState('');
  const keys = [
    { name: words.terminal.keyInterrupt, data: '\x03' },
    { name: words.terminal.keyTab, data: '\t' },
    { name: '↑', label: words.terminal.keyUp, data: '\x1b[A' },
  ];
  return (
    <form
      class="input-line"
      onSubmit={(event) => {
        event.preventDefault();
        send({ type: 'type', data: `${text}\r` });
        setText('');
      }}
    >
      <input
        aria-label={words.terminal.inputLine}
        placeholder={words.terminal.inputPlaceholder}
        value={text}
        autocapitalize="off"
        autocomplete="off"
        spellcheck={false}
        enterkeyhint="send"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button class="button primary" type="submit">
        {words.terminal.send}
      </button>
      <div class="keys">
        {keys.map(({ name, label, data }) => (
          <button
            key={name}
            class="button"
            type="button"
            aria-label={label}
            onClick={() => send({ type: 'type', data })}
          >
            {name}
          </button>
        ))}
      </div>
    </form>
  );
}

/** The learner's terminal: xterm on the session's line, with a way out for the keyboard and an input line for touch. */
export function Terminal({ words, hidden, onReady }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const controls = useRef<Controls | undefined>(undefined);
  const tabLeaves = useRef(false);
  const [leaves, setLeaves] = useState(false);
  const [announced, setAnnounced] = useState('');
  const [reader, setReader] = useState(false);

  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    let gone = false;
    let dispose: (() => void) | undefined;
    const toggle = (): void => {
      tabLeaves.current = !tabLeaves.current;
      setLeaves(tabLeaves.current);
      setAnnounced(tabLeaves.current ? words.terminal.tabLeaves : words.terminal.tabCompletes);
    };
    void create(element, () => tabLeaves.current, toggle).then((created) => {
      if (gone) return created.dispose();
      dispose = created.dispose;
      controls.current = created;
      created.term.textarea?.setAttribute('aria-label', words.terminal.label);
      created.term.textarea?.setAttribute('aria-describedby', 'terminal-leave');
      onReady();
      return undefined;
    });
    return () => {
      gone = true;
      dispose?.();
    };
  }, []);

  useEffect(() => {
    if (!hidden) controls.current?.fit();
  }, [hidden]);

  useEffect(
    () =>
      wanted.subscribe((count) => {
        if (count > 0) controls.current?.term.scrollToBottom();
      }),
    [],
  );

  useEffect(() => {
    if (controls.current) controls.current.term.options.screenReaderMode = reader;
  }, [reader]);

  return (
    <div class="terminal-panel" hidden={hidden}>
      <div class="terminal-host" ref={host} />
      <InputLine words={words} />
      <div class="terminal-foot">
        <span id="terminal-leave" class="keys-only">
          {leaves ? words.terminal.tabLeaves : words.terminal.leaveHint}
        </span>
        <label>
          <input
            type="checkbox"
            checked={reader}
            onChange={(event) => setReader(event.currentTarget.checked)}
          />
          {words.terminal.screenReader}
        </label>
      </div>
      <div class="visually-hidden" role="status">
        {announced}
      </div>
    </div>
  );
}
