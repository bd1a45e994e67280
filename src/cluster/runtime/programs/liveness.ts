import type { Program } from '../../../shell/types.ts';
import type { Task } from '../../../sim/index.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import { serveInBackground, times, tryListen, waitForSignal } from './server.ts';

/**
 * The example server of the Kubernetes documentation on probes: `/healthz` says 200 for ten seconds and 500 after.
 * Models the image registry.k8s.io/liveness and agnhost's liveness command.
 */
export const livenessServer: Program = function* (context) {
  const started = context.sim.now;
  const listener = tryListen(context, 8080);
  if (!listener) {
    yield* context.stderr.write(
      `${times(context.sim.time).go} listen tcp :8080: bind: address already in use\n`,
    );
    return 1;
  }
  try {
    const text = [['Content-Type', 'text/plain; charset=utf-8']] as const;
    serveInBackground(context, listener, function* (request: HttpRequest): Task<HttpResponse> {
      const path = request.target.split('?')[0];
      if (path === '/started') {
        return { status: 200, headers: text, body: String(Math.floor((context.sim.now - started) / 1000)) };
      }
      if (path === '/healthz') {
        const elapsed = (context.sim.now - started) / 1000;
        if (elapsed > 10) return { status: 500, headers: text, body: `error: ${elapsed}` };
        return { status: 200, headers: text, body: 'ok' };
      }
      if (path === '/redirect') {
        const to = /[?&]loc=([^&]*)/.exec(request.target)?.[1] ?? '/';
        return { status: 302, headers: [['Location', decodeURIComponent(to)]] };
      }
      return { status: 404, headers: text, body: '404 page not found\n' };
    });
    // A Go program that handles no signals ends itself with status 2 where the kernel spares a first process.
    yield* waitForSignal(context, ['SIGTERM', 'SIGINT']);
    return 2;
  } finally {
    listener.close();
  }
};
