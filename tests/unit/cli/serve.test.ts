import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { serve, startServing, type Serving } from '../../../src/cli/serve.ts';

const START = Date.parse('2026-01-01T00:00:00Z');

interface Reply {
  readonly status: number;
  readonly text: string;
}

const send = (
  { url }: Serving,
  method: string,
  path: string,
  body?: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = request({ hostname, port, method, path, headers }, (response) => {
      let text = '';
      response.on('data', (data: Buffer) => (text += data.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });

const now = async (serving: Serving): Promise<string> => {
  const { text } = await send(serving, 'GET', '/podlab/clock');
  return (JSON.parse(text) as { now: string }).now;
};

const alive = async (serving: Serving): Promise<void> =>
  expect(await send(serving, 'GET', '/readyz')).toEqual({ status: 200, text: 'ok' });

describe('a paused server', () => {
  let serving: Serving;
  beforeAll(async () => {
    serving = await startServing({ start: START, speed: 0 });
  });
  afterAll(() => serving.close());

  test('starts at the time that it was given, and stays there', async () => {
    expect(await now(serving)).toBe('2026-01-01T00:00:00Z');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await now(serving)).toBe('2026-01-01T00:00:00Z');
  });

  test('speaks YAML to those who ask for it', async () => {
    const yaml = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yaml\ndata:\n  x: "1"\n';
    const headers = { 'content-type': 'application/yaml', accept: 'application/yaml' };
    const { status, text } = await send(
      serving,
      'POST',
      '/api/v1/namespaces/default/configmaps',
      yaml,
      headers,
    );
    expect(status).toBe(201);
    expect(text).toMatch(/^apiVersion: v1\ndata:\n {2}x: "1"\nkind: ConfigMap\nmetadata:\n/);
  });

  test('moves on as far as it is told', async () => {
    const before = serving.sim.time;
    const { status, text } = await send(serving, 'POST', '/podlab/clock', '{"advance":"1m30s"}');
    expect([status, JSON.parse(text)]).toEqual([200, { now: '2026-01-01T00:01:30Z' }]);
    expect(serving.sim.time - before).toBe(90_000);
  });

  test('answers others while it goes a long way', async () => {
    const before = serving.sim.time;
    let arrived = false;
    const far = send(serving, 'POST', '/podlab/clock', '{"advance":"4h"}').then(() => (arrived = true));
    await new Promise((resolve) => setTimeout(resolve, 30));
    await alive(serving);
    expect(arrived).toBe(false);
    await far;
    expect(serving.sim.time - before).toBe(4 * 3_600_000);
  });

  test.each([
    ['what is no JSON', '{"advance":', 'JSON'],
    ['nothing', '', 'JSON'],
    ['null', 'null', 'want {"advance":"40s"}: a Go duration'],
    ['a number', '{"advance":40}', 'want {"advance":"40s"}: a Go duration'],
    ['another key', '{"forward":"40s"}', 'want {"advance":"40s"}: a Go duration'],
    ['no duration', '{"advance":"soon"}', 'time: invalid duration "soon"'],
    ['no unit', '{"advance":"40"}', 'time: missing unit in duration "40"'],
    ['the past', '{"advance":"-1s"}', 'time runs forward only'],
    ['the far future', '{"advance":"1000000h"}', 'at most 24h at a time'],
    ['no end', `{"advance":"${'9'.repeat(400)}h"}`, 'at most 24h at a time'],
  ])('refuses to move by %s', async (_what, body, error) => {
    const before = serving.sim.time;
    const { status, text } = await send(serving, 'POST', '/podlab/clock', body);
    expect(status).toBe(400);
    expect((JSON.parse(text) as { error: string }).error).toContain(error);
    expect(serving.sim.time).toBe(before);
  });

  test('knows GET and POST of its clock alone', async () => {
    expect((await send(serving, 'PUT', '/podlab/clock', '{}')).status).toBe(405);
    expect((await send(serving, 'DELETE', '/podlab/clock')).status).toBe(405);
  });

  test('refuses bodies over 3 MiB, as kube-apiserver does', async () => {
    const body = Buffer.alloc(3 * 1024 * 1024 + 1, ' ');
    const { status, text } = await send(serving, 'POST', '/api/v1/namespaces/default/pods', body);
    expect(status).toBe(413);
    expect(JSON.parse(text)).toMatchObject({
      kind: 'Status',
      reason: 'RequestEntityTooLarge',
      message: 'Request entity is too large: limit is 3145728',
    });
    await alive(serving);
  });

  test('refuses a body that is nested without end', async () => {
    const body = `{"metadata":${'['.repeat(1_000_000)}`;
    const { status, text } = await send(serving, 'POST', '/api/v1/namespaces/default/pods', body);
    expect(status).toBe(400);
    expect(text).toContain('exceeded max depth');
    await alive(serving);
  });

  test.each(['/api/v1/namespaces/%zz/pods', '/%', '//', '/api/v1/namespaces/default/pods/a%2'])(
    'answers a request for %s with a 4xx',
    async (path) => {
      const { status } = await send(serving, 'GET', path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      await alive(serving);
    },
  );

  test('refuses methods that the API does not have', async () => {
    for (const method of ['OPTIONS', 'TRACE', 'PROPFIND'])
      expect((await send(serving, method, '/api/v1/pods')).status).toBe(405);
  });

  test.each([
    ['a path that is none', '/api/v1/namespaces/%zz/pods/a/exec', 400],
    ['a pod that is not there', '/api/v1/namespaces/default/pods/a/exec?command=ls&stdout=true', 404],
    ['what is not streamed', '/api/v1/pods', 400],
    ['what is not there', '/nothing', 400],
  ])('lives on after an upgrade of %s', async (_what, path, status) => {
    const { hostname, port } = new URL(serving.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () =>
        socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`),
      );
      let text = '';
      socket.on('data', (data) => (text += data.toString()));
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    if (status === 404) expect(answer).toContain('pods \\"a\\" not found');
    await alive(serving);
  });
});

describe('a client of exec', () => {
  test('that sends nonsense harms nobody', async () => {
    const serving = await startServing({ start: START, speed: 0 });
    const created = await send(
      serving,
      'POST',
      '/api/v1/namespaces/default/pods',
      JSON.stringify({
        metadata: { name: 'a' },
        spec: { containers: [{ name: 'c', image: 'busybox', command: ['sleep', '1000'] }] },
      }),
      { 'content-type': 'application/json' },
    );
    expect(created.status).toBe(201);
    serving.sim.advance(20_000);
    const socket = new WebSocket(
      `${serving.url.replace('http', 'ws')}/api/v1/namespaces/default/pods/a/exec?command=cat&stdin=true&stdout=true&tty=true`,
      'v5.channel.k8s.io',
    );
    await new Promise((resolve) => socket.once('open', resolve));
    const said = new Promise<string>((resolve) => {
      let text = '';
      socket.on('message', (data: Buffer) => {
        if (data[0] === 1) text += data.subarray(1).toString();
        if (text.includes('hello')) resolve(text);
      });
    });
    for (const size of ['', '{', 'null', '[]', '{"Width":"wide","Height":-1}', '{"Width":1e99,"Height":2}'])
      socket.send(Buffer.concat([Buffer.of(4), Buffer.from(size)]));
    socket.send(Buffer.of());
    socket.send(Buffer.of(9, 9, 9));
    socket.send(Buffer.concat([Buffer.of(0), Buffer.from('hello\n')]));
    expect(await said).toContain('hello');
    socket.terminate();
    await alive(serving);
    await serving.close();
  });
});

describe('speed', () => {
  test('makes virtual seconds of wall seconds', async () => {
    const serving = await startServing({ start: START, speed: 600 });
    const from = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 150));
    const time = Date.parse(await now(serving));
    const wall = performance.now() - from;
    // The clock may lag behind on a busy machine, but it never runs ahead.
    expect(time - START).toBeGreaterThan(10_000);
    expect(time - START).toBeLessThan((wall + 500) * 600);
    await serving.close();
  });
});

describe('the command line', () => {
  afterEach(() => vi.restoreAllMocks());
  const complaint = async (...args: string[]): Promise<[number, string]> => {
    let said = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
    return [await serve(args), said.split('\n')[0] ?? ''];
  };

  test.each([
    [['--speed', 'fast'], '--speed wants a number'],
    [['--speed=-1'], '--speed wants a number'],
    [['--speed', 'Infinity'], '--speed wants a number'],
    [['--speed', '2', '--paused'], '--speed and --paused exclude each other'],
    [['--start', 'yesterday'], '--start wants an RFC 3339 time, e.g. 2026-01-01T00:00:00Z'],
    [['--port', '99999'], '--port wants a port number'],
  ])('refuses %s', async (args, message) => {
    expect(await complaint(...args)).toEqual([2, `podlab serve: ${message}`]);
  });

  test('tells when the port is taken', async () => {
    const serving = await startServing({ start: START, speed: 0 });
    const { port } = new URL(serving.url);
    const [status, said] = await complaint('--paused', '--port', port);
    expect(status).toBe(1);
    expect(said).toContain('EADDRINUSE');
    await serving.close();
  });
});
