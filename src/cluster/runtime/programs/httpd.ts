import type { Program } from '../../../shell/types.ts';
import { sleep, work, type Task } from '../../../sim/index.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import { reasonPhrase } from '../http.ts';
import { serveInBackground, times, tryListen, waitForSignal } from './server.ts';
import { findInWebRoot } from './web-root.ts';

export const HTTPD_VERSION = '2.4.65';
const ROOT = '/usr/local/apache2/htdocs';

const errorPage = (status: number, text: string): string =>
  `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${reasonPhrase(status)}</title>\n</head><body>\n<h1>${reasonPhrase(status)}</h1>\n<p>${text}</p>\n</body></html>\n`;

const WEEK = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Apache httpd in the foreground (httpd-foreground): static files on port 80. */
export const httpd: Program = function* (context) {
  const address = context.machine.network?.addresses[0] ?? '127.0.0.1';
  const stamp = (): string => {
    const t = times(context.sim.time);
    const day = WEEK.find((name) => t.httpDate.startsWith(name)) ?? 'Sun';
    const [date = '', clock = ''] = [t.httpDate.slice(5, 11), t.httpDate.slice(17, 25)];
    const [dd = '', month = ''] = date.split(' ');
    return `[${day} ${month} ${dd} ${clock}.${t.isoMs.slice(20, 23)}000 ${t.iso.slice(0, 4)}]`;
  };
  const hint = `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${address}. Set the 'ServerName' directive globally to suppress this message\n`;
  yield* context.stderr.write(hint + hint);
  const listener = tryListen(context, 80);
  if (!listener) {
    yield* context.stderr.write(
      '(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:80\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n',
    );
    return 1;
  }
  try {
    const say = (module: string, code: string, text: string): Task =>
      context.stderr.write(`${stamp()} [${module}] [pid 1:tid 1] ${code}: ${text}\n`);
    yield* say(
      'mpm_event:notice',
      'AH00489',
      `Apache/${HTTPD_VERSION} (Unix) configured -- resuming normal operations`,
    );
    yield* say('core:notice', 'AH00094', "Command line: 'httpd -D FOREGROUND'");
    serveInBackground(context, listener, function* (request: HttpRequest): Task<HttpResponse> {
      yield* work(0.05);
      const found = findInWebRoot(context.fs, ROOT, request.target);
      const server = [
        ['Date', times(context.sim.time).httpDate],
        ['Server', `Apache/${HTTPD_VERSION} (Unix)`],
      ] as const;
      const html = ['Content-Type', 'text/html; charset=iso-8859-1'] as const;
      let response: HttpResponse;
      if (found.kind === 'file') {
        response = {
          status: 200,
          headers: [...server, ['Content-Type', found.type ?? 'text/plain']],
          body: found.body,
        };
      } else if (found.kind === 'redirect') {
        response = {
          status: 301,
          headers: [...server, ['Location', found.location], html],
          body: errorPage(301, 'The document has moved.'),
        };
      } else if (found.kind === 'missing') {
        response = {
          status: 404,
          headers: [...server, html],
          body: errorPage(404, 'The requested URL was not found on this server.'),
        };
      } else {
        response = {
          status: 403,
          headers: [...server, html],
          body: errorPage(403, "You don't have permission to access this resource."),
        };
      }
      yield* context.stdout.write(
        `${request.remoteAddress} - - [${times(context.sim.time).common}] "${request.method} ${request.target} HTTP/1.1" ${response.status} ${response.body?.length ?? 0}\n`,
      );
      return response;
    });
    const signal = yield* waitForSignal(context, ['SIGTERM', 'SIGWINCH', 'SIGINT']);
    if (signal === 'SIGWINCH')
      yield* say('mpm_event:notice', 'AH00492', 'caught SIGWINCH, shutting down gracefully');
    else yield* say('mpm_event:notice', 'AH00491', 'caught SIGTERM, shutting down');
    yield* sleep(100);
    return 0;
  } finally {
    listener.close();
  }
};
