import { expect, test } from 'vitest';
import type { Finding } from '../../../src/lab/checks/grader.ts';
import { findingText } from '../../../src/lab/checks/words.ts';

const long = Array.from({ length: 40 }, (_, i) => i);
const broken: Finding = { kind: 'missing', object: 'Pod default/web' };

test.each<[Finding, string, string]>([
  [broken, 'There is no Pod default/web.', 'Pod default/web 객체가 없습니다.'],
  [
    { kind: 'mismatch', path: 'spec.nodeName', found: undefined, wanted: 'minikube' },
    'spec.nodeName: found nothing, wanted minikube.',
    'spec.nodeName: 지금 값 없음, 필요한 값 minikube.',
  ],
  [
    {
      kind: 'expression',
      expression: 'self.a == 2 && self.b == self.c',
      found: [
        { path: 'a', found: 1 },
        { path: 'b', found: long },
        { path: 'c', found: undefined },
      ],
    },
    'Found a = 1, c = nothing.',
    '지금 값: a = 1, c = 없음.',
  ],
  [{ kind: 'expression', expression: 'self.b == 1', found: [{ path: 'b', found: long }] }, '', ''],
  [
    { kind: 'broke', after: 2_900, wanted: 10_000, finding: broken },
    'It was true for 2 seconds and then no longer. It must stay true for 10 seconds. There is no Pod default/web.',
    '2초 만에 조건이 깨졌습니다. 10초 동안 이어져야 합니다. Pod default/web 객체가 없습니다.',
  ],
])('%j', (finding, en, ko) => {
  expect(findingText(finding, 'en')).toBe(en);
  expect(findingText(finding, 'ko')).toBe(ko);
});
