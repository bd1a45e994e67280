import { describe, expect, test } from 'vitest';
import { Typist } from '../../../src/session/typist.ts';

const PROMPT = '\x1b[?2004h$ ';
const TAKEN = '\r\n\x1b[?2004l';

function typist() {
  const typed: string[] = [];
  return { typed, typist: new Typist((data) => typed.push(data)) };
}

describe('a typist', () => {
  test('types a line each time the shell is back at its prompt', () => {
    const { typed, typist: hands } = typist();
    hands.see(`hello\r\n${PROMPT}`);
    hands.run('sleep 5\necho two\n');
    expect(typed).toEqual(['\x15sleep 5\r']);
    expect(hands.next()).toBe(false);
    hands.see(TAKEN);
    expect(hands.next()).toBe(false);
    expect(hands.waiting).toBeUndefined();
    hands.see(`done\r\n${PROMPT}`);
    expect(hands.next()).toBe(true);
    expect(typed).toEqual(['\x15sleep 5\r', 'echo two\r']);
    hands.see(TAKEN + PROMPT);
    expect(hands.next()).toBe(false);
  });

  test('waits while another command runs, and says which command waits', () => {
    const { typed, typist: hands } = typist();
    hands.see(PROMPT + TAKEN);
    hands.run('kubectl get pods');
    expect(typed).toEqual([]);
    expect(hands.waiting).toBe('kubectl get pods');
    hands.keys('\x03');
    hands.see(`^C\r\n${PROMPT}`);
    expect(hands.next()).toBe(true);
    expect(typed).toEqual(['\x15kubectl get pods\r']);
    expect(hands.waiting).toBeUndefined();
  });

  test('gives up the rest of a command at ^C, and all that waits when told to', () => {
    const { typed, typist: hands } = typist();
    hands.see(PROMPT);
    hands.run('sleep 100\necho never');
    hands.run('echo next');
    hands.see(TAKEN);
    hands.keys('\x03');
    hands.see(PROMPT);
    hands.next();
    expect(typed).toEqual(['\x15sleep 100\r', '\x15echo next\r']);
    hands.run('echo dropped');
    hands.drop();
    hands.see(TAKEN + PROMPT);
    expect(hands.next()).toBe(false);
    expect(hands.waiting).toBeUndefined();
  });
});
