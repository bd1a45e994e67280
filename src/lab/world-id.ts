const LESSON = 'lesson/';

/** The name of a lesson's own world, under which its recording is stored. */
export const lessonWorld = (slug: string): string => LESSON + slug;

export const isLessonWorld = (id: string): boolean => id.startsWith(LESSON);
