import { describe, expect, test } from 'vitest';
import {
  fieldSelectorMatches,
  formatLabelSelector,
  labelSelectorMatches,
  parseFieldSelector,
  parseSelector,
  selectorMatches,
} from '../../../src/api/selector.ts';

const labels = { app: 'web', tier: 'front', size: '10' };

describe('label selectors', () => {
  test.each([
    ['', true],
    ['app=web', true],
    ['app==web', true],
    ['app!=web', false],
    ['missing!=x', true],
    ['app', true],
    ['!app', false],
    ['!missing', true],
    ['tier in (front, back)', true],
    ['tier notin (front)', false],
    ['app=web,tier=back', false],
    ['size>9', true],
    ['size<9', false],
    ['app=', false],
  ])('%s: %s', (text, matches) => expect(selectorMatches(parseSelector(text), labels)).toBe(matches));

  test.each([
    ['=web', "found '=', expected: !, identifier, or 'end of string'"],
    ['app in web', "unable to parse requirement: found 'web' expected: '('"],
    ['app web', "unable to parse requirement: found 'web', expected: in, notin, =, ==, !=, gt, lt"],
    ['app=web,', "found '', expected: identifier after ','"],
    ['app=-x', 'unable to parse requirement: values[0][app]: Invalid value: "-x": a valid label must be'],
  ])('%s is refused', (text, message) => expect(() => parseSelector(text)).toThrow(message));

  test('the object form', () => {
    expect(labelSelectorMatches(undefined, labels)).toBe(false);
    expect(labelSelectorMatches({}, labels)).toBe(true);
    const selector = {
      matchLabels: { app: 'web' },
      matchExpressions: [{ key: 'tier', operator: 'In', values: ['back', 'front'] }],
    };
    expect(labelSelectorMatches(selector, labels)).toBe(true);
    expect(formatLabelSelector(selector)).toBe('app=web,tier in (back,front)');
    expect(formatLabelSelector({})).toBe('<none>');
  });
});

test('field selectors', () => {
  const fields = { 'status.phase': 'Running', 'metadata.name': 'x' };
  expect(fieldSelectorMatches(parseFieldSelector('status.phase=Running,metadata.name!=y'), fields)).toBe(
    true,
  );
  expect(fieldSelectorMatches(parseFieldSelector('spec.nodeName='), fields)).toBe(true);
  expect(fieldSelectorMatches(parseFieldSelector('status.phase==Failed'), fields)).toBe(false);
  expect(() => parseFieldSelector('foo')).toThrow("invalid selector: 'foo'; can't understand 'foo'");
});
