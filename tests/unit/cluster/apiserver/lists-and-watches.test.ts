import { describe, expect, test } from 'vitest';
import type { WatchEvent } from '../../../../src/cluster/apiserver/request.ts';
import { Rest, type Body } from './rest.ts';

const CONFIGMAPS = '/api/v1/namespaces/default/configmaps';

const map = (name: string): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });

function filled(count: number): Rest {
  const rest = new Rest();
  for (let i = 0; i < count; i++) rest.ask('POST', CONFIGMAPS, map(`c${i}`));
  return rest;
}

const names = (body: Body): string[] => (body.items ?? []).map(({ metadata }) => metadata.name ?? '');

/** Everything a watch has brought so far. */
function events(rest: Rest, target: string): () => WatchEvent[] {
  const answer = rest.raw('GET', target);
  if (answer.kind !== 'watch') throw new Error(JSON.stringify(answer));
  const { events: channel } = answer.watch;
  return () => {
    const seen: WatchEvent[] = [];
    for (let event = channel.tryTake(); event; event = channel.tryTake()) seen.push(event);
    return seen;
  };
}

describe('a list', () => {
  test('at an exact version shows what there was', () => {
    const rest = filled(2);
    const { resourceVersion = '' } = rest.ask('GET', CONFIGMAPS).body.metadata;
    rest.ask('POST', CONFIGMAPS, map('later'));
    const at = (more: string): Body =>
      rest.ask('GET', `${CONFIGMAPS}?resourceVersion=${resourceVersion}${more}`).body;
    expect(names(at('&resourceVersionMatch=Exact'))).toEqual(['c0', 'c1']);
    expect(at('&resourceVersionMatch=Exact').metadata.resourceVersion).toBe(resourceVersion);
    expect(names(at('&resourceVersionMatch=NotOlderThan'))).toEqual(['c0', 'c1', 'later']);
    expect(names(at(''))).toEqual(['c0', 'c1', 'later']);
    expect(names(rest.ask('GET', `${CONFIGMAPS}?resourceVersion=0`).body)).toEqual(['c0', 'c1', 'later']);
  });

  test('of a version that is to come is too early', () => {
    const rest = filled(1);
    const current = rest.server.store.revision;
    expect(rest.ask('GET', `${CONFIGMAPS}?resourceVersion=99999`)).toMatchObject({
      status: 504,
      body: {
        reason: 'Timeout',
        message: `Too large resource version: 99999, current: ${current}`,
        details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }] },
      },
    });
  });

  test.each([
    [
      'resourceVersionMatch=Exact',
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
    [
      'resourceVersionMatch=Exact&resourceVersion=0',
      'resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
    ],
    [
      'resourceVersionMatch=Soon&resourceVersion=1',
      'resourceVersionMatch: Unsupported value: "Soon": supported values: "Exact", "NotOlderThan", ""',
    ],
    ['sendInitialEvents=true', 'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list'],
  ])('refuses %s', (query, problem) => {
    const { status, body } = new Rest().ask('GET', `${CONFIGMAPS}?${query}`);
    expect(status).toBe(422);
    expect(body.message).toBe(`ListOptions.meta.k8s.io "" is invalid: ${problem}`);
  });

  test('whose token is too old gives one with which it goes on, inconsistently', () => {
    const rest = filled(4);
    const first = rest.ask('GET', `${CONFIGMAPS}?limit=2`).body;
    expect([names(first), first.metadata.remainingItemCount]).toEqual([['c0', 'c1'], 2]);
    const body = { data: { x: '' } };
    for (let i = 0; i < 2100; i++)
      rest.ask(
        'PATCH',
        `${CONFIGMAPS}/c0`,
        { ...body, data: { x: String(i) } },
        'application/merge-patch+json',
      );
    rest.ask('POST', CONFIGMAPS, map('c2b'));
    const token = String(first.metadata.continue);
    const gone = rest.ask('GET', `${CONFIGMAPS}?limit=2&continue=${token}`);
    expect(gone.status).toBe(410);
    expect(gone.body.reason).toBe('Expired');
    expect(gone.body.message).toMatch(
      /^The provided continue parameter is too old to display a consistent list result\./,
    );
    const next = rest.ask('GET', `${CONFIGMAPS}?limit=2&continue=${String(gone.body.metadata.continue)}`);
    expect(names(next.body)).toEqual(['c2', 'c2b']);
  });
});

describe('a watch', () => {
  test('that wants bookmarks gets one each minute, at the version of then', () => {
    const rest = filled(1);
    const { resourceVersion = '' } = rest.ask('GET', CONFIGMAPS).body.metadata;
    const seen = events(
      rest,
      `${CONFIGMAPS}?watch=true&allowWatchBookmarks=true&resourceVersion=${resourceVersion}`,
    );
    rest.sim.advance(59_000);
    expect(seen()).toEqual([]);
    rest.ask('POST', '/api/v1/namespaces/default/secrets', { ...map('s'), kind: 'Secret' });
    rest.sim.advance(2_000);
    const [bookmark, ...others] = seen();
    expect(others).toEqual([]);
    expect(bookmark).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'ConfigMap', metadata: { resourceVersion: String(rest.server.store.revision) } },
    });
    expect(bookmark?.object.metadata).not.toHaveProperty('annotations');
  });

  test('gets one shortly before it ends, and then its end', () => {
    const rest = filled(1);
    const { resourceVersion = '' } = rest.ask('GET', CONFIGMAPS).body.metadata;
    const query = `watch=true&allowWatchBookmarks=true&timeoutSeconds=30&resourceVersion=${resourceVersion}`;
    const seen = events(rest, `${CONFIGMAPS}?${query}`);
    rest.sim.advance(27_999);
    expect(seen()).toEqual([]);
    rest.sim.advance(1);
    expect(seen().map(({ type }) => type)).toEqual(['BOOKMARK']);
  });

  test('that asks for what there is first is told where that ends', () => {
    const rest = filled(2);
    const query =
      'watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan';
    const seen = events(rest, `${CONFIGMAPS}?${query}`)();
    expect(seen.map(({ type }) => type)).toEqual(['ADDED', 'ADDED', 'BOOKMARK']);
    expect(seen[2]?.object.metadata).toMatchObject({ annotations: { 'k8s.io/initial-events-end': 'true' } });
  });

  test.each([
    [
      'sendInitialEvents=true',
      'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    ],
    [
      'sendInitialEvents=true&resourceVersionMatch=Exact',
      'resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"',
    ],
    [
      'resourceVersionMatch=Exact',
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    ],
  ])('refuses %s', (query, problem) => {
    const { status, body } = new Rest().ask('GET', `${CONFIGMAPS}?watch=true&${query}`);
    expect([status, body.message]).toEqual([422, `ListOptions.meta.k8s.io "" is invalid: ${problem}`]);
  });
});
