import { isArray, isObject, type Json } from './value.ts';

/** Text that is no JSON, in jq's words, with the place. */
export class JsonError extends Error {}

const MAX_DEPTH = 10_000;
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' },
};

/** One open array or object, with the key that waits for its value. */
interface Open {
  readonly value: Json[] | Map<string, Json>;
  key: string | undefined;
}

/**
 * Reads a stream of JSON texts as jq does, as far as it has come: numbers and words end at what cannot belong to them, everything
 * else at once. Models jv_parse.c: what is wrong is found at the same character and said in the same words.
 */
export class JsonReader {
  readonly #done: Json[] = [];
  readonly #stack: Open[] = [];
  #next: Json | undefined;
  #token = '';
  #state: 'normal' | 'string' | 'escape' = 'normal';
  #line = 1;
  #column = 0;
  #started = false;

  /** Values that are whole. They are taken. */
  take(): Json[] {
    return this.#done.splice(0);
  }

  /** @throws {JsonError} */
  feed(text: string): void {
    for (const c of text) {
      if (!this.#started) {
        this.#started = true;
        if (c === '\ufeff') continue;
      }
      this.#column++;
      if (c === '\n') {
        this.#line++;
        this.#column = 0;
      }
      this.#scan(c);
    }
  }

  /** No more text. @throws {JsonError} */
  end(): void {
    const place = ` at EOF at line ${this.#line}, column ${this.#column}`;
    if (this.#state !== 'normal') throw new JsonError(`Unfinished string${place}`);
    this.#literal(place);
    if (this.#stack.length > 0) throw new JsonError(`Unfinished JSON term${place}`);
    this.#finish();
  }

  /** Forget what has been begun. */
  reset(): void {
    this.#stack.length = 0;
    this.#next = undefined;
    this.#token = '';
    this.#state = 'normal';
  }

  #fail(message: string): never {
    throw new JsonError(`${message} at line ${this.#line}, column ${this.#column}`);
  }

  #scan(c: string): void {
    if (this.#state === 'escape') {
      this.#token += c;
      this.#state = 'string';
      return;
    }
    if (this.#state === 'string') {
      if (c === '"') {
        this.#value(this.#string(this.#token));
        this.#token = '';
        this.#state = 'normal';
      } else {
        this.#token += c;
        if (c === '\\') this.#state = 'escape';
      }
      return;
    }
    if (c === '"') {
      this.#literal();
      this.#state = 'string';
    } else if (/[[{:,\]}]/.test(c)) {
      this.#literal();
      this.#punctuation(c);
    } else if (/[ \t\r\n]/.test(c)) this.#literal();
    else {
      // A value that is whole ends where another begins.
      if (this.#stack.length === 0 && this.#token === '') this.#finish();
      this.#token += c;
    }
    if (this.#stack.length === 0 && this.#token === '' && this.#state === 'normal') this.#finish();
  }

  #finish(): void {
    if (this.#next === undefined || this.#stack.length > 0) return;
    this.#done.push(this.#next);
    this.#next = undefined;
  }

  #value(value: Json): void {
    if (this.#next !== undefined) {
      if (this.#stack.length > 0) this.#fail('Expected separator between values');
      this.#finish();
    }
    this.#next = value;
  }

  #punctuation(c: string): void {
    const top = this.#stack.at(-1);
    const next = this.#next;
    switch (c) {
      case '[':
      case '{':
        if (this.#stack.length >= MAX_DEPTH) this.#fail('Exceeds depth limit for parsing');
        if (!top) this.#finish();
        else if (next !== undefined) this.#fail('Expected separator between values');
        this.#stack.push({ value: c === '[' ? [] : new Map(), key: undefined });
        return;
      case ':':
        if (next === undefined) this.#fail("Expected string key before ':'");
        if (!top || isArray(top.value as Json)) this.#fail("':' not as part of an object");
        if (top.key !== undefined) this.#fail("':' should follow a key");
        if (typeof next !== 'string') this.#fail('Object keys must be strings');
        top.key = next;
        this.#next = undefined;
        return;
      case ',':
        if (next === undefined || !top) this.#fail("Expected value before ','");
        this.#add(top, next);
        return;
      case ']':
        if (!top || !Array.isArray(top.value)) this.#fail("Unmatched ']'");
        if (next !== undefined) top.value.push(next);
        else if (top.value.length > 0) this.#fail('Expected another array element');
        this.#close(top);
        return;
      default:
        if (!top) this.#fail("Unmatched '}'");
        if (next !== undefined) {
          if (Array.isArray(top.value) || top.key === undefined)
            this.#fail('Objects must consist of key:value pairs');
          top.value.set(top.key, next);
        } else {
          if (Array.isArray(top.value) || top.key !== undefined) this.#fail("Unmatched '}'");
          if (top.value.size > 0) this.#fail('Expected another key-value pair');
        }
        this.#close(top);
    }
  }

  #add(top: Open, next: Json): void {
    if (Array.isArray(top.value)) top.value.push(next);
    else {
      if (top.key === undefined) this.#fail('Objects must consist of key:value pairs');
      top.value.set(top.key, next);
      top.key = undefined;
    }
    this.#next = undefined;
  }

  #close(top: Open): void {
    this.#stack.pop();
    this.#next = undefined;
    this.#value(top.value);
  }

