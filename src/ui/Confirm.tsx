import { useEffect, useRef, useState } from 'preact/hooks';

interface Props {
  /** The button's own text. */
  readonly name: string;
  readonly ask: string;
  readonly yes: string;
  readonly no: string;
  readonly class?: string;
  readonly onYes: () => void;
}

/** A button that asks once more, in place, before it does what cannot be undone. */
export function Confirm({ name, ask, yes, no, class: className = 'button plain', onYes }: Props) {
  const [asking, setAsking] = useState(false);
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asking) cancel.current?.focus();
  }, [asking]);
  if (!asking) {
    return (
      <button class={className} type="button" onClick={() => setAsking(true)}>
        {name}
      </button>
    );
  }
  return (
    <span
      class="confirm"
      role="alertdialog"
      aria-label={ask}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setAsking(false);
      }}
    >
      <span>{ask}</span>
      <button
        class="button danger"
        type="button"
        onClick={() => {
          setAsking(false);
          onYes();
        }}
      >
        {yes}
      </button>
      <button class="button" type="button" ref={cancel} onClick={() => setAsking(false)}>
        {no}
      </button>
    </span>
  );
}
