import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { Problem, TensorwireError } from '../errors';
import { type Message, type MessageName, type Scalar, schema } from './schema';

/** A field of the schema without its literal types: [number, type, 'repeated'?]. */
type Field = readonly [number, Scalar | MessageName, 'repeated'?];

const isMessage = (type: string): type is MessageName => type in schema;

/** Byte fields above this size are kept by reference and copied once, into the finished file. */
const LARGE = 1 << 12;
/** Protobuf's limit for one message. */
const MAX_BYTES = 2 ** 31 - 1;

/** Bytes as a list of pieces, so that weights are not copied at every level of nesting. */
class Pieces {
  readonly pieces: Uint8Array[] = [];
  readonly writer = new BinaryWriter();
  length = 0;

  add(bytes: Uint8Array): void {
    this.pieces.push(bytes);
    this.length += bytes.length;
  }
  flush(): void {
    const written = this.writer.finish();
    if (written.length > 0) this.add(written);
  }
}

/** Writes a message in protobuf's binary form. Throws TensorwireError above 2 GB, protobuf's limit. */
export function encode<K extends MessageName>(name: K, message: Message<K>): Uint8Array<ArrayBuffer> {
  const { pieces, length } = write(name, message as Record<string, unknown>);
  if (length > MAX_BYTES)
    throw new TensorwireError('onnx', `a model file is at most 2 GB, this one would take ${length} bytes`, { length });
  const result = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    result.set(piece, offset);
    offset += piece.length;
  }
  return result;
}

function write(name: MessageName, message: Record<string, unknown>): Pieces {
  const out = new Pieces();
  for (const [key, [number, type, repeated]] of fieldsOf(name)) {
    const value = message[key];
    if (value === undefined) continue;
    for (const one of repeated ? (value as readonly unknown[]) : [value]) writeField(out, number, type, one);
  }
  out.flush();
  return out;
}

function writeField(out: Pieces, number: number, type: Scalar | MessageName, value: unknown): void {
  const { writer } = out;
  if (isMessage(type)) {
    const inner = write(type, value as Record<string, unknown>);
    writer.tag(number, WireType.LengthDelimited).uint32(inner.length);
    if (inner.length < LARGE) for (const piece of inner.pieces) writer.raw(piece);
    else {
      out.flush();
      for (const piece of inner.pieces) out.add(piece);
    }
  } else if (type === 'bytes') {
    const bytes = value as Uint8Array;
    writer.tag(number, WireType.LengthDelimited).uint32(bytes.length);
    if (bytes.length < LARGE) writer.raw(bytes);
    else {
      out.flush();
      out.add(bytes);
    }
  } else if (type === 'string') writer.tag(number, WireType.LengthDelimited).string(value as string);
  else if (type === 'float') writer.tag(number, WireType.Bit32).float(value as number);
  else writer.tag(number, WireType.Varint)[type](value as number);
}

/** Reads a message; fields that the schema does not know are skipped. Throws TensorwireError for broken bytes. */
export function decode<K extends MessageName>(name: K, bytes: Uint8Array): Message<K> {
  try {
    return read(name, new BinaryReader(bytes), 0) as Message<K>;
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new TensorwireError('onnx', `these bytes are not an ONNX file (${(cause as Error).message})`, { cause });
  }
}

/** Messages in messages: a body in a body takes three. */
const DEEPEST = 100;

function read(name: MessageName, reader: BinaryReader, depth: number): Record<string, unknown> {
  if (depth > DEEPEST) throw new TensorwireError('onnx', `a model file is nested ${DEEPEST} deep at most`);
  const fields = fieldsByNumber(name);
  const message: Record<string, unknown> = {};
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    const found = fields.get(number);
    if (!found) {
      reader.skip(wire, number);
      continue;
    }
    const [key, [, type, repeated]] = found;
    if (!repeated) message[key] = readField(reader, type, depth);
    else {
      message[key] ??= [];
      const list = message[key] as unknown[];
      if (wire === WireType.LengthDelimited && (type === 'float' || type === 'int32' || type === 'int64')) {
        const packed = new BinaryReader(reader.bytes());
        while (packed.pos < packed.len) list.push(readField(packed, type, depth));
      } else list.push(readField(reader, type, depth));
    }
  }
  return message;
}

function readField(reader: BinaryReader, type: Scalar | MessageName, depth: number): unknown {
  if (isMessage(type)) return read(type, new BinaryReader(reader.bytes()), depth + 1);
  // beyond 2^53 the nearest that a number can be: "to the end" is 2^63 − 1, and reads as more than any length
  return type === 'int64' ? Number(reader.int64()) : reader[type]();
}

const messages: Readonly<Record<MessageName, Readonly<Record<string, Field>>>> = schema;
const fieldsOf = (name: MessageName): readonly [string, Field][] => Object.entries(messages[name]);

const numbered = new Map<MessageName, ReadonlyMap<number, readonly [string, Field]>>();
function fieldsByNumber(name: MessageName): ReadonlyMap<number, readonly [string, Field]> {
  let fields = numbered.get(name);
  if (!fields) {
    fields = new Map(fieldsOf(name).map(([key, field]) => [field[0], [key, field]]));
    numbered.set(name, fields);
  }
  return fields;
}
