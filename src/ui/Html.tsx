/** HTML that the site's build made from an author's Markdown. */
export function Html({
  html,
  as: Tag = 'div',
}: {
  readonly html: string;
  readonly as?: 'div' | 'span' | 'li';
}) {
  return <Tag dangerouslySetInnerHTML={{ __html: html }} />;
}
