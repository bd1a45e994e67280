import { getCollection, type CollectionEntry } from 'astro:content';
import { LANGUAGES, type Language } from '../i18n/index.ts';

export type Lesson = CollectionEntry<'lessons'>;

/** A lesson's name in addresses: the same in every language. */
export function slugOf(lesson: Lesson): string {
  return lesson.id.slice(lesson.id.indexOf('/') + 1);
}

/** The lessons of one language, in the course's order. */
export async function lessonsOf(language: Language): Promise<Lesson[]> {
  const lessons = await getCollection('lessons', ({ id }) => id.startsWith(`${language}/`));
  return lessons.sort((a, b) => a.data.order - b.data.order || (a.id < b.id ? -1 : 1));
}

/** @throws when a lesson is not there in every language: the language switch would lead nowhere */
export async function checkTranslations(): Promise<void> {
  const slugs = await Promise.all(LANGUAGES.map(async (language) => (await lessonsOf(language)).map(slugOf)));
  const all = new Set(slugs.flat());
  for (const [index, language] of LANGUAGES.entries()) {
    const missing = [...all].filter((slug) => !slugs[index]?.includes(slug));
    if (missing.length > 0) throw new Error(`content/lessons/${language}: no file for ${missing.join(', ')}`);
  }
}
