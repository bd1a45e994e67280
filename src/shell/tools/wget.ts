import { openOutput } from '../streams.ts';
import { CONNECT_WORDS, connect, exchange, NetworkFailure, parseUrl, resolveHost, within } from './http.ts';
import { parseInterval } from './numbers.ts';
import { Failure, tool } from './tool.ts';

const MAX_REDIRECTS = 20;

/** wget(1): fetch over HTTP, with busybox's messages (it is containers that use it). */
export const wget = tool(
  {
    options:
      'q/quiet O:/output-document T:/timeout S/server-response Y: P: c U:/user-agent t:/tries /spider /header: /post-data: /no-check-certificate',
    usage: '[OPTION]... [URL]...',
  },
  function* (t) {
    const [operand] = t.operands;
    if (operand === undefined) throw new Failure(`missing URL\nUsage: ${t.name} [OPTION]... [URL]...`);
    const seconds = t.options.get('T');
    const limit = seconds === undefined ? 900_000 : (parseInterval(seconds) ?? 900_000);
    const say = (text: string): ReturnType<typeof t.context.stderr.write> =>
      t.context.stderr.write(t.options.has('q') ? '' : text);
    let url = parseUrl(operand);
    for (let redirects = 0; url; redirects++) {
      if (url.scheme !== 'http') throw new Failure(`not an http or ftp url: ${operand}`);
      if (redirects > MAX_REDIRECTS) throw new Failure('too many redirections');
      const target = url;
      try {
        let address: string;
        try {
          address = yield* resolveHost(t.context, target.host);
        } catch (error) {
          if (!(error instanceof NetworkFailure)) throw error;
          throw new Failure(`bad address '${target.host}${target.port === 80 ? '' : `:${target.port}`}'`);
        }
        yield* say(
          `Connecting to ${target.host}${target.port === 80 ? '' : `:${target.port}`} (${address}:${target.port})\n`,
        );
        const post = t.options.get('post-data');
        const body = post === undefined ? undefined : new TextEncoder().encode(post);
        const response = yield* within(
          t.context,
          limit,
          (function* () {
            const connection = yield* connect(t.context, address, target.port);
            try {
              return yield* exchange(connection, {
                method: body ? 'POST' : 'GET',
                url: target,
                headers: [
                  ['Host', target.host + (target.port === 80 ? '' : `:${target.port}`)],
                  ['User-Agent', t.options.get('U') ?? 'Wget'],
                  ['Connection', 'close'],
                  ...t.options.all('header').map((header): [string, string] => {
                    const colon = header.indexOf(':');
                    return [header.slice(0, colon), header.slice(colon + 1).trim()];
                  }),
                  ...(body ? ([['Content-Length', String(body.length)]] as const) : []),
                ],
                body,
              });
            } finally {
              connection.close();
            }
          })(),
        );
        if (t.options.has('S'))
          yield* t.context.stderr.write(response.head.trimEnd().replace(/^/gm, '  ') + '\n');
        const location = response.headers.get('location');
        if (response.status >= 300 && response.status < 400 && location !== undefined) {
          url = parseUrl(
            location.startsWith('/') ? `http://${target.host}:${target.port}${location}` : location,
          );
          continue;
        }
        if (response.status >= 400 || response.status === 0)
          throw new Failure(
            `server returned error: ${response.version} ${response.status} ${response.reason}`,
          );
        if (t.options.has('spider')) {
          yield* say('remote file exists\n');
          return 0;
        }
        const file =
          t.options.get('O') ??
          (target.path
            .replace(/[?].*$/, '')
            .split('/')
            .at(-1) ||
            'index.html');
        if (file === '-') {
          yield* say('writing to stdout\n');
          t.put(response.body);
          yield* t.flush();
          yield* say('written to stdout\n');
        } else {
          const output = openOutput(t.context, file);
          yield* say(`saving to '${file}'\n`);
          yield* output.write(response.body);
          output.close();
          yield* say(`'${file}' saved\n`);
        }
        return 0;
      } catch (error) {
        if (!(error instanceof NetworkFailure)) throw error;
        if (error.kind === 'timeout') throw new Failure('download timed out');
        if (error.kind === 'empty') throw new Failure('error getting response');
        throw new Failure(
          `can't connect to remote host (${target.host}): ${CONNECT_WORDS[error.code ?? 'ECONNREFUSED']}`,
        );
      }
    }
    throw new Failure(`not an http or ftp url: ${operand}`);
  },
);
