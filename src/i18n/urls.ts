import type { Language } from './index.ts';

/** The address of a page or asset of this site, below whatever path the site lives at. @param path with a leading slash */
export function url(path: string): string {
  return import.meta.env.BASE_URL.replace(/\/$/, '') + path;
}

export function homeUrl(language: Language): string {
  return url(`/${language}/`);
}

export function lessonUrl(language: Language, slug: string): string {
  return url(`/${language}/lessons/${slug}/`);
}
