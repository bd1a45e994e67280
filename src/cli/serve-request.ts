import type { IncomingMessage } from 'node:http';

/** What a request is for; `undefined` where its target is no URL, or has escapes that are none. */
export function requestUrl({ url: target = '/' }: IncomingMessage): URL | undefined {
  try {
    const url = new URL(target.startsWith('/') ? `http://127.0.0.1${target}` : target);
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    return undefined;
  }
}
