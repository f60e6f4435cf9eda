import { about, TensorwireError } from '../../errors';
import { elements } from '../../shape';
import type { Column, Encoded, TargetPipeline, TensorColumn } from '../../spec';
import type { Dataset } from '../../values/dataset';

import { cellError, quoted } from '../error-text';
import { startOf } from '../table/array-rows';
import { arrayScaler } from './array-scale';
import { places } from './categories';
import { columnFor } from './encode';
import { room } from './room';
import { isScale, scaler } from './scales';
import { sharedRows } from './shared-rows';

export type TargetForm = 'index' | 'one-hot' | 'number';

/**
 * The target of rows, in the form that a loss needs:
 * - `index`: Int32 [rows], the number of the class
 * - `one-hot`: Float32 [rows, classes]
 * - `number`: Float32 [rows, 1]: scaled, or as it is (regression), 0 or 1 (binary); [rows, …shape] for a tensor target
 */
export function encodeTarget(
  target: TargetPipeline,
  form: TargetForm,
  data: Dataset | readonly Column[],
  rows: Int32Array,
): Encoded {
  return about('data', () => encode(target, form, columnFor(target, data), rows));
}

/** The same for a training: windows of a series share their numbers. */
export function encodeSharedTarget(
  target: TargetPipeline,
  form: TargetForm,
  data: Dataset | readonly Column[],
  rows: Int32Array,
): Encoded {
  const column = about('data', () => columnFor(target, data));
  if (column.type !== 'tensor' || column.starts === undefined || form === 'index')
    return encodeTarget(target, form, data, rows);
  const scale = about('data', () => arrayScaler(target.transform, target.shape));
  return { ...sharedRows(column, rows, scale), shape: [rows.length, ...target.shape] };
}

function encode(target: TargetPipeline, form: TargetForm, column: Column, rows: Int32Array): Encoded {
  if (column.type === 'tensor') return encodeTensor(target, form, column, rows);
  if (target.task === 'regression') return encodeNumber(target, form, column, rows);
  const index = classIndices(target, column, rows);
  if (form === 'index') return { data: index, shape: [rows.length] };
  if (form === 'number') {
    if (target.task !== 'binary') throw unfit(target, form);
    return { data: Float32Array.from(index), shape: [rows.length, 1] };
  }
  const width = target.classes!.length;
  const out = room(rows.length, width, [{ name: target.name, width }]);
  index.forEach((code, i) => {
    out[i * width + code] = 1;
  });
  return { data: out, shape: [rows.length, width] };
}

/** Numbers in their own unit, Float64 [rows, …shape]: for evaluation. */
export function targetNumbers(
  target: TargetPipeline,
  data: Dataset | readonly Column[],
  rows: Int32Array,
): Float64Array {
  return about('data', () => numbersOf(target, columnFor(target, data), rows));
}

function numbersOf(target: TargetPipeline, column: Column, rows: Int32Array): Float64Array {
  const width = elements(target.shape);
  const numbers = new Float64Array(rows.length * width);
  const start = startOf(column);
  rows.forEach((row, i) => {
    const from = start(row);
    for (let at = 0; at < width; at++) numbers[i * width + at] = column.data[from + at]!;
    if (Number.isNaN(numbers[i * width]!)) throw cellError(column.name, row, 'the target is missing');
  });
  return numbers;
}

function encodeNumber(target: TargetPipeline, form: TargetForm, column: Column, rows: Int32Array): Encoded {
  const { transform } = target;
  if (form !== 'number' || !isScale(transform)) throw unfit(target, form);
  const numbers = numbersOf(target, column, rows);
  return { data: Float32Array.from(numbers, scaler(transform)), shape: [rows.length, 1] };
}

function classIndices(target: TargetPipeline, column: Column, rows: Int32Array): Int32Array {
  const { data, labels } = column;
  const classOf = labels === undefined ? numberPlaces(target.classes!) : labelPlaces(labels, target.classes!);
  return Int32Array.from(rows, row => {
    const value = data[row]!;
    const found = classOf(value);
    if (found >= 0) return found;
    const isMissing = labels === undefined ? Number.isNaN(value) : value < 0;
    const received = isMissing ? 'nothing' : quoted(labels?.[value] ?? String(value));
    throw cellError(column.name, row, `expected one of the classes that the model knows, received ${received}`);
  });
}

/** The position of a column's code among the classes, −1: none. */
function labelPlaces(labels: readonly string[], classes: readonly string[]): (code: number) => number {
  const place = places(labels, classes);
  return code => (code < 0 ? -1 : place[code]!);
}

/** The same for whole numbers that are class names. */
function numberPlaces(classes: readonly string[]): (value: number) => number {
  const place = new Map(classes.map((name, at) => [Number(name), at]));
  return value => place.get(value) ?? -1;
}

function encodeTensor(target: TargetPipeline, form: TargetForm, column: TensorColumn, rows: Int32Array): Encoded {
  const width = elements(target.shape);
  const source = column.data;
  const scale = arrayScaler(target.transform, target.shape);
  const out = new Float32Array(rows.length * width);
  const start = startOf(column);
  rows.forEach((row, i) => {
    const from = start(row);
    if (scale === null) out.set(source.subarray(from, from + width), i * width);
    else for (let at = 0; at < width; at++) out[i * width + at] = scale(source[from + at]!, at);
  });
  if (form !== 'index') return { data: out, shape: [rows.length, ...target.shape] };
  if (target.task !== 'classification') throw unfit(target, form);
  return {
    data: Int32Array.from(rows, (_, i) => out.subarray(i * width, (i + 1) * width).indexOf(1)),
    shape: [rows.length],
  };
}

const unfit = (target: TargetPipeline, form: TargetForm) =>
  new TensorwireError(
    `target ${quoted(target.name)}`,
    `a ${target.task} target cannot be given as ${form}: the loss does not suit it`,
    { task: target.task, form },
  );
