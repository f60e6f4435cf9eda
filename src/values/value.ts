import { randomUUID } from 'node:crypto';
import { show, TensorwireError } from '../errors';

/**
 * What the values on a message have in common.
 *
 * Node-RED clones messages with lodash.clonedeep. A value therefore has small own enumerable properties, its bytes as own
 * SharedArrayBuffers (passed by reference), and everything bulky in `body`, whose class sets Symbol.toStringTag (so that it
 * is passed by reference too). The value class itself must not set it, must not use `#private` fields, must not have a
 * getter called `name`, and is recognised by a brand on its prototype, never by instanceof: a clone may come from another
 * realm. Version = layout of the class.
 */
export abstract class Value {
  readonly id: string;
  protected constructor(id?: string) {
    this.id = id ?? randomUUID();
  }
  /** A short readable summary: debug sidebar, MQTT, HTTP. */
  abstract toJSON(): Record<string, unknown>;
  toString(): string {
    return JSON.stringify(this.toJSON());
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `${this.kind()} ${this.toString()}`;
  }
  protected abstract kind(): ValueKind;
}

export type ValueKind = 'Tensor' | 'Dataset' | 'Network' | 'Optimizer' | 'Model' | 'Report';

/** Bulky parts: passed by reference through every clone because of the tag. */
export abstract class Body {
  get [Symbol.toStringTag](): string {
    return 'TensorwireBody';
  }
}

export const LAYOUT = 1;
const brandOf = (kind: ValueKind): symbol => Symbol.for(`tensorwire.${kind}`);

/** Marks a class as the value class of this kind. */
export function brand(kind: ValueKind, type: { prototype: object }): void {
  Object.defineProperty(type.prototype, brandOf(kind), { value: LAYOUT });
}

export function isValue(kind: ValueKind, value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brandOf(kind)] === LAYOUT;
}

/** The value, or an error that says what was expected at `where` and what came. */
export function expectValue<T extends Value>(kind: ValueKind, value: unknown, subject: string, where: string): T {
  if (isValue(kind, value)) return value as T;
  const came =
    typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brandOf(kind)] !== undefined
      ? `a ${kind} of another version of this palette`
      : show(value);
  throw new TensorwireError(subject, `${where} must be a ${kind}, received ${came}`, {
    argument: where,
    expected: kind,
  });
}

/** A copy of numbers in shared memory, so that clones and worker threads see the same bytes. */
export function share<T extends Float32Array | Float64Array | Int32Array | Uint8Array>(array: T): T {
  const type = array.constructor as new (buffer: SharedArrayBuffer) => T;
  if (array.buffer instanceof SharedArrayBuffer && array.byteLength === array.buffer.byteLength) return array;
  const copy = new type(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}
