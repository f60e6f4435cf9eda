import { randomUUID } from 'node:crypto';
import { types } from 'node:util';
import { Problem, show, TensorwireError } from '../errors';

/**
 * What the values on a message have in common.
 *
 * Node-RED clones messages with lodash.clonedeep. A value therefore has small own enumerable properties, its bytes as
 * own
 * SharedArrayBuffers (passed by reference), and everything bulky in `body`, whose class sets Symbol.toStringTag (so
 * that it
 * is passed by reference too). The value class itself must not set it, must not use `#private` fields, must not have a
 * getter called `name`, and is recognized by a brand on its prototype, never by instanceof: a clone may come from
 * another
 * realm. Version = layout of the class.
 *
 * What toJSON shows can also be read from the value itself (`msg.payload.metrics.accuracy`): each of those fields is an
 * own
 * property or a getter. Getters give copies of what is in the body, so that no flow changes what another one holds.
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

const KINDS = ['Tensor', 'Dataset', 'Network', 'Optimizer', 'Model', 'Report', 'DataReport'] as const;
export type ValueKind = (typeof KINDS)[number];

/** Bulky parts: passed by reference through every clone because of the tag. */
export abstract class Body {
  get [Symbol.toStringTag](): string {
    return 'TensorwireBody';
  }
}

export const LAYOUT = 1;
const BRANDS = Object.fromEntries(KINDS.map(kind => [kind, Symbol.for(`tensorwire.${kind}`)])) as Record<
  ValueKind,
  symbol
>;

interface Class {
  readonly prototype: object;
}
interface Known {
  readonly type: Class;
  readonly body?: Class;
  readonly isWhole: (value: Record<string, unknown>) => boolean;
}
const classes = new Map<ValueKind, Known>();

/**
 * Marks a class as the value class of this kind, and `body` as its body class. `isWhole`: does an object with this
 * brand contain what such a value must? A flow can make anything.
 */
export function brand(
  kind: ValueKind,
  type: Class,
  isWhole: (value: Record<string, unknown>) => boolean,
  body?: Class,
): void {
  Object.defineProperty(type.prototype, BRANDS[kind], { value: LAYOUT });
  // A debug node shows the JSON of a class of this name as a tree, and that of others as one line of text.
  Object.defineProperty(type, 'name', { value: 'Object' });
  classes.set(kind, { type, body, isWhole });
}

/** Getters and proxies of a flow may throw; such an object is no value. */
function brandAt(kind: ValueKind, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return (value as Record<symbol, unknown>)[BRANDS[kind]];
  } catch {
    return undefined; // a getter or proxy of a flow throws: no value
  }
}

export function isValue(kind: ValueKind, value: unknown): boolean {
  if (brandAt(kind, value) !== LAYOUT) return false;
  try {
    return classes.get(kind)!.isWhole(value as Record<string, unknown>);
  } catch {
    return false; // a getter of a flow's own object throws: it is no value either
  }
}

/** The properties of a body; none if it is not one. */
export function bodyOf({ body }: Record<string, unknown>): Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(body) === '[object TensorwireBody]' ? (body as Record<string, unknown>) : {};
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Which kind of value this is, of any layout version. */
export function kindOf(value: unknown): ValueKind | undefined {
  return [...classes.keys()].find(kind => brandAt(kind, value) !== undefined);
}

/** A value for structured clone to a worker thread: shared memory is passed by reference, classes are lost. */
export interface Crossing {
  readonly tensorwire: ValueKind;
  readonly layout: number;
  readonly own: Readonly<Record<string, unknown>>;
}

/** A value as plain data for `postMessage`; `revive` is the way back. */
export function forCrossing(value: Value): Crossing {
  const kind = kindOf(value);
  if (kind === undefined)
    throw new TensorwireError('worker', `expected a value of this palette, received ${show(value)}`);
  const own = Object.fromEntries(
    Object.entries(value).map(([key, v]) => [key, key === 'body' ? Object.assign({}, v) : v]),
  );
  return { tensorwire: kind, layout: LAYOUT, own };
}

/** The value that `forCrossing` took apart, over the same memory. */
export function revive(crossing: Crossing): Value {
  const found = classes.get(crossing.tensorwire);
  if (found === undefined || crossing.layout !== LAYOUT)
    throw new TensorwireError('worker', `cannot read a ${crossing.tensorwire} of layout ${crossing.layout}`);
  const value = Object.assign(Object.create(found.type.prototype), crossing.own);
  if (found.body) value.body = Object.assign(Object.create(found.body.prototype), crossing.own.body);
  return value;
}

/** The value, or an error that says what was expected at `where` and what came. */
export function expectValue<T extends Value>(kind: ValueKind, value: unknown, where: string): T {
  if (isValue(kind, value)) return value as T;
  const problem = `${where} must be a ${kind}, received ${describe(kind, value)}`;
  throw new Problem(problem, { argument: where, expected: kind });
}

function describe(expected: ValueKind, value: unknown): string {
  const kind = kindOf(value);
  if (kind !== undefined && kind !== expected) return `a ${kind}`;
  if (kind !== undefined && brandAt(kind, value) === LAYOUT)
    return `a ${kind} without its contents; a flow can pass values on, but not make or copy them`;
  if (kind !== undefined) return `a ${kind} of another version of this palette`;
  const summary = summaryOf(value);
  if (summary === undefined) return show(value);
  return `the JSON summary of a ${summary}, which does not hold the ${summary} itself (it went through a file context, MQTT or JSON)`;
}

/** The kind whose `toJSON` made this plain object; undefined for anything else. */
export function summaryOf(value: unknown): ValueKind | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value))
    return undefined;
  const has = (...keys: string[]) => keys.every(key => Object.hasOwn(value, key));
  if (has('model', 'version', 'task', 'parameters', 'created')) return 'Model';
  if (has('split', 'rows', 'metrics', 'baseline')) return 'Report';
  if (has('looked', 'columns', 'correlations', 'warnings')) return 'DataReport';
  if (has('dataset', 'rows', 'columns', 'targets')) return 'Dataset';
  if (has('tensor', 'shape', 'first')) return 'Tensor';
  if (has('network', 'outputs')) return 'Network';
  return has('optimizer', 'args') ? 'Optimizer' : undefined;
}

/** Typed arrays that a tensor, a column or a weight may hold. */
export type SharedData = Float32Array | Float64Array | Int32Array | Uint8Array;

/**
 * Numbers in shared memory, so that clones and worker threads see the same bytes: the array itself where it fills a
 * SharedArrayBuffer, else a copy. The result is of this realm's class, whatever realm the array came from.
 */
export function share<T extends SharedData>(array: T): T {
  if (types.isSharedArrayBuffer(array.buffer) && array.byteLength === array.buffer.byteLength) return array;
  const type = classOf(array) as new (buffer: SharedArrayBuffer) => SharedData;
  const copy = new type(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy as T;
}

function classOf(array: SharedData) {
  if (types.isFloat32Array(array)) return Float32Array;
  if (types.isFloat64Array(array)) return Float64Array;
  return types.isInt32Array(array) ? Int32Array : Uint8Array;
}

/** A deep copy of plain JSON data, for getters. */
export const copyOf = <T>(data: T): T => (typeof data === 'object' && data !== null ? structuredClone(data) : data);
