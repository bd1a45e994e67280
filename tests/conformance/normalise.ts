/** Columns whose cells hold ages, by their header. */
const AGE_COLUMNS = /(?<=^|\s{2,})(AGE|Age|LAST SEEN|Last Seen|RESTARTS|Restarts)(?=\s{2,}|$)/g;

const AGE = /<(?:invalid|unknown)>|\b(?:\d+(?:y|d|h|m|s))+\b/g;

const indent = (line: string): number => /^ */.exec(line)?.[0].length ?? 0;

/** A table goes on until a blank line or one that is indented less than its header. */
const isTableLine = (line: string, header: string): boolean =>
  line.trim() !== '' && indent(line) >= indent(header);

/**
 * Replace ages by `<age>` in tables' age columns, together with the padding that their width causes, and wherever they are
 * spoken of (`3m ago`, `(x4 over 2m)`). Everything else stays byte for byte.
 */
export function normaliseAges(text: string): string {
  const lines = text.split('\n');
  const result: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const header = lines[i] ?? '';
    const columns = [...header.matchAll(AGE_COLUMNS)].map((match) => {
      const start = match.index;
      const rest = header.slice(start + match[0].length);
      const gap = /^\s*/.exec(rest)?.[0].length ?? 0;
      const last = rest.trim() === '';
      return { start, end: last ? Infinity : start + match[0].length + gap };
    });
    result.push(
      columns.length > 0
        ? cut(header, columns)
        : header.replace(/\b(?:\d+[ydhms])+(?= ago\b)|(?<=\(lasts )(?:\d+[ydhms])+/g, '<age>'),
    );
    if (columns.length === 0) continue;
    while (isTableLine(lines[i + 1] ?? '', header)) result.push(cut(lines[++i] ?? '', columns));
  }
  return result.join('\n');
}

function cut(line: string, columns: readonly { start: number; end: number }[]): string {
  let out = '';
  let at = 0;
  for (const { start, end } of columns) {
    if (line.length < start) break;
    const cell = line.slice(start, end).trim();
    out += `${line.slice(at, start)}${/^-+$/.test(cell) ? '----' : cell.replace(AGE, '<age>')} `;
    at = Math.min(end, line.length);
  }
  return out + line.slice(at);
}