  /** The word or number before what is here now. */
  #literal(place?: string): void {
    const token = this.#token;
    if (token === '') return;
    this.#token = '';
    const fail = (message: string): never => {
      if (place === undefined) this.#fail(message);
      throw new JsonError(message + place);
    };
    const word = { n: 'null', t: 'true', f: 'false' }[token.charAt(0)];
    if (token === 'NaN') return this.#value(NaN);
    if (word !== undefined && token.length === word.length) {
      if (token !== word) fail('Invalid literal');
      return this.#value(word === 'null' ? null : word === 'true');
    }
    if (word !== undefined && (word !== 'null' || token.charAt(1) === 'u')) fail('Invalid literal');
    if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(token)) fail('Invalid numeric literal');
    this.#value(Number(token));
  }

  #string(raw: string): string {
    if (/[\u0000-\u001f]/.test(raw))
      this.#fail('Invalid string: control characters from U+0000 through U+001F must be escaped');
    if (!raw.includes('\\')) return raw;
    let out = '';
    for (let at = 0; at < raw.length; at++) {
      const c = raw.charAt(at);
      if (c !== '\\') {
        out += c;
        continue;
      }
      const next = raw.charAt(++at);
      const plain = ESCAPES[next];
      if (plain !== undefined) out += plain;
      else if (next === 'u') {
        const hex = raw.slice(at + 1, at + 5);
        if (!/^[0-9a-fA-F]{4}$/.test(hex)) this.#fail('Invalid escape');
        const unit = parseInt(hex, 16);
        const pair = /^\\u[dD][c-fC-F][0-9a-fA-F]{2}/.test(raw.slice(at + 5));
        if (unit >= 0xd800 && unit < 0xdc00 && !pair)
          this.#fail('Invalid \\uXXXX\\uXXXX surrogate pair escape');
        out += String.fromCharCode(unit);
        at += 4;
      } else this.#fail('Invalid escape');
    }
    // Half a pair stands for nothing.
    return out.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
  }
}

/** All JSON texts in a text. @throws {JsonError} */
export function parseJson(text: string): Json[] {
  const reader = new JsonReader();
  reader.feed(text);
  reader.end();
  return reader.take();
}

/** The events of a value as `--stream` gives them: `[path, leaf]`, and `[path]` at the end of each array and object. */
export function* streamEvents(value: Json, path: readonly Json[] = []): Generator<Json> {
  const entries: [Json, Json][] = isArray(value) ? [...value.entries()] : isObject(value) ? [...value] : [];
  if (entries.length === 0) {
    yield [path, value];
    return;
  }
  for (const [key, item] of entries) yield* streamEvents(item, [...path, key]);
  const last = entries.at(-1)?.[0] ?? null;
  yield [[...path, last]];
}
