/** The blocks of a lesson's text that act on the workspace: commands that run, files, terms. Works on the built HTML. */
import { messages, LANGUAGES, type Messages } from '../i18n/index.ts';
import { saveProblem } from './problems.ts';
import { home, readFile, runCommand, saveFile, showFile } from './client.ts';

const language = LANGUAGES.find((known) => known === document.documentElement.lang) ?? 'en';
const words: Messages = messages(language);

function codeOf(block: HTMLElement): string {
  return (block.querySelector('pre')?.textContent ?? '').replace(/\n$/, '');
}

async function copy(block: HTMLElement, button: HTMLButtonElement): Promise<void> {
  await navigator.clipboard.writeText(codeOf(block));
  const before = button.textContent;
  button.textContent = words.blocks.copied;
  setTimeout(() => (button.textContent = before), 2000);
}

function run(block: HTMLElement, button: HTMLButtonElement): void {
  runCommand(codeOf(block));
  button.dataset['ran'] = '';
  button.textContent = words.blocks.ran;
  const status = block.querySelector('[role=status]');
  if (status) status.textContent = words.blocks.sent;
}

function pathOf(block: HTMLElement): string {
  const name = block.dataset['file'] ?? 'file.yaml';
  return name.startsWith('/') ? name : `${home.value}/${name}`;
}

function put(block: HTMLElement, replace: boolean): void {
  const path = pathOf(block);
  const text = `${codeOf(block)}\n`;
  const tell = (message: string): void => {
    const status = block.querySelector('[role=status]');
    if (status) status.textContent = message;
    block.querySelector('.ask')?.setAttribute('hidden', '');
  };
  const show = (shown: string): void => {
    tell(words.blocks.fileSaved);
    showFile(path, shown);
  };
  const save = (): void =>
    void saveFile(path, text).then((problem) => {
      if (problem === undefined) show(text);
      else tell(saveProblem(problem, words));
    });
  if (replace) return save();
  void readFile(path).then((old) => {
    if (old === undefined) {
      save();
    } else if (old === text) {
      show(text);
    } else {
      block.querySelector('.ask')?.removeAttribute('hidden');
      block.querySelector<HTMLElement>('[data-do=keep]')?.focus();
    }
  });
}

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLButtonElement>('button[data-do]') : null;
  const block = button?.closest<HTMLElement>('[data-block]');
  if (!button || !block) return;
  switch (button.dataset['do']) {
    case 'run':
      return run(block, button);
    case 'copy':
      return void copy(block, button);
    case 'put':
      return put(block, false);
    case 'replace':
      return put(block, true);
    case 'keep': {
      block.querySelector('.ask')?.setAttribute('hidden', '');
      const path = pathOf(block);
      return void readFile(path).then((old) => showFile(path, old ?? ''));
    }
  }
});

for (const term of document.querySelectorAll<HTMLElement>('.term')) {
  const tip = term.querySelector<HTMLElement>('[role=tooltip]');
  const button = term.querySelector('button');
  if (!tip || !button) continue;
  const show = (shown: boolean): void => {
    tip.hidden = !shown;
    tip.style.insetInlineStart = '0';
    if (!shown) return;
    const over =
      tip.getBoundingClientRect().right -
      Math.min(innerWidth, term.closest('main')?.getBoundingClientRect().right ?? innerWidth);
    if (over > -8) tip.style.insetInlineStart = `${-over - 8}px`;
  };
  term.addEventListener('pointerenter', () => show(true));
  term.addEventListener('pointerleave', () => show(document.activeElement === button));
  button.addEventListener('focus', () => show(true));
  button.addEventListener('blur', () => show(false));
  button.addEventListener('click', () => show(true)); // touch: some browsers do not focus a button that is touched
  term.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') show(false);
  });
}
