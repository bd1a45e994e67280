import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Loader, LoaderContext } from 'astro/loaders';
import {
  loadExercise,
  LANGUAGES,
  shownExercise,
  type Exercise,
  type ExerciseWords,
} from '../lab/exercise.ts';

/** Every file below `folder`: path within it → text. */
async function filesBelow(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(folder, path).split(sep).join('/')] = await readFile(path, 'utf8');
  }
  return files;
}

type Render = LoaderContext['renderMarkdown'];

/** One line of Markdown, without the paragraph around it. */
async function inline(render: Render, markdown: string): Promise<string> {
  const { html } = await render(markdown);
  return html.trim().replace(/^<p>([\s\S]*)<\/p>$/, '$1');
}

async function htmlOf(render: Render, exercise: Exercise, words: ExerciseWords): Promise<unknown> {
  const checks: Record<string, string> = {};
  for (const { id } of exercise.checks) checks[id] = await inline(render, words.checks[id] ?? '');
  const hints: Record<string, string> = {};
  for (const { id } of exercise.hints) hints[id] = await inline(render, words.hints[id] ?? '');
  return {
    title: words.title,
    task: (await render(words.task)).html,
    checks,
    hints,
    solution: (await render(words.solution)).html,
  };
}

/** Reads `content/exercises`: a folder an exercise. A mistake in one ends the build with its file and line. */
export function exerciseLoader(base: string): Loader {
  return {
    name: 'podlab-exercises',
    async load({ config, store, renderMarkdown, generateDigest }) {
      const folder = fileURLToPath(new URL(base, config.root));
      store.clear();
      const ids = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
      for (const { name: id } of ids) {
        const files = await filesBelow(join(folder, id));
        const exercise = loadExercise(id, files);
        const html: Record<string, unknown> = {};
        for (const language of LANGUAGES)
          html[language] = await htmlOf(renderMarkdown, exercise, exercise.words[language]);
        store.set({ id, data: { exercise: shownExercise(exercise), html }, digest: generateDigest(files) });
      }
    },
  };
}
