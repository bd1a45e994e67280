import { LANGUAGES, type Language } from '../i18n/index.ts';

/** The language of the page that a component is part of. @throws outside the pages below `[lang]` */
export function languageOf(parameters: Readonly<Record<string, string | undefined>>): Language {
  const language = LANGUAGES.find((known) => known === parameters['lang']);
  if (!language) throw new Error('a lesson component stands on a page without a language');
  return language;
}
