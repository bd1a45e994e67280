import { describe, expect, it } from 'vitest';
import { printJsonPath } from '../../../../src/commands/kubectl/jsonpath/evaluate.ts';

const data = {
  kind: 'List',
  items: [
    { name: 'a', n: 1, tags: ['x', 'y'] },
    { name: 'b', n: 2, labels: { 'k.io/z': 'q' } },
  ],
};

describe('jsonpath templates print as client-go prints them', () => {
  it.each([
    ['{.kind}', 'List'],
    ['plain', 'plain'],
    ['{.items[*].name}', 'a b'],
    ['{.items[-1].name}', 'b'],
    ['{.items[0:1].name}', 'a'],
    ['{range .items[*]}{.name}={.n}{"\\n"}{end}', 'a=1\nb=2\n'],
    ['{.items[?(@.n>1)].name}', 'b'],
    ['{.items[?(@.labels)].name}', 'b'],
    ['{.items[1].labels.k\\.io/z}', 'q'],
    ["{.items[1].labels['k.io/z']}", 'q'],
    ['{..name}', 'a b'],
    ['{.items[0].tags}', '["x","y"]'],
    ['{.items[1].labels}', '{"k.io/z":"q"}'],
    ['{.nothing}', ''],
    ["{.items[*]['name','n']}", 'a b 1 2'],
  ])('%s', (template, printed) => {
    expect(printJsonPath(template, data)).toBe(printed);
  });

  it.each([
    ['{.items[9].name}', 'array index out of bounds: index 9, length 2'],
    ['{.items[*', 'unterminated array'],
    ['{.kind', 'unclosed action'],
    ['{.kind[0]}', 'string is not array or slice'],
    ['{end}', 'not in range, nothing to end'],
  ])('%s fails', (template, message) => {
    expect(() => printJsonPath(template, data)).toThrow(message);
  });
});
