import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { exerciseLoader } from './layouts/exercise-loader.ts';
import type { ShownExercise } from './lab/exercise.ts';

/** One MDX file a lesson and a language; the same file name in both languages is the same lesson. */
const lessons = defineCollection({
  loader: glob({ base: './content/lessons', pattern: '{ko,en}/*.mdx' }),
  schema: z.strictObject({
    title: z.string().describe('What the reader will be able to do'),
    description: z.string().describe('One sentence for the overview and for search engines'),
    section: z.string().describe('The part of the course that it belongs to, in words'),
    order: z.number().int().describe('Its place in the course'),
    minutes: z.number().int().positive().describe('How long it takes, exercises included'),
    exercises: z.array(z.string()).default([]).describe('Ids of the exercises it embeds, in order'),
  }),
});

const text = z.object({
  title: z.string(),
  task: z.string(),
  checks: z.record(z.string(), z.string()),
  hints: z.record(z.string(), z.string()),
  solution: z.string(),
});

/** A folder an exercise; read and checked by `src/lab/exercise.ts`, its Markdown made into HTML. */
const exercises = defineCollection({
  loader: exerciseLoader('./content/exercises/'),
  schema: z.object({
    exercise: z.custom<ShownExercise>((value) => typeof value === 'object' && value !== null),
    html: z.object({ ko: text, en: text }),
  }),
});

export const collections = { lessons, exercises };
