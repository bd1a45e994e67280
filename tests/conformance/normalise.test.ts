import { expect, test } from 'vitest';
import { normaliseAges } from './normalise.ts';

test('ages of different width make the same text', () => {
  const short = 'NAME   AGE   IP\na      5s    1.2.3.4\n';
  const long = 'NAME   AGE     IP\na      10m5s   1.2.3.4\n';
  expect(normaliseAges(short)).toBe(normaliseAges(long));
});

test('anything but an age still differs', () => {
  expect(normaliseAges('NAME   AGE\na      5s\n')).not.toBe(normaliseAges('NAME   AGE\nb      5s\n'));
  expect(normaliseAges('NAME   AGE\na      5s\n')).not.toBe(normaliseAges('NAME    AGE\na       5s\n'));
});
