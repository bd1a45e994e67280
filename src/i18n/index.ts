import { en } from './en.ts';
import { ko } from './ko.ts';

export const LANGUAGES = ['ko', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** How each language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { ko: '한국어', en: 'English' };

/** The words of the site: every language has every one of them, or the types fail. */
export type Messages = typeof en;

const MESSAGES: Readonly<Record<Language, Messages>> = { ko, en };

export function messages(language: Language): Messages {
  return MESSAGES[language];
}

export function otherLanguage(language: Language): Language {
  return language === 'ko' ? 'en' : 'ko';
}
