import { describe, expect, it } from 'vitest';
import { ConnectError } from '../../../../src/shell/types.ts';
import { Simulation, sleep, type Task } from '../../../../src/sim/index.ts';
import { httpRequest, serveHttp } from '../../../../src/cluster/runtime/http.ts';
import { ContainerLog, LogWriter } from '../../../../src/cluster/runtime/logs.ts';
import { NetworkFabric } from '../../../../src/cluster/runtime/network.ts';
import { AddressPool } from '../../../../src/cluster/runtime/sandbox.ts';

function run<T>(sim: Simulation, task: Task<T>): T {
  let answer: { value: T } | undefined;
  let failure: unknown;
  sim.spawn(
    (function* (): Task {
      try {
        answer = { value: yield* task };
      } catch (error) {
        failure = error;
      }
    })(),
  );
  sim.advance(200_000);
  if (failure !== undefined) throw failure;
  if (!answer) throw new Error('did not end');
  return answer.value;
}

describe('the pod network', () => {
  it('carries HTTP between stacks and over loopback', () => {
    const sim = new Simulation();
    const fabric = new NetworkFabric(sim);
    const server = fabric.add(['10.244.1.2']);
    const client = fabric.add(['10.244.2.2']);
    const listener = server.listen('0.0.0.0', 80);
    const owner = sim.spawn(
      (function* (): Task {
        yield { arm: () => () => undefined };
      })(),
    );
    sim.spawn(
      serveHttp(owner, listener, function* ({ target, remoteAddress }) {
        return { status: 200, body: `${target} from ${remoteAddress}` };
      }),
    );
    const ask = (from: typeof client, address: string): string => {
      const { body } = run(sim, httpRequest(from, { address, port: 80, target: '/x', headers: [] }));
      return new TextDecoder().decode(body);
    };
    expect(ask(client, '10.244.1.2')).toBe('/x from 10.244.2.2');
    expect(ask(server, '127.0.0.1')).toBe('/x from 127.0.0.1');
  });

  it('reads requests that come in pieces, and refuses what is none without waiting for more', () => {
    const sim = new Simulation();
    const stack = new NetworkFabric(sim).add(['10.244.1.2']);
    const listener = stack.listen('0.0.0.0', 80);
    const owner = sim.spawn(
      (function* (): Task {
        yield { arm: () => () => undefined };
      })(),
    );
    sim.spawn(
      serveHttp(owner, listener, function* ({ method, target, headers, body }) {
        const text = new TextDecoder().decode(body);
        return { status: 200, body: `${method} ${target} ${headers.get('x-name') ?? '-'} ${text}` };
      }),
    );
    const send = (pieces: readonly string[]): string =>
      run(
        sim,
        (function* (): Task<string> {
          const { output, input } = yield* stack.connect('127.0.0.1', 80);
          for (const piece of pieces) {
            yield* output.write(piece);
            yield* sleep(1);
          }
          let text = '';
          for (let part = yield* input.read(); part; part = yield* input.read())
            text += new TextDecoder().decode(part);
          return text;
        })(),
      );
    const whole = 'POST /a HTTP/1.1\r\nX-Name: 파드\r\nContent-Length: 5\r\n\r\nhello';
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\nConnection: close\r\n\r\nPOST /a 파드 hello';
    expect(send([whole])).toBe(answer);
    expect(send([...whole])).toBe(answer);
    expect(send(['GET /b HTTP/1.0\n\n'])).toContain('GET /b - ');
    expect(send(['what?\n'])).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(send(['\r\n'])).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
  });

  it('fails as Linux does', () => {
    const sim = new Simulation();
    const fabric = new NetworkFabric(sim);
    const stack = fabric.add(['10.244.1.2']);
    const code = (address: string): string => {
      try {
        run(sim, stack.connect(address, 80));
      } catch (error) {
        if (error instanceof ConnectError) return error.code;
        throw error;
      }
      return 'connected';
    };
    expect(code('127.0.0.1')).toBe('ECONNREFUSED');
    expect(code('10.244.9.9')).toBe('EHOSTUNREACH');
    expect(code('8.8.8.8')).toBe('ETIMEDOUT');
    const listener = stack.listen('0.0.0.0', 80);
    expect(() => stack.listen('127.0.0.1', 80)).toThrow('EADDRINUSE');
    listener.close();
    stack.listen('127.0.0.1', 80).close();
  });
});

describe("a node's pod addresses", () => {
  it('go up and are not given again at once', () => {
    const pool = new AddressPool('10.244.1.0/24');
    expect([pool.take(), pool.take()]).toEqual(['10.244.1.2', '10.244.1.3']);
    pool.give('10.244.1.2');
    expect(pool.take()).toBe('10.244.1.4');
  });
});

describe("a container's log", () => {
  it('has a line when it is written, and an unfinished one as a part at the end', () => {
    const sim = new Simulation({ epoch: 1000 });
    const log = new ContainerLog(sim);
    const out = new LogWriter(log, 'stdout');
    const encoder = new TextEncoder();
    out.put(encoder.encode('one\ntw'));
    sim.advance(5);
    out.put(encoder.encode('o\nthree'));
    const text = (): string[] =>
      log
        .entriesFrom(0)
        .entries.map(({ time, tag, data }) => `${time} ${tag} ${new TextDecoder().decode(data)}`);
    expect(text()).toEqual(['1000 F one', '1005 F two']);
    out.finish();
    expect(text()).toEqual(['1000 F one', '1005 F two', '1005 P three']);
  });

  it('cuts lines over 16 KiB', () => {
    const log = new ContainerLog(new Simulation());
    const out = new LogWriter(log, 'stderr');
    out.put(new TextEncoder().encode(`${'x'.repeat(20_000)}\n`));
    expect(log.entriesFrom(0).entries.map(({ tag, data }) => [tag, data.length])).toEqual([
      ['P', 16_384],
      ['F', 3616],
    ]);
  });
});
