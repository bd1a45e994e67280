import { defineHastPlugin } from 'satteri';

/** Gives each cell of a table its column's heading as `data-label`: on a phone, where a row becomes a paragraph, it stands before the cell. */
export const tableLabels = defineHastPlugin({
  name: 'table-labels',
  element: {
    filter: ['table'],
    visit(table, context) {
      const parts = (node: { children: readonly unknown[] }, tag: string) =>
        node.children.filter(
          (child): child is typeof table => (child as { tagName?: string }).tagName === tag,
        );
      const headings = parts(table, 'thead')
        .flatMap((head) => parts(head, 'tr'))
        .flatMap((row) => parts(row, 'th'))
        .map((cell) => context.textContent(cell));
      for (const row of parts(table, 'tbody').flatMap((body) => parts(body, 'tr'))) {
        for (const [index, cell] of parts(row, 'td').entries()) {
          const label = headings[index];
          if (label !== undefined) context.setProperty(cell, 'dataLabel', label);
        }
      }
    },
  },
});
