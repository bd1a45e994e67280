import type { ApiResponse } from '../cluster/apiserver/request.ts';

/** The headers of an answer, and its text where it is one that ends. */
export function encode(answer: Extract<ApiResponse, { kind: 'json' | 'text' }>): {
  headers: Record<string, string | string[]>;
  body: string;
} {
  if (answer.kind === 'text')
    return {
      headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
      body: answer.body,
    };
  const warning = (answer.warnings ?? []).map((text) => `299 - ${JSON.stringify(text)}`);
  return {
    headers: {
      'content-type': answer.contentType ?? 'application/json',
      'cache-control': 'no-cache, private',
      ...(warning.length > 0 && { warning }),
    },
    body: `${JSON.stringify(answer.body)}\n`,
  };
}
