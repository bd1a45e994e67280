import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../../src/session/messages.ts';

describe('requests to a session', () => {
  test.each([
    [{ type: 'open', id: 'lesson/a', language: 'ko', columns: 80, rows: 24 }],
    [{ type: 'type', data: 'kubectl get pods\r' }],
    [{ type: 'clock', speed: 10 }],
    [{ type: 'skip' }],
  ])('%j is taken', (request) => {
    expect(parseRequest(request)).toEqual(request);
  });

  test.each([
    ['no object', 'skip'],
    ['an unknown type', { type: 'shutdown' }],
    ['a size of nothing', { type: 'resize', columns: 0, rows: 24 }],
    ['half a column', { type: 'resize', columns: 80.5, rows: 24 }],
    ['a speed that goes back', { type: 'clock', speed: -1 }],
    ['a language that the site has not', { type: 'open', id: 'a', language: 'fr', columns: 80, rows: 24 }],
    ['a file of more than a million characters', { type: 'save', path: '/a', text: 'x'.repeat(1_000_001) }],
  ])('%s is refused', (_, request) => {
    expect(() => parseRequest(request)).toThrow(/bad request/);
  });
});
