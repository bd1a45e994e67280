import { expect, test } from 'vitest';
import { Rest } from './rest.ts';

const EVENTS = '/api/v1/namespaces/default/events';
const MINUTE = 60_000;

const event = (name: string) => ({
  metadata: { name, namespace: 'default' },
  involvedObject: { kind: 'Pod', namespace: 'default', name: 'web' },
  reason: 'Pulled',
  message: 'pulled',
  type: 'Normal',
});

test('an event is forgotten an hour after it was last written, and watches hear of it', () => {
  const rest = new Rest();
  const names = () => rest.ask('GET', EVENTS).body.items?.map(({ metadata }) => metadata.name);
  rest.ask('POST', EVENTS, event('once'));
  rest.ask('POST', EVENTS, event('again'));
  const watch = rest.raw('GET', `${EVENTS}?watch=true&fieldSelector=metadata.name=once`);
  if (watch.kind !== 'watch') throw new Error('no watch');

  rest.sim.advance(40 * MINUTE);
  rest.ask('PATCH', `${EVENTS}/again`, { count: 2 }, 'application/merge-patch+json');
  rest.sim.advance(20 * MINUTE - 1);
  expect(names()).toEqual(['again', 'once']);
  rest.sim.advance(1);
  expect(names()).toEqual(['again']);
  rest.sim.advance(40 * MINUTE - 1);
  expect(names()).toEqual(['again']);
  rest.sim.advance(1);
  expect(names()).toEqual([]);

  const seen = [];
  for (let change = watch.watch.events.tryTake(); change; change = watch.watch.events.tryTake())
    seen.push(change.type);
  expect(seen).toEqual(['ADDED', 'DELETED']);
});

test('one that was deleted and made anew has its own hour', () => {
  const rest = new Rest();
  rest.ask('POST', EVENTS, event('a'));
  rest.sim.advance(30 * MINUTE);
  rest.ask('DELETE', `${EVENTS}/a`);
  rest.ask('POST', EVENTS, event('a'));
  rest.sim.advance(59 * MINUTE);
  expect(rest.ask('GET', `${EVENTS}/a`).status).toBe(200);
  rest.sim.advance(MINUTE);
  expect(rest.ask('GET', `${EVENTS}/a`).status).toBe(404);
});
