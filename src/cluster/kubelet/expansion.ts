/**
 * Replace `$(NAME)` by `lookup(NAME)`; `$$` is a dollar sign, and a reference that `lookup` does not know stays as it is.
 * Models k8s.io/kubernetes/third_party/forked/golang/expansion.
 */
export function expand(text: string, lookup: (name: string) => string | undefined): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    const next = text[i + 1];
    if (char !== '$' || next === undefined) {
      out += char;
      continue;
    }
    if (next === '$') {
      out += '$';
      i++;
    } else if (next === '(') {
      const close = text.indexOf(')', i + 2);
      if (close < 0) {
        // No end: the syntax is left as it is and reading goes on behind it.
        out += '$(';
        i++;
        continue;
      }
      const name = text.slice(i + 2, close);
      out += lookup(name) ?? `$(${name})`;
      i = close;
    } else {
      out += char + next;
      i++;
    }
  }
  return out;
}
