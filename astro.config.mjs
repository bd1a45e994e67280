import mdx from '@astrojs/mdx';
import preact from '@astrojs/preact';
import { satteri } from '@astrojs/markdown-satteri';
import { defineConfig } from 'astro/config';
import { engines } from './scripts/engines.ts';
import { preloads } from './scripts/preloads.ts';
import { lessonBlocks } from './src/layouts/lesson-blocks.ts';
import { tableLabels } from './src/layouts/table-labels.ts';

/** Where the site will live, for hosts that serve it below a path: `PODLAB_BASE=/courses/podlab npm run build`. */
const base = process.env.PODLAB_BASE ?? '/';

export default defineConfig({
  base,
  output: 'static',
  trailingSlash: 'always',
  integrations: [mdx(), preact(), engines(), preloads()],
  devToolbar: { enabled: false },
  build: {
    // A style in the page would need a hash, and then the terminal's own styles could not be written.
    inlineStylesheets: 'never',
  },
  markdown: {
    processor: satteri({
      mdastPlugins: [lessonBlocks],
      hastPlugins: [tableLabels],
      features: { smartPunctuation: false },
    }),
    syntaxHighlight: 'shiki',
    shikiConfig: {
      langAlias: { output: 'text' },
      themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
      defaultColor: false,
    },
  },
  security: {
    csp: {
      directives: [
        "default-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ],
      // xterm, CodeMirror and code blocks write styles while they run.
      styleDirective: { resources: ["'self'", "'unsafe-inline'"] },
    },
  },
  vite: {
    worker: { format: 'es' },
    build: { target: 'es2022', assetsInlineLimit: 0 },
  },
});
