import type { Task } from '../../sim/index.ts';
import { ConnectError, type Connection } from '../types.ts';
import { CONNECT_WORDS, connect, NetworkFailure, resolveHost, within } from './http.ts';
import { Failure, tool, type Tool } from './tool.ts';

/** Join standard input and output to a connection until the other side closes. */
function* relay(t: Tool, connection: Connection): Task {
  const sender = t.context.sim.spawn(
    (function* (): Task {
      for (let bytes = yield* t.context.stdin.read(); bytes; bytes = yield* t.context.stdin.read())
        yield* connection.output.write(bytes);
      connection.output.close();
    })(),
    { parent: t.context.process, name: t.context.process.name },
  );
  try {
    for (let bytes = yield* connection.input.read(); bytes; bytes = yield* connection.input.read())
      yield* t.context.stdout.write(bytes);
  } finally {
    if (!sender.ended) sender.signal('SIGKILL');
    connection.close();
  }
}

/** nc(1), OpenBSD's: connect or listen. */
export const nc = tool(
  {
    options: 'l k z v n u w: p: 4 6 q: N',
    usage: '[-klnvz] [-p source_port] [-w timeout] [destination] [port]',
  },
  function* (t) {
    if (t.options.has('u')) throw new Failure('UDP is not available here');
    const listening = t.options.has('l');
    const operands = [...t.operands];
    const last = operands.pop() ?? t.options.get('p');
    const port = Number(last);
    if (!Number.isInteger(port) || port < 1 || port > 65535)
      throw new Failure(last === undefined ? 'missing port number' : `port number invalid: ${last}`);
    if (listening) {
      const { network } = t.context.machine;
      if (!network) throw new Failure(CONNECT_WORDS.ENETUNREACH);
      let listener;
      try {
        listener = network.listen(operands[0] ?? '0.0.0.0', port);
      } catch (error) {
        if (error instanceof ConnectError) throw new Failure(CONNECT_WORDS[error.code]);
        throw error;
      }
      try {
        do {
          const connection = yield* listener.accept();
          if (!connection) return 0;
          if (t.options.has('v'))
            yield* t.context.stderr.write(`Connection received on ${connection.remoteAddress}\n`);
          yield* relay(t, connection);
        } while (t.options.has('k'));
      } finally {
        listener.close();
      }
      return 0;
    }
    const [host] = operands;
    if (host === undefined) throw new Failure('missing host');
    const verbose = function* (text: string): Task {
      if (t.options.has('v')) yield* t.context.stderr.write(text);
    };
    const limit = t.options.get('w') === undefined ? Infinity : Number(t.options.get('w')) * 1000;
    let address: string;
    try {
      address = yield* resolveHost(t.context, host);
    } catch (error) {
      if (!(error instanceof NetworkFailure)) throw error;
      throw new Failure(`getaddrinfo for host "${host}" port ${port}: Name or service not known`);
    }
    try {
      const connection = yield* within(t.context, limit, connect(t.context, address, port));
      const shown = host === address ? host : `${host} (${address})`;
      yield* verbose(`Connection to ${shown} ${port} port [tcp/*] succeeded!\n`);
      if (t.options.has('z')) connection.close();
      else yield* relay(t, connection);
      return 0;
    } catch (error) {
      if (!(error instanceof NetworkFailure)) throw error;
      const words =
        error.kind === 'timeout' ? 'Operation now in progress' : CONNECT_WORDS[error.code ?? 'ECONNREFUSED'];
      yield* verbose(
        `${t.name}: connect to ${host} port ${port} (tcp) ${error.kind === 'timeout' ? 'timed out' : 'failed'}: ${words}\n`,
      );
      return 1;
    }
  },
);
