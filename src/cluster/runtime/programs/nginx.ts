import { Errno } from '../../../shell/fs/errno.ts';
import type { FileSystem } from '../../../shell/fs/file-system.ts';
import { KERNEL_RELEASE } from '../../../shell/fs/proc.ts';
import type { Program, ProgramContext } from '../../../shell/types.ts';
import { sleep, work, type Task } from '../../../sim/index.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import { serveInBackground, times, tryListen, waitForSignal } from './server.ts';
import { statusOf } from './status.ts';
import { findInWebRoot } from './web-root.ts';

export const NGINX_VERSION = '1.29.3';

const page = (title: string): string =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${NGINX_VERSION}</center>\r\n</body>\r\n</html>\r\n`;

export const NGINX_WELCOME = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`;

interface NginxConfig {
  readonly ports: readonly number[];
  readonly root: string;
}

/** The `listen` and `root` directives of the site files; the rest of nginx's language is not modelled. */
function readConfig(fs: FileSystem): NginxConfig {
  const ports: number[] = [];
  let root = '/usr/share/nginx/html';
  for (const { name } of fs.isDirectory('/etc/nginx/conf.d') ? fs.readdir('/etc/nginx/conf.d') : []) {
    if (!name.endsWith('.conf')) continue;
    const text = fs.readText(`/etc/nginx/conf.d/${name}`).replace(/#.*$/gm, '');
    for (const match of text.matchAll(/\blisten\s+(?:[\d.*]+:)?(\d+)/g)) ports.push(Number(match[1]));
    root = /\broot\s+([^;\s]+)/.exec(text)?.[1] ?? root;
  }
  return { ports: [...new Set(ports)], root };
}

function* notice(context: ProgramContext, level: string, text: string, pid = context.process.pid): Task {
  const at = times(context.sim.time).nginx;
  yield* context.stderr.write(`${at} [${level}] ${pid}#${pid}: ${text}\n`);
}

function* respond(context: ProgramContext, root: string, request: HttpRequest): Task<HttpResponse> {
  yield* work(0.05);
  const server = [
    ['Server', `nginx/${NGINX_VERSION}`],
    ['Date', times(context.sim.time).httpDate],
  ] as const;
  const failed = (status: number, title: string): HttpResponse => ({
    status,
    headers: [...server, ['Content-Type', 'text/html']],
    body: page(`${status} ${title}`),
  });
  const who = `client: ${request.remoteAddress}, server: localhost, request: "${request.method} ${request.target} HTTP/1.1", host: "${request.headers.get('host') ?? ''}"`;
  if (request.method !== 'GET' && request.method !== 'HEAD') return failed(405, 'Not Allowed');
  const found = findInWebRoot(context.fs, root, request.target);
  switch (found.kind) {
    case 'file':
      return {
        status: 200,
        headers: [
          ...server,
          ['Content-Type', found.type ?? 'application/octet-stream'],
          ['Last-Modified', times(found.mtime).httpDate],
          ['Accept-Ranges', 'bytes'],
        ],
        body: found.body,
      };
    case 'redirect':
      return { ...failed(301, 'Moved Permanently'), headers: [...server, ['Location', found.location]] };
    case 'missing':
      yield* notice(
        context,
        'error',
        `*1 open() "${found.path}" failed (2: No such file or directory), ${who}`,
      );
      return failed(404, 'Not Found');
    case 'denied':
      yield* notice(context, 'error', `*1 open() "${found.path}" failed (13: Permission denied), ${who}`);
      return failed(403, 'Forbidden');
    case 'no-index':
      yield* notice(context, 'error', `*1 directory index of "${found.path}" is forbidden, ${who}`);
      return failed(403, 'Forbidden');
  }
}

/** nginx in the foreground: static files of its configured root on its configured ports. */
export const nginx: Program = function* (context) {
  const args = context.argv.slice(1);
  if (args.includes('-v')) {
    yield* context.stderr.write(`nginx version: nginx/${NGINX_VERSION}\n`);
    return 0;
  }
  const config = readConfig(context.fs);
  if (args.includes('-t')) {
    yield* context.stderr.write(
      'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n',
    );
    return 0;
  }
  const signalled = args.indexOf('-s');
  if (signalled >= 0) {
    const master = context.machine.namespace.processes.get(1);
    const signal = { stop: 'SIGTERM', quit: 'SIGQUIT', reload: 'SIGHUP' } as const;
    const word = args[signalled + 1] ?? '';
    if (word in signal) master?.signal(signal[word as keyof typeof signal]);
    yield* notice(context, 'notice', 'signal process started');
    return 0;
  }
  const listeners = [];
  for (const port of config.ports) {
    const listener = tryListen(context, port);
    if (!listener) {
      for (let attempt = 0; attempt < 5; attempt++) {
        yield* notice(context, 'emerg', `bind() to 0.0.0.0:${port} failed (98: Address already in use)`);
        yield* sleep(500);
      }
      yield* notice(context, 'emerg', 'still could not bind()');
      return 1;
    }
    listeners.push(listener);
  }
  try {
    yield* notice(context, 'notice', 'using the "epoll" event method');
    yield* notice(context, 'notice', `nginx/${NGINX_VERSION}`);
    yield* notice(context, 'notice', 'built by gcc 14.2.0 (Debian 14.2.0-19) ');
    yield* notice(context, 'notice', `OS: Linux ${KERNEL_RELEASE}`);
    yield* notice(context, 'notice', 'getrlimit(RLIMIT_NOFILE): 1048576:1048576');
    yield* notice(context, 'notice', 'start worker processes');
    for (let worker = 0; worker < context.machine.processor.cores; worker++) {
      yield* notice(context, 'notice', `start worker process ${29 + worker}`);
    }
    for (const listener of listeners) {
      serveInBackground(context, listener, function* (request) {
        const response = yield* respond(context, config.root, request);
        const size = response.body === undefined ? 0 : response.body.length;
        const agent = request.headers.get('user-agent') ?? '-';
        const referer = request.headers.get('referer') ?? '-';
        const forwarded = request.headers.get('x-forwarded-for') ?? '-';
        yield* context.stdout.write(
          `${request.remoteAddress} - - [${times(context.sim.time).common}] "${request.method} ${request.target} HTTP/1.1" ${response.status} ${size} "${referer}" "${agent}" "${forwarded}"\n`,
        );
        return response;
      });
    }
    const signal = yield* waitForSignal(context, ['SIGQUIT', 'SIGTERM', 'SIGINT']);
    const number = { SIGQUIT: 3, SIGTERM: 15, SIGINT: 2 }[signal as 'SIGQUIT' | 'SIGTERM' | 'SIGINT'];
    yield* notice(
      context,
      'notice',
      `signal ${number} (${signal}) received, ${signal === 'SIGQUIT' ? 'shutting down' : 'exiting'}`,
    );
    yield* sleep(40);
    yield* notice(context, 'notice', 'exit');
    return 0;
  } finally {
    for (const listener of listeners) listener.close();
  }
};

/** The image's /docker-entrypoint.sh: prepares the configuration when what it starts is nginx, then becomes it. */
export const nginxEntrypoint: Program = function* (context) {
  const argv = context.argv.slice(1);
  const say = (text: string): Task => context.stdout.write(`${text}\n`);
  if (argv[0] === 'nginx' || argv[0] === 'nginx-debug') {
    const me = '/docker-entrypoint.sh';
    yield* say(`${me}: /docker-entrypoint.d/ is not empty, will attempt to perform configuration`);
    yield* say(`${me}: Looking for shell scripts in /docker-entrypoint.d/`);
    yield* say(`${me}: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh`);
    yield* work(8);
    const listenOn = '10-listen-on-ipv6-by-default.sh: info:';
    try {
      const path = '/etc/nginx/conf.d/default.conf';
      if (!context.fs.exists(path))
        yield* say(`${listenOn} /etc/nginx/conf.d/default.conf is not a file or does not exist`);
      else {
        yield* say(`${listenOn} Getting the checksum of ${path}`);
        const text = context.fs.readText(path);
        if (text.includes('listen       80;') && !text.includes('[::]:80')) {
          context.fs.writeFile(
            path,
            text.replace('listen       80;', 'listen       80;\n    listen  [::]:80;'),
          );
          yield* say(`${listenOn} Enabled listen on IPv6 in ${path}`);
        } else yield* say(`${listenOn} ${path} differs from the packaged version`);
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      yield* say(`${listenOn} can not modify /etc/nginx/conf.d/default.conf (read-only file system?)`);
    }
    yield* say(`${me}: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh`);
    yield* say(`${me}: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh`);
    yield* say(`${me}: Launching /docker-entrypoint.d/30-tune-worker-processes.sh`);
    yield* work(8);
    yield* say(`${me}: Configuration complete; ready for start up`);
  }
  if (argv[0] === 'nginx') return yield* nginx({ ...context, argv });
  const child = context.exec(argv, { stdin: context.stdin, stdout: context.stdout, stderr: context.stderr });
  return yield* statusOf(child);
};
