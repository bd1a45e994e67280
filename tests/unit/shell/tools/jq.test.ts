import { expect, it } from 'vitest';
import { toolRunner } from './run.ts';

const { run, script } = toolRunner();

/** What jq says of text that is no JSON. */
const BROKEN: readonly (readonly [text: string, words: string])[] = [
  ['1,2', "Expected value before ',' at line 1, column 2"],
  ['{"a"}', 'Objects must consist of key:value pairs at line 1, column 5'],
  ['{"a":1 "b":2}', 'Expected separator between values at line 1, column 10'],
  ['[1 2]', 'Expected separator between values at line 1, column 5'],
  ['{a:1}', 'Invalid numeric literal at line 1, column 3'],
  ['[1,]', 'Expected another array element at line 1, column 4'],
  ['{"a":}', "Unmatched '}' at line 1, column 6"],
  ['nope', 'Invalid literal at EOF at line 1, column 4'],
  ['"abc', 'Unfinished string at EOF at line 1, column 4'],
  ['[1', 'Unfinished JSON term at EOF at line 1, column 2'],
  [']', "Unmatched ']' at line 1, column 1"],
  ['}', "Unmatched '}' at line 1, column 1"],
  [':', "Expected string key before ':' at line 1, column 1"],
  ['{1:2}', 'Object keys must be strings at line 1, column 3'],
  ['{"a":1,}', 'Expected another key-value pair at line 1, column 8'],
  [
    '"a\tb"',
    'Invalid string: control characters from U+0000 through U+001F must be escaped at line 1, column 5',
  ],
  ['"\\x"', 'Invalid escape at line 1, column 4'],
  ['[,1]', "Expected value before ',' at line 1, column 2"],
  ['tru', 'Invalid literal at EOF at line 1, column 3'],
  ['1 2 x', 'Invalid numeric literal at EOF at line 1, column 5'],
  ['[1}', 'Objects must consist of key:value pairs at line 1, column 3'],
  ["{'a':1}", 'Invalid numeric literal at line 1, column 5'],
  ['[1,\n2,\nx]', 'Invalid numeric literal at line 3, column 2'],
  ['truex', 'Invalid literal at EOF at line 1, column 5'],
  ['[nul]', 'Invalid literal at line 1, column 5'],
  ['[1]x', 'Invalid numeric literal at EOF at line 1, column 4'],
  ['-', 'Invalid numeric literal at EOF at line 1, column 1'],
  ['"\\ud83d"', 'Invalid \\uXXXX\\uXXXX surrogate pair escape at line 1, column 8'],
  ['{"a":', 'Unfinished JSON term at EOF at line 1, column 5'],
  ['{', 'Unfinished JSON term at EOF at line 1, column 1'],
  ['{"a":1}]', "Unmatched ']' at line 1, column 8"],
];

it.each(BROKEN)('finds what is wrong with %j', (text, words) => {
  const { stderr, status } = run(['jq', '-c', '.'], text);
  expect(stderr).toBe(`jq: parse error: ${words}\n`);
  expect(status).toBe(2);
});

/** What version 1.7 has besides 1.6: [program, its results]. */
const NEWER: readonly (readonly [program: string, results: string])[] = [
  ['if . then 1 end', 'null'],
  ['if false then 1 elif null then 2 end', 'null'],
  ['[1,2,3] | pick(.[1])', '[null,2]'],
  ['{"a":{"b":1,"c":2}} | pick(.a.b)', '{"a":{"b":1}}'],
  ['[-1, 2] | map(abs)', '[1,2]'],
  ['[1, [2]] | map(toarray)', '[[1],[2]]'],
  ['" x " | trim, ltrim, rtrim', '"x"\n"x "\n" x"'],
  ['"test" | @base32 | ., @base32d', '"ORSXG5A="\n"test"'],
  ['{"a":[1,{"b":2}]} | [leaf_paths]', '[["a",0],["a",1,"b"]]'],
  ['[limit(0; 1, 2)]', '[]'],
  ['{"if":1,"then":{"end":2}} | .if, .then.end', '1\n2'],
  ['[[1,2],[3]] | .[][0]', '1\n3'],
  ['[1,[2]] | .[1].[0]', '2'],
  ['"a,b" | ascii_upcase | ltrimstr("A,")', '"B"'],
  ['$__loc__', '{"file":"<top-level>","line":1}'],
  ['now | floor', '1770000000'],
  ['now | todate', '"2026-02-02T02:40:00Z"'],
  ['$ENV.HOME, env.HOME', '"/root"\n"/root"'],
  ['[1,2,3] | getpath([5])', 'null'],
  ['reduce range(1000) as $i (0; . + $i)', '499500'],
  ['[range(100000)] | length', '100000'],
  ['last(range(100000))', '99999'],
  ['0 | until(. >= 100000; . + 1)', '100000'],
];

it.each(NEWER)('%s', (program, results) => {
  expect(run(['jq', '-nc', program])).toEqual({ stdout: `${results}\n`, stderr: '', status: 0 });
});

it('shows each value as soon as it has come', () => {
  const { pieces } = script('(echo \'{"a":1}\'; sleep 2; echo \'{"a":\'; sleep 2; echo 2}) | jq .a');
  expect(pieces).toEqual([
    [0, '1\n'],
    [4, '2\n'],
  ]);
});

it('can be stopped wherever it is', () => {
  const { pieces, ended, now } = script(
    'timeout 1 jq -n "last(repeat(1))"; echo $?; jq -n "repeat(1)" | head -n 2',
  );
  expect(pieces.map(([, text]) => text).join('')).toBe('124\n1\n1\n');
  expect(ended).toBe(true);
  expect(now).toBeLessThan(10_000);
});

it('says that a recursion is too deep', () => {
  const { stderr, status } = run(['jq', '-n', 'def f: 1 + f; f']);
  expect(stderr).toBe('jq: error (at <unknown>): recursion too deep\n');
  expect(status).toBe(5);
});

it('says what is wrong with its arguments', () => {
  expect(run(['jq', '-n', '--arg', 'a'])).toEqual({
    stdout: '',
    stderr:
      'jq: --arg takes two parameters (e.g. --arg varname value)\nUse jq --help for help with command-line options,\n' +
      'or see the jq manpage, or online docs  at https://jqlang.github.io/jq\n',
    status: 2,
  });
  expect(run(['jq', '.', 'nope.json'])).toEqual({
    stdout: '',
    stderr: 'jq: error: Could not open nope.json: No such file or directory\n',
    status: 2,
  });
  expect(run(['jq', '-Z', '.']).status).toBe(2);
  expect(run(['jq', '.a |'])).toEqual({
    stdout: '',
    stderr:
      'jq: error: syntax error, unexpected end of file (Unix shell quoting issues?) at <top-level>, line 1:\n.a |   \njq: 1 compile error\n',
    status: 3,
  });
});
