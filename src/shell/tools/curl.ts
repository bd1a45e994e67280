import { Errno } from '../fs/errno.ts';
import { openOutput } from '../streams.ts';
import type { HttpResponse, Url } from './http.ts';
import {
  connect,
  exchange,
  NetworkFailure,
  parseUrl,
  requestHead,
  resolveHost,
  within,
  type HttpRequest,
} from './http.ts';
import { decodeEscapes } from '../escapes.ts';
import { tool } from './tool.ts';

/** curl's exit statuses. */
const STATUS = {
  protocol: 1,
  malformed: 3,
  resolve: 6,
  connect: 7,
  http: 22,
  write: 23,
  timeout: 28,
  redirects: 47,
  empty: 52,
};

/** curl(1) over HTTP/1.1. */
export const curl = tool(
  {
    options:
      's/silent S/show-error o:/output O/remote-name i/include /show-headers I/head X:/request d:/data /data-raw: /data-binary: H:/header ' +
      'm:/max-time /connect-timeout: w:/write-out f/fail L/location k/insecure v/verbose A:/user-agent N/no-buffer /retry: ' +
      'u:/user b:/cookie /json: 4/ipv4 G/get',
    usage: '[options...] <url>',
    usageStatus: 2,
  },
  function* (t) {
    const { context } = t;
    const has = (key: string): boolean => t.options.has(key);
    const fail = function* (status: number, message: string) {
      if (!has('s') || has('S')) yield* context.stderr.write(`curl: (${status}) ${message}\n`);
      t.status = status;
    };
    if (t.operands.length === 0) {
      yield* context.stderr.write(
        "curl: (2) no URL specified\ncurl: try 'curl --help' or 'curl --manual' for more information\n",
      );
      return 2;
    }
    const seconds = t.options.get('m');
    const limit = seconds === undefined ? Infinity : Number(seconds) * 1000;
    const connectSeconds = t.options.get('connect-timeout');
    const connectLimit = Math.min(
      limit,
      connectSeconds === undefined ? Infinity : Number(connectSeconds) * 1000,
    );
    const data: string[] = [];
    for (const [key, value] of t.options.list()) {
      if (!['d', 'data-raw', 'data-binary', 'json'].includes(key)) continue;
      if (!value.startsWith('@') || key === 'data-raw') data.push(value);
      else {
        const text = context.fs.readText(t.path(value.slice(1)));
        data.push(key === 'd' ? text.replace(/[\r\n]/g, '') : text);
      }
    }
    for (const operand of t.operands) {
      const started = context.sim.now;
      let url: Url | undefined = parseUrl(operand);
      if (!url) {
        yield* fail(STATUS.malformed, 'URL using bad/illegal format or missing URL');
        continue;
      }
      if (url.scheme !== 'http') {
        yield* fail(STATUS.protocol, `Protocol "${url.scheme}" not supported`);
        continue;
      }
      const joined = data.join('&');
      if (has('G') && data.length > 0)
        url = { ...url, path: `${url.path}${url.path.includes('?') ? '&' : '?'}${joined}` };
      const body = data.length > 0 && !has('G') ? new TextEncoder().encode(joined) : undefined;
      let shown = '';
      let response: HttpResponse | undefined;
      try {
        for (let redirects = 0; ; redirects++) {
          const target: Url = url;
          const given = t.options.all('H').map((header): [string, string] => {
            const colon = header.indexOf(':');
            return [header.slice(0, colon), header.slice(colon + 1).trim()];
          });
          const named = (name: string): boolean =>
            given.some(([key]) => key.toLowerCase() === name.toLowerCase());
          const standard: [string, string][] = [
            ['Host', target.host + (target.port === 80 ? '' : `:${target.port}`)],
            ['User-Agent', t.options.get('A') ?? 'curl/8.14.1'],
            ['Accept', has('json') ? 'application/json' : '*/*'],
          ];
          if (body) {
            standard.push(['Content-Length', String(body.length)]);
            standard.push([
              'Content-Type',
              has('json') ? 'application/json' : 'application/x-www-form-urlencoded',
            ]);
          }
          const request: HttpRequest = {
            method: t.options.get('X') ?? (has('I') ? 'HEAD' : body ? 'POST' : 'GET'),
            url: target,
            headers: [
              ...standard.filter(([name]) => !named(name)),
              ...given.filter(([, value]) => value !== ''),
            ],
            body,
          };
          const address: string = yield* resolveHost(context, target.host);
          const left = limit - (context.sim.now - started);
          const connection = yield* within(
            context,
            Math.min(left, connectLimit),
            connect(context, address, target.port),
          );
          try {
            if (has('v')) {
              const sent = requestHead(request).trimEnd().replace(/\r/g, '').replace(/^/gm, '> ');
              yield* context.stderr.write(
                `* Connected to ${target.host} (${address}) port ${target.port}\n${sent}\n>\n`,
              );
            }
            response = yield* within(
              context,
              limit - (context.sim.now - started),
              exchange(connection, request),
            );
          } finally {
            connection.close();
          }
          if (has('v'))
            yield* context.stderr.write(
              `${response.head.trimEnd().replace(/\r/g, '').replace(/^/gm, '< ')}\n<\n`,
            );
          const location = response.headers.get('location');
          if (has('i') || has('show-headers') || has('I')) shown += response.head;
          if (!has('L') || location === undefined || response.status < 300 || response.status >= 400) break;
          if (redirects >= 50) {
            yield* fail(STATUS.redirects, 'Maximum (50) redirects followed');
            break;
          }
          url =
            parseUrl(
              location.startsWith('/') ? `http://${target.host}:${target.port}${location}` : location,
            ) ?? target;
        }
        const failed = has('f') && response.status >= 400;
        if (failed) yield* fail(STATUS.http, `The requested URL returned error: ${response.status}`);
        const file = has('O')
          ? url.path
              .replace(/[?].*$/, '')
              .split('/')
              .at(-1)
          : t.options.get('o');
        const content = failed ? new Uint8Array() : response.body;
        if (file !== undefined && file !== '-') {
          const output = openOutput(context, file);
          yield* output.write(shown);
          yield* output.write(content);
          output.close();
        } else {
          t.put(shown);
          t.put(content);
        }
      } catch (error) {
        if (error instanceof Errno) yield* fail(STATUS.write, 'Failure writing output to destination');
        else if (!(error instanceof NetworkFailure)) throw error;
        else {
          const spent = Math.round(context.sim.now - started);
          if (error.kind === 'resolve') yield* fail(STATUS.resolve, `Could not resolve host: ${url.host}`);
          else if (error.kind === 'empty') yield* fail(STATUS.empty, 'Empty reply from server');
          else if (error.kind === 'timeout')
            yield* fail(
              STATUS.timeout,
              `Operation timed out after ${spent} milliseconds with 0 bytes received`,
            );
          else
            yield* fail(
              STATUS.connect,
              `Failed to connect to ${url.host} port ${url.port} after ${spent} ms: Could not connect to server`,
            );
        }
      }
      const format = t.options.get('w');
      if (format !== undefined) {
        const elapsed = ((context.sim.now - started) / 1000).toFixed(6);
        const code = String(response?.status ?? 0).padStart(3, '0');
        const values: Readonly<Record<string, string>> = {
          http_code: code,
          response_code: code,
          size_download: String(response?.body.length ?? 0),
          time_total: elapsed,
          content_type: response?.headers.get('content-type') ?? '',
          url: operand,
          url_effective: operand,
          method: t.options.get('X') ?? (has('I') ? 'HEAD' : body ? 'POST' : 'GET'),
          exitcode: String(t.status),
        };
        t.put(
          decodeEscapes(
            format.replace(/%\{(\w+)\}/g, (_, name: string) => values[name] ?? ''),
            'coreutils',
          ).text,
        );
      }
    }
    return t.status;
  },
);
