import { LineReader } from '../../../shell/streams.ts';
import { ConnectError, type Connection, type Program, type ProgramContext } from '../../../shell/types.ts';
import { BrokenPipe, work, type Task } from '../../../sim/index.ts';
import { times, tryListen, waitForSignal } from './server.ts';

export const REDIS_VERSION = '8.2.3';

/** One command of the wire protocol: an array of bulk strings, or a line of words. */
function* readCommand(lines: LineReader): Task<string[] | undefined> {
  const head = (yield* lines.next())?.trimEnd();
  if (head === undefined) return undefined;
  if (!head.startsWith('*')) return head.split(/\s+/).filter((word) => word !== '');
  const words: string[] = [];
  for (let i = 0; i < Number(head.slice(1)); i++) {
    yield* lines.next();
    words.push(((yield* lines.next()) ?? '').replace(/\r?\n$/, ''));
  }
  return words;
}

const encoder = new TextEncoder();
const bulk = (text: string | undefined): string =>
  text === undefined ? '$-1\r\n' : `$${encoder.encode(text).length}\r\n${text}\r\n`;
const arity = (name: string): string =>
  `-ERR wrong number of arguments for '${name.toLowerCase()}' command\r\n`;

/** What the server answers; strings and counters only. */
function execute(data: Map<string, string>, words: readonly string[]): string {
  const [name = '', key, value] = words;
  switch (name.toUpperCase()) {
    case 'PING':
      return key === undefined ? '+PONG\r\n' : bulk(key);
    case 'ECHO':
      return key === undefined ? arity(name) : bulk(key);
    case 'SET':
      if (key === undefined || value === undefined) return arity(name);
      data.set(key, value);
      return '+OK\r\n';
    case 'GET':
      return key === undefined ? arity(name) : bulk(data.get(key));
    case 'DEL':
      return `:${words.slice(1).filter((each) => data.delete(each)).length}\r\n`;
    case 'EXISTS':
      return `:${words.slice(1).filter((each) => data.has(each)).length}\r\n`;
    case 'INCR': {
      if (key === undefined) return arity(name);
      const before = data.get(key) ?? '0';
      if (!/^-?\d+$/.test(before)) return '-ERR value is not an integer or out of range\r\n';
      data.set(key, String(Number(before) + 1));
      return `:${data.get(key) ?? ''}\r\n`;
    }
    case 'KEYS':
      return `*${data.size}\r\n${[...data.keys()].map(bulk).join('')}`;
    case 'DBSIZE':
      return `:${data.size}\r\n`;
    case 'INFO':
      return bulk(`# Server\r\nredis_version:${REDIS_VERSION}\r\nredis_mode:standalone\r\n`);
    case 'CONFIG':
    case 'COMMAND':
      return '*0\r\n';
    default: {
      const args = words.slice(1).map((word) => `'${word}' `);
      return `-ERR unknown command '${name}', with args beginning with: ${args.join('')}\r\n`;
    }
  }
}

function* serve(connection: Connection, data: Map<string, string>): Task<number> {
  try {
    const lines = new LineReader(connection.input);
    for (let words = yield* readCommand(lines); words; words = yield* readCommand(lines)) {
      yield* work(0.02);
      if (words[0]?.toUpperCase() === 'QUIT') {
        yield* connection.output.write('+OK\r\n');
        break;
      }
      yield* connection.output.write(execute(data, words));
    }
  } catch (error) {
    if (!(error instanceof BrokenPipe)) throw error;
  } finally {
    connection.close();
  }
  return 0;
}

