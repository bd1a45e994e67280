import { LANGUAGES, type Language } from '../i18n/index.ts';

/** The language that the reader chose on an earlier visit, else the first of the browser's that the site has, else English. */
export function readersLanguage(chosen: string | null, preferred: readonly string[]): Language {
  const known = (tag: string | null): Language | undefined =>
    LANGUAGES.find((language) => language === tag?.slice(0, 2));
  for (const tag of [chosen, ...preferred]) {
    const language = known(tag);
    if (language) return language;
  }
  return 'en';
}

/** Leave the page for the same one in the reader's language, found by its link. */
export function goToReadersLanguage(): void {
  let chosen: string | null = null;
  try {
    chosen = localStorage.getItem('podlab-language');
  } catch {
    // No storage: the browser's languages decide.
  }
  const language = readersLanguage(chosen, navigator.languages);
  const link = document.querySelector<HTMLAnchorElement>(`main a[data-language="${language}"]`);
  if (link) location.replace(link.href);
}
