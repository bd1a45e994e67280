import { fromLatin1, latin1 } from '../lines.ts';

const BLOCK = 512;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** One member of an archive. */
export interface Member {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink' | 'link';
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly user: string;
  readonly group: string;
  /** Milliseconds since 1970; an archive keeps whole seconds. */
  readonly mtime: number;
  /** Of symlinks and links. */
  readonly target: string;
  readonly data: Uint8Array;
}

const TYPES: Readonly<Record<Member['kind'], string>> = {
  file: '0',
  link: '1',
  symlink: '2',
  directory: '5',
};

/** Put text as bytes into a header's field. */
function put(header: Uint8Array, at: number, size: number, text: string): void {
  header.set(encoder.encode(text).subarray(0, size), at);
}

function octal(value: number, size: number): string {
  return `${value.toString(8).padStart(size - 1, '0')}\0`;
}

function block(name: string, type: string, size: number, member: Member, target: string): Uint8Array {
  const header = new Uint8Array(BLOCK);
  put(header, 0, 100, name);
  put(header, 100, 8, octal(member.mode, 8));
  put(header, 108, 8, octal(member.uid, 8));
  put(header, 116, 8, octal(member.gid, 8));
  put(header, 124, 12, octal(size, 12));
  put(header, 136, 12, octal(Math.floor(member.mtime / 1000), 12));
  put(header, 148, 8, '        ');
  put(header, 156, 1, type);
  put(header, 157, 100, target);
  put(header, 257, 8, 'ustar  \0');
  put(header, 265, 32, member.user);
  put(header, 297, 32, member.group);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(header, 148, 8, `${sum.toString(8).padStart(6, '0')}\0 `);
  return header;
}

function padded(data: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil(data.length / BLOCK) * BLOCK);
  out.set(data);
  return out;
}

/** A member as GNU tar writes it: names too long for the header stand in a member of their own before it. */
export function packMember(member: Member): Uint8Array[] {
  const parts: Uint8Array[] = [];
  const long = (type: string, text: string): void => {
    const bytes = encoder.encode(`${text}\0`);
    if (bytes.length <= 101) return;
    const about: Member = { ...member, mode: 0, uid: 0, gid: 0, user: 'root', group: 'root', mtime: 0 };
    parts.push(block('././@LongLink', type, bytes.length, about, ''), padded(bytes));
  };
  long('K', member.target);
  long('L', member.name);
  parts.push(block(member.name, TYPES[member.kind], member.data.length, member, member.target));
  if (member.data.length > 0) parts.push(padded(member.data));
  return parts;
}

/** What ends an archive, so that its length is a multiple of a record's. */
export function packEnd(length: number): Uint8Array {
  const record = 20 * BLOCK;
  return new Uint8Array(Math.ceil((length + 2 * BLOCK) / record) * record - length);
}

function text(header: Uint8Array, at: number, size: number): string {
  const field = header.subarray(at, at + size);
  const end = field.indexOf(0);
  return decoder.decode(end < 0 ? field : field.subarray(0, end));
}

function number(header: Uint8Array, at: number, size: number): number {
  const first = header[at] ?? 0;
  if (first & 0x80) {
    let value = first & 0x7f;
    for (let i = 1; i < size; i++) value = value * 256 + (header[at + i] ?? 0);
    return value;
  }
  return parseInt(text(header, at, size).trim(), 8) || 0;
}

/** The fields of a pax header: `LENGTH KEY=VALUE\n` each. */
function paxFields(data: Uint8Array): Map<string, string> {
  const fields = new Map<string, string>();
  let rest = latin1(data);
  for (;;) {
    const length = parseInt(rest, 10);
    if (!(length > 0) || length > rest.length) return fields;
    const [, key = '', value = ''] = /^\d+ ([^=]*)=([\s\S]*)\n$/.exec(rest.slice(0, length)) ?? [];
    fields.set(key, decoder.decode(fromLatin1(value)));
    rest = rest.slice(length);
  }
}

/** What is read is no archive. */
export class ArchiveError extends Error {}

/** Reads the members of an archive as its bytes come. */
export class Unpacker {
  #buffer = new Uint8Array(0);
  #ended = false;
  #begun = false;
  #longName: string | undefined;
  #longTarget: string | undefined;
  /** Whether anything has been read. */
  empty = true;

  /** The members that are whole now. @throws {ArchiveError} */
  feed(bytes: Uint8Array): Member[] {
    const joined = new Uint8Array(this.#buffer.length + bytes.length);
    joined.set(this.#buffer);
    joined.set(bytes, this.#buffer.length);
    if (bytes.length > 0) this.empty = false;
    const members: Member[] = [];
    let at = 0;
    while (!this.#ended && joined.length - at >= BLOCK) {
      const header = joined.subarray(at, at + BLOCK);
      if (header.every((byte) => byte === 0)) {
        this.#ended = true;
        break;
      }
      const stored = number(header, 148, 8);
      const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
      if (sum !== stored) throw new ArchiveError('This does not look like a tar archive');
      this.#begun = true;
      const size = number(header, 124, 12);
      const whole = BLOCK + Math.ceil(size / BLOCK) * BLOCK;
      if (joined.length - at < whole) break;
      const data = joined.slice(at + BLOCK, at + BLOCK + size);
      at += whole;
      const member = this.#member(header, data);
      if (member) members.push(member);
    }
    this.#buffer = this.#ended ? new Uint8Array(0) : joined.slice(at);
    return members;
  }

  /** No more bytes. @returns whether the archive broke off in the middle of a member @throws {ArchiveError} */
  end(): boolean {
    if (!this.#begun && this.#buffer.length > 0)
      throw new ArchiveError('This does not look like a tar archive');
    return !this.#ended && this.#buffer.length > 0;
  }

  #member(header: Uint8Array, data: Uint8Array): Member | undefined {
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'L' || type === 'K') {
      const name = decoder.decode(data).replace(/\0.*$/s, '');
      if (type === 'L') this.#longName = name;
      else this.#longTarget = name;
      return undefined;
    }
    if (type === 'x' || type === 'g') {
      if (type === 'g') return undefined;
      const fields = paxFields(data);
      this.#longName = fields.get('path') ?? this.#longName;
      this.#longTarget = fields.get('linkpath') ?? this.#longTarget;
      return undefined;
    }
    const prefix = text(header, 257, 8) === 'ustar' ? text(header, 345, 155) : '';
    const short = text(header, 0, 100);
    const name = this.#longName ?? (prefix === '' ? short : `${prefix}/${short}`);
    const target = this.#longTarget ?? text(header, 157, 100);
    this.#longName = undefined;
    this.#longTarget = undefined;
    const kinds: Readonly<Record<string, Member['kind']>> = { '1': 'link', '2': 'symlink', '5': 'directory' };
    const kind = kinds[type] ?? (name.endsWith('/') ? 'directory' : 'file');
    return {
      name,
      kind,
      mode: number(header, 100, 8) & 0o7777,
      uid: number(header, 108, 8),
      gid: number(header, 116, 8),
      user: text(header, 265, 32),
      group: text(header, 297, 32),
      mtime: number(header, 136, 12) * 1000,
      target,
      data,
    };
  }
}
