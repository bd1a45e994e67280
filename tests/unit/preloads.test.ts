import { expect, test } from 'vitest';
import { preloadsOf, withHints } from '../../scripts/preloads.ts';

const MODULES: Readonly<Record<string, string>> = {
  '/base/_astro/page.js': 'import"./shared.js";',
  '/base/_astro/Workspace.1.js':
    'import{a}from"./client.js";const t=()=>import(`./xterm.2.js`),e=()=>import(`./codemirror.3.js`);',
  '/base/_astro/renderer.js': 'export{x}from"./shared.js"',
  '/base/_astro/client.js':
    'import"./shared.js";new Worker(new URL(`/base/_astro/worker.js`,""+import.meta.url))',
  '/base/_astro/xterm.2.js': 'export default 1',
  '/base/_astro/shared.js': 'export const x=1',
};
const read = (url: string): string => {
  const text = MODULES[url];
  if (text === undefined) throw new Error(`no such module: ${url}`);
  return text;
};
const PAGE = `<html><head><meta http-equiv="content-security-policy"></head><body>
<astro-island component-url="/base/_astro/Workspace.1.js" renderer-url="/base/_astro/renderer.js"></astro-island>
<script type="module" src="/base/_astro/page.js"></script></body></html>`;

test('a page with a workspace is told all that it will ask for, but not what waits for a click', () => {
  expect(preloadsOf(PAGE, read)).toEqual({
    modules: ['Workspace.1', 'client', 'page', 'renderer', 'shared', 'xterm.2'].map(
      (name) => `/base/_astro/${name}.js`,
    ),
    workers: ['/base/_astro/worker.js'],
  });
});

test('other pages are left alone', () => {
  expect(preloadsOf(PAGE.replace('/Workspace.', '/Splitter.'), read)).toBeUndefined();
});

test('the hints stand behind the policy, at the end of the head', () => {
  const html = withHints(PAGE, { modules: ['/a.js'], workers: ['/w.js'] }, '/engines/1.js');
  expect(html).toContain('<link rel="modulepreload" href="/a.js"></head>');
  expect(html.indexOf('content-security-policy')).toBeLessThan(html.indexOf('/w.js'));
  expect(html.indexOf('/w.js')).toBeLessThan(html.indexOf('/engines/1.js'));
});

test('the script that starts the Worker early is told where it is', () => {
  const page = PAGE.replace('<head>', '<head><script src="/base/early.js" data-world="lesson/a"></script>');
  const html = withHints(page, { modules: [], workers: ['/base/w.js'] }, '/engines/1.js');
  expect(html).toContain(
    '<script src="/base/early.js" data-worker="/base/w.js" data-world="lesson/a"></script>',
  );
});
