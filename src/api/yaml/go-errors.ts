import type { YAMLError } from 'yaml';

/**
 * go-yaml's message for what the library found wrong. Its scanner counts lines from 1, its parser from 0, and neither names the first line.
 * Checked against the real kubectl in tests/unit/api/yaml.test.ts.
 */
export function goError(errors: readonly YAMLError[], text: string): string {
  const [error, second] = errors;
  if (!error) return 'yaml: unknown error';
  const [start, end] = error.pos;
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  const line = lineAt(start);
  const scanner = (problem: string, number = line): string =>
    number > 1 ? `yaml: line ${number}: ${problem}` : `yaml: ${problem}`;
  const parser = (problem: string): string =>
    line > 1 ? `yaml: line ${line - 1}: ${problem}` : `yaml: ${problem}`;
  const { code, message } = error;
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return scanner(mapping, second?.code === 'MULTILINE_IMPLICIT_KEY' ? lineAt(second.pos[1]) : line);
    case 'MULTILINE_IMPLICIT_KEY':
      if (second?.message.includes('block-seq-ind')) return parser('did not find expected key');
      if (isKeyRequired(text, start)) return scanner("could not find expected ':'", line + 1);
      return scanner(mapping, lineAt(end));
    case 'BAD_INDENT':
      if (message.includes('end with a ]')) return parser("did not find expected ',' or ']'");
      if (message.includes('end with a }')) return parser("did not find expected ',' or '}'");
      return parser(
        message.includes('sequence') || isAmongItems(text, start) ? dash : 'did not find expected key',
      );
    case 'MISSING_CHAR':
      if (message.includes('quote')) return scanner('found unexpected end of stream');
      if (message.includes('without - indicator'))
        return parser(isIndentless(text, start) ? 'did not find expected key' : dash);
      if (message.includes('with a ]')) return parser("did not find expected ',' or ']'");
      if (message.includes('with a }')) return parser("did not find expected ',' or '}'");
      if (message.includes('flow sequence items')) return parser("did not find expected ',' or ']'");
      return scanner("could not find expected ':'", line + 1);
    case 'TAB_AS_INDENT':
      return scanner(
        /[:-]\s*$/.test(text.slice(0, start)) ? noToken : 'found a tab character that violates indentation',
      );
    case 'BAD_SCALAR_START':
      return scanner(noToken);
    case 'BAD_DQ_ESCAPE':
      return scanner('found unknown escape character');
    case 'BAD_ALIAS':
      return `yaml: unknown anchor '${/\w+$/.exec(message)?.[0] ?? ''}' referenced`;
    default:
      if (message.includes('Block scalar header'))
        return scanner('did not find expected comment or line break');
      if (message.includes('block-seq-ind'))
        return scanner('block sequence entries are not allowed in this context');
      if (/flow-(seq|map)-end/.test(message) && !/[\]}]$/.test(text.slice(0, start).trimEnd()))
        return parser('did not find expected node content');
      return parser(/^\s*-/.test(text) ? dash : 'did not find expected key');
  }
}

const mapping = 'mapping values are not allowed in this context';
const noToken = 'found character that cannot start any token';
const dash = "did not find expected '-' indicator";

/** Does the line at a place stand below a list's item, at the column of its dash? */
function isAmongItems(text: string, offset: number): boolean {
  const lines = text.split('\n');
  const at = text.slice(0, offset).split('\n').length - 1;
  const column = (row: string): number => row.length - row.trimStart().length;
  const here = column(lines[at] ?? '');
  const before = lines.slice(0, at).findLast((row) => row.trim() !== '' && column(row) <= here);
  return before !== undefined && column(before) === here && /^-(\s|$)/.test(before.trimStart());
}

/** Must what stands at a place be a key, since the mapping around it has its keys at this column? */
function isKeyRequired(text: string, offset: number): boolean {
  const columnOf = (row: string): number => /^[ ]*(?:- +)*/.exec(row)?.[0].length ?? 0;
  const lines = text.slice(0, offset).split('\n');
  const here = lines.pop()?.length ?? 0;
  for (const row of lines.reverse()) {
    if (row.trim() === '' || columnOf(row) > here) continue;
    return columnOf(row) === here && /:(\s|$)/.test(row);
  }
  return false;
}

/** Does the list around a place stand at the same column as its key? */
function isIndentless(text: string, offset: number): boolean {
  const lines = text.slice(0, offset).split('\n');
  const column = (row: string): number => row.length - row.trimStart().length;
  const last = lines.length - 1;
  const here = column(text.split('\n')[last] ?? '');
  const items = lines.slice(0, last).filter((row) => row.trimStart().startsWith('-') && column(row) < here);
  const item = items.at(-1);
  if (item === undefined) return false;
  const before = lines.slice(0, lines.lastIndexOf(item)).reverse();
  const key = before.find(
    (row) => row.trim() !== '' && !row.trimStart().startsWith('-') && column(row) <= column(item),
  );
  return key !== undefined && column(key) === column(item);
}