export const redisServer: Program = function* (context) {
  const { sim, process } = context;
  const port = Number(context.argv[context.argv.indexOf('--port') + 1] || '6379') || 6379;
  const log = (mark: string, text: string, role = 'M'): Task =>
    context.stdout.write(`${process.pid}:${role} ${times(sim.time).redis} ${mark} ${text}\n`);
  yield* log('*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo', 'C');
  yield* log(
    '*',
    `Redis version=${REDIS_VERSION}, bits=64, commit=00000000, modified=1, pid=${process.pid}, just started`,
    'C',
  );
  if (context.argv.length === 1) {
    yield* log(
      '#',
      'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
      'C',
    );
  }
  yield* log('*', 'monotonic clock: POSIX clock_gettime');
  const listener = tryListen(context, port);
  if (!listener) {
    yield* log(
      '#',
      `Warning: Could not create server TCP listening socket *:${port}: bind: Address already in use`,
    );
    yield* log('#', 'Failed listening on port ' + port + ' (tcp), aborting.');
    return 1;
  }
  try {
    yield* log('*', `Running mode=standalone, port=${port}.`);
    yield* log('*', 'Server initialized');
    yield* log('*', 'Ready to accept connections tcp');
    const data = new Map<string, string>();
    sim.spawn(
      (function* (): Task {
        for (let connection = yield* listener.accept(); connection; connection = yield* listener.accept()) {
          sim.spawn(serve(connection, data), { parent: process, name: process.name });
        }
      })(),
      { parent: process, name: process.name },
    );
    const signal = yield* waitForSignal(context, ['SIGTERM', 'SIGINT']);
    yield* context.stdout.write(
      `${process.pid}:signal-handler (${Math.floor(sim.time / 1000)}) Received ${signal} scheduling shutdown...\n`,
    );
    yield* log('*', 'User requested shutdown...');
    yield* log('*', 'Saving the final RDB snapshot before exiting.');
    yield* log('*', 'DB saved on disk');
    yield* log('#', 'Redis is now ready to exit, bye bye...');
    return 0;
  } finally {
    listener.close();
  }
};

/** redis-cli with a command on its command line. */
export const redisCli: Program = function* (context: ProgramContext) {
  const args = context.argv.slice(1);
  let host = '127.0.0.1';
  let port = 6379;
  while (args[0]?.startsWith('-')) {
    const option = args.shift();
    if (option === '-h') host = args.shift() ?? host;
    else if (option === '-p') port = Number(args.shift());
  }
  const { network } = context.machine;
  if (!network) return 1;
  const addresses = /^[\d.]+$/.test(host) ? [host] : yield* network.resolve(host);
  const refused = (why: string): Task =>
    context.stderr.write(`Could not connect to Redis at ${host}:${port}: ${why}\n`);
  const address = addresses[0];
  if (address === undefined) {
    yield* refused('Name or service not known');
    return 1;
  }
  let connection: Connection;
  try {
    connection = yield* network.connect(address, port);
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    yield* refused(error.code === 'ECONNREFUSED' ? 'Connection refused' : 'Connection timed out');
    return 1;
  }
  try {
    const tell = function* (words: readonly string[]): Task {
      yield* connection.output.write(`*${words.length}\r\n${words.map(bulk).join('')}`);
      yield* printReply(context, new LineReader(connection.input));
    };
    if (args.length > 0) yield* tell(args);
    else {
      const lines = new LineReader(context.stdin);
      const reader = new LineReader(connection.input);
      for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
        const words = line
          .trim()
          .split(/\s+/)
          .filter((word) => word !== '');
        if (words.length === 0) continue;
        if (words[0] === 'exit' || words[0] === 'quit') break;
        yield* connection.output.write(`*${words.length}\r\n${words.map(bulk).join('')}`);
        yield* printReply(context, reader);
      }
    }
    return 0;
  } finally {
    connection.close();
  }
};

function* printReply(context: ProgramContext, lines: LineReader): Task {
  const head = ((yield* lines.next()) ?? '').trimEnd();
  const rest = head.slice(1);
  const fancy = context.stdout.tty !== undefined;
  const show = (text: string): string => (fancy ? JSON.stringify(text) : text);
  switch (head[0]) {
    case '+':
      return yield* context.stdout.write(`${rest}\n`);
    case '-':
      return yield* context.stdout.write(`${fancy ? '(error) ' : ''}${rest}\n`);
    case ':':
      return yield* context.stdout.write(`${fancy ? '(integer) ' : ''}${rest}\n`);
    case '$': {
      if (rest === '-1') return yield* context.stdout.write(fancy ? '(nil)\n' : '\n');
      let text = '';
      while (encoder.encode(text).length < Number(rest) + 2) text += (yield* lines.next()) ?? '\r\n';
      return yield* context.stdout.write(`${show(text.slice(0, -2))}\n`);
    }
    case '*': {
      if (Number(rest) === 0) return yield* context.stdout.write(fancy ? '(empty array)\n' : '\n');
      for (let i = 1; i <= Number(rest); i++) {
        if (fancy) yield* context.stdout.write(`${i}) `);
        yield* printReply(context, lines);
      }
    }
  }
}
