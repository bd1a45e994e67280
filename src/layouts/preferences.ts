/** The reader's choices that every page offers: theme and language. */

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without storage the choice holds for this page.
  }
}

const buttons = [...document.querySelectorAll<HTMLButtonElement>('.theme-switch button')];

function mark(): void {
  const choice = document.documentElement.dataset['themeChoice'] ?? 'system';
  for (const button of buttons)
    button.setAttribute('aria-pressed', String(button.dataset['choice'] === choice));
}

for (const button of buttons) {
  button.addEventListener('click', () => {
    keep('podlab-theme', button.dataset['choice'] ?? 'system');
    dispatchEvent(new Event('podlab-theme'));
    mark();
  });
}
mark();

for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-language]')) {
  link.addEventListener('click', () => keep('podlab-language', link.dataset['language'] ?? ''));
}

export {};
