import { useEffect, useRef, useState } from 'preact/hooks';
import { messages, type Language } from '../i18n/index.ts';

const LEAST = 20;
const MOST = 70;
const START = 40;
const STEP = 2;

function clamp(percent: number): number {
  return Math.min(MOST, Math.max(LEAST, Math.round(percent)));
}

/** The line between text and workspace: dragged, or moved with the arrow keys. */
export function Splitter({ language }: { readonly language: Language }) {
  const words = messages(language);
  const [share, setShare] = useState(START);
  const line = useRef<HTMLDivElement>(null);

  const move = (percent: number): void => {
    const next = clamp(percent);
    setShare(next);
    document.documentElement.style.setProperty('--split', `${next}%`);
    try {
      localStorage.setItem('podlab-split', String(next));
    } catch {
      // It holds for this page.
    }
  };

  useEffect(() => {
    const set = parseInt(document.documentElement.style.getPropertyValue('--split'), 10);
    if (Number.isFinite(set)) setShare(clamp(set));
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    const to = {
      ArrowLeft: share - STEP,
      ArrowRight: share + STEP,
      Home: LEAST,
      End: MOST,
      Enter: START,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(to);
  };

  return (
    <div
      ref={line}
      class="splitter"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={words.workspace.resize}
      aria-controls="content"
      aria-valuenow={share}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      onKeyDown={onKeyDown}
      onDblClick={() => move(START)}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const element = event.currentTarget;
        const box = element.parentElement?.getBoundingClientRect();
        if (!box || !element.hasPointerCapture(event.pointerId)) return;
        move(((event.clientX - box.left) / box.width) * 100);
      }}
    />
  );
}
