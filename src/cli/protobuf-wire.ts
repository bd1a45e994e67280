/** A body that cannot be read as protobuf; the message says why. */
export class ProtobufError extends Error {}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** One field of a message as it came; each reader refuses a field of another wire type. */
export class WireField {
  readonly number: number;
  readonly #type: number;
  readonly #value: bigint | Uint8Array;

  constructor(number: number, type: number, value: bigint | Uint8Array) {
    this.number = number;
    this.#type = type;
    this.#value = value;
  }

  get isBytes(): boolean {
    return this.#type === BYTES;
  }

  /** A string, a message or bytes. */
  bytes(): Uint8Array {
    if (this.#type !== BYTES || typeof this.#value === 'bigint') throw this.#wrongType();
    return this.#value;
  }

  text(): string {
    try {
      return utf8.decode(this.bytes());
    } catch (error) {
      if (error instanceof ProtobufError) throw error;
      throw new ProtobufError(`field number ${this.number} is not UTF-8`);
    }
  }

  /** int32, int64, bool. */
  integer(): number {
    if (this.#type !== VARINT || typeof this.#value !== 'bigint') throw this.#wrongType();
    return Number(BigInt.asIntN(64, this.#value));
  }

  double(): number {
    if (this.#type !== FIXED64 || typeof this.#value === 'bigint') throw this.#wrongType();
    const { buffer, byteOffset, byteLength } = this.#value;
    return new DataView(buffer, byteOffset, byteLength).getFloat64(0, true);
  }

  /** The numbers of a packed field, as fields of one number each. */
  packed(): WireField[] {
    const reader = new Reader(this.bytes());
    const fields: WireField[] = [];
    while (!reader.ended) fields.push(new WireField(this.number, VARINT, reader.varint()));
    return fields;
  }

  #wrongType(): ProtobufError {
    return new ProtobufError(`wrong wireType = ${this.#type} for field number ${this.number}`);
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#at >= this.#bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new ProtobufError('unexpected EOF');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new ProtobufError('integer overflow');
  }

  take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw new ProtobufError('unexpected EOF');
    return this.#bytes.subarray(this.#at, (this.#at += length));
  }
}

/** The fields of a message in the order in which they came. @throws {ProtobufError} */
export function* readFields(bytes: Uint8Array): Generator<WireField, void> {
  const reader = new Reader(bytes);
  while (!reader.ended) {
    const tag = reader.varint();
    const type = Number(tag & 7n);
    const number = Number(tag >> 3n);
    if (number === 0) throw new ProtobufError('illegal tag 0');
    if (type === VARINT) yield new WireField(number, type, reader.varint());
    else if (type === BYTES) yield new WireField(number, type, reader.take(Number(reader.varint())));
    else if (type === FIXED64 || type === FIXED32)
      yield new WireField(number, type, reader.take(type === FIXED64 ? 8 : 4));
    else throw new ProtobufError(`illegal wireType ${type}`);
  }
}
