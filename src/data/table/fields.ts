import { types } from 'node:util';
import { Problem } from '../../errors';
import { quoted } from '../error-text';

/** Nested records: `{sensor: {t: 5}}` has the column `sensor.t`, in training and in prediction. */

/** Records nested deeper than this are not a table. */
export const DEEPEST_FIELD = 8;

export type Fields = Readonly<Record<string, unknown>>;

/**
 * The keys of a plain object, from JSON or a function node (another realm); null for one without any, and for a Date, a
 * Buffer as JSON, or an instance of a class.
 */
export function fieldKeys(value: unknown): readonly string[] | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || types.isProxy(value)) return null;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return null;
  if (ArrayBuffer.isView(value) || types.isDate(value) || types.isBoxedPrimitive(value)) return null;
  const { type, data } = value as { type?: unknown; data?: unknown };
  const isBuffer = type === 'Buffer' && Array.isArray(data);
  if (isBuffer || Object.hasOwn(value, 'valueOf')) return null;
  const keys = Object.keys(value);
  return keys.length === 0 ? null : keys;
}

export const isFields = (value: unknown): value is Record<string, unknown> => fieldKeys(value) !== null;

/** The value of a column in a record, by its own key or nested; undefined: none. Two values are an error. */
export function fieldOf(record: Fields, name: string): unknown {
  const own = Object.hasOwn(record, name) ? record[name] : undefined;
  if (!name.includes('.')) return own;
  const inner = nestedField(record, name);
  if (isMissing(own)) return isMissing(inner) ? (own ?? inner) : inner;
  if (isMissing(inner)) return own;
  throw new Problem(`has ${quoted(name)} twice, as a key of its own and within a record: leave one of them out`);
}

const isMissing = (value: unknown): boolean => value === undefined || value === null;

function nestedField(record: Fields, name: string): unknown {
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const key = name.slice(0, dot);
    if (!Object.hasOwn(record, key)) continue;
    const inner = record[key];
    if (inner === null) return null;
    if (!isFields(inner)) continue;
    const value = fieldOf(inner, name.slice(dot + 1));
    if (value !== undefined) return value;
  }
  return undefined;
}
