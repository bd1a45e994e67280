import type { Json } from '../api/json.ts';
import { toYaml } from '../api/yaml/index.ts';
import type { ApiResponse } from '../cluster/apiserver/request.ts';

/** The headers of an answer, and its text where it is one that ends. */
export function encode(
  answer: Extract<ApiResponse, { kind: 'json' | 'text' }>,
  yaml = false,
): {
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
      'content-type': yaml ? 'application/yaml' : (answer.contentType ?? 'application/json'),
      'cache-control': 'no-cache, private',
      ...(warning.length > 0 && { warning }),
    },
    body: yaml ? toYaml(plain(answer.body)) : `${JSON.stringify(answer.body)}\n`,
  };
}

/** What JSON says of a value: nothing is worked out late any more. */
const plain = (value: Json): Json => JSON.parse(JSON.stringify(value)) as Json;
