import type { ColumnPipeline, Pipeline } from '../data/types';
import { elements } from '../values/tensor';
import type { Rows } from './batcher';
import type { InputPort } from './ports';

/** The inputs of a network for one record. */
export type OneRecord = readonly Rows[];

/**
 * A short way for the commonest message, one clean record: no columns, no dictionaries, one function for each column that
 * was made beforehand. It knows only values that need no rule (a finite number for a number, a category of training, a
 * flat array of the right length for a tensor); for anything else it gives undefined, and the long way answers, warns or
 * fails. It never differs from the long way where it answers.
 */
export function recordEncoder(
  pipeline: Pipeline,
  inputs: readonly InputPort[],
): (payload: unknown) => OneRecord | undefined {
  const places = new Map(pipeline.features.map((feature, index) => [feature.name, index]));
  const ports = inputs.map(port => {
    const columns = port.columns?.map(name => pipeline.features[places.get(name)!]!) ?? pipeline.features;
    let offset = 0;
    const writers = columns.map(column => {
      const write = writerOf(column, offset);
      offset += elements(column.shape);
      return { name: column.name, place: places.get(column.name)!, write };
    });
    return { port, width: offset, writers };
  });
  const all = ports.flatMap(({ writers }) => writers);
  const used = new Set(all.map(({ name }) => name));
  // The long way asks for every feature, also for those that no input takes.
  if (used.size < places.size || all.some(({ write }) => !write) || inputs.some(({ dtype }) => dtype !== 'float32'))
    return () => undefined;
  const lone = pipeline.features.length === 1 && pipeline.features[0]!.type === 'tensor';

  const encode = (cell: (name: string, place: number) => unknown): OneRecord | undefined => {
    const rows: Rows[] = [];
    for (const { port, width, writers } of ports) {
      const data = new Float32Array(width);
      for (const { name, place, write } of writers) if (!write!(cell(name, place), data)) return undefined;
      rows.push({ data, shape: port.shape });
    }
    return rows;
  };

  return payload => {
    if (Array.isArray(payload)) {
      if (typeof payload[0] === 'object') return undefined;
      if (lone) return encode(() => payload);
      return payload.length === places.size ? encode((_, place) => payload[place]) : undefined;
    }
    return isPlain(payload) ? encode(name => (Object.hasOwn(payload, name) ? payload[name] : undefined)) : undefined;
  };
}

/** An object of JSON or of a function node, which is another realm. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Writes a column's value, or says that it does not know it. undefined: the column always takes the long way. */
function writerOf(column: ColumnPipeline, at: number): ((value: unknown, out: Float32Array) => boolean) | undefined {
  const { transform, type } = column;
  if (transform.kind === 'standardize' && (type === 'number' || type === 'integer')) {
    const { mean, std } = transform;
    return (value, out) => {
      if (typeof value !== 'number' || !Number.isFinite(value)) return false;
      out[at] = (value - mean) / std;
      return true;
    };
  }
  if (transform.kind === 'one-hot') {
    const place = new Map(transform.categories.map((category, i) => [category, at + i]));
    return (value, out) => {
      const found = typeof value === 'string' ? place.get(value) : undefined;
      if (found !== undefined) out[found] = 1;
      return found !== undefined;
    };
  }
  if (transform.kind === 'boolean') {
    const [no, yes] = transform.labels;
    return (value, out) => {
      const word = typeof value === 'boolean' ? String(value) : value;
      if (word === yes) out[at] = 1;
      return word === yes || word === no;
    };
  }
  if (transform.kind === 'identity' && type === 'tensor') {
    const size = elements(column.shape);
    if (column.shape.length !== 1) return undefined;
    return (value, out) => {
      if (!Array.isArray(value) || value.length !== size) return false;
      for (let i = 0; i < size; i++) {
        const element = value[i];
        if (typeof element !== 'number' || !Number.isFinite(element)) return false;
        out[at + i] = element;
      }
      return true;
    };
  }
  return undefined;
}
