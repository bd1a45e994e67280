import { describe, expect, test } from 'vitest';
import { events } from '../../../src/api/resources.ts';
import { EventRecorder, SeriesEventRecorder } from '../../../src/cluster/events.ts';
import { Rest } from './apiserver/rest.ts';

const POD = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'web', uid: 'u1' };
const stored = (rest: Rest) =>
  rest.client.list(events, { namespace: 'default' }).items.map(({ message, count }) => [message, count]);

describe('a recorder of core events', () => {
  const recorder = (rest: Rest) => new EventRecorder(rest.sim, rest.client, 'kubelet', 'minikube');

  test('counts a like event, and makes it again with its count once it is gone', () => {
    const rest = new Rest();
    const one = recorder(rest);
    for (let i = 0; i < 3; i++) one.event(POD, 'Warning', 'BackOff', 'again');
    expect(stored(rest)).toEqual([['again', 3]]);
    rest.sim.advance(3_600_000);
    one.event(POD, 'Warning', 'BackOff', 'again');
    expect(stored(rest)).toEqual([['again', 4]]);
  });

  test('combines what differs in its words alone from the tenth on', () => {
    const rest = new Rest();
    const one = recorder(rest);
    for (let i = 0; i < 12; i++) one.event(POD, 'Warning', 'Failed', `try ${i}`);
    const all = stored(rest);
    expect(all).toHaveLength(10);
    expect(all.slice(0, 9)).toEqual([...Array(9).keys()].map((i) => [`try ${i}`, 1]));
    expect(all[9]).toEqual(['(combined from similar events): try 11', 3]);
  });
});

test('a series goes on in its event, also when that was deleted', () => {
  const rest = new Rest();
  const one = new SeriesEventRecorder(
    rest.sim,
    rest.client,
    'default-scheduler',
    'default-scheduler-minikube',
  );
  const say = () => one.event(POD, undefined, 'Warning', 'FailedScheduling', 'Scheduling', 'no node');
  const counts = () =>
    rest.client.list(events, { namespace: 'default' }).items.map(({ series }) => series?.count);
  say();
  say();
  expect(counts()).toEqual([2]);
  rest.ask('DELETE', '/api/v1/namespaces/default/events');
  expect(counts()).toEqual([]);
  say();
  expect(counts()).toEqual([3]);
});
