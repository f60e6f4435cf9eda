import { TensorwireError } from '../../errors';
import type { Dataset } from '../../values/dataset';
import type { Column, Encoded, TargetPipeline } from '../types';
import { cellError, quoted } from '../words';
import { places } from './categories';
import { columnFor, widthOf } from './encode';

export type TargetForm = 'index' | 'one-hot' | 'number';

/**
 * The target of rows, as a loss wants it:
 * - `index`: Int32 [rows], the number of the class
 * - `one-hot`: Float32 [rows, classes]
 * - `number`: Float32 [rows, 1]: standardised, or as it is (regression), 0 or 1 (binary); [rows, …shape] for a tensor target
 */
export function encodeTarget(
  target: TargetPipeline,
  form: TargetForm,
  data: Dataset | readonly Column[],
  rows: Int32Array,
): Encoded {
  const column = columnFor(target, data);
  if (target.type === 'tensor') return encodeTensor(target, form, column, rows);
  if (target.task === 'regression') return encodeNumber(target, form, column, rows);
  const index = classIndices(target, column, rows);
  if (form === 'index') return { data: index, shape: [rows.length] };
  if (form === 'number') {
    if (target.task !== 'binary') throw unfit(target, form);
    return { data: Float32Array.from(index), shape: [rows.length, 1] };
  }
  const width = target.classes!.length;
  const out = new Float32Array(rows.length * width);
  index.forEach((code, i) => {
    out[i * width + code] = 1;
  });
  return { data: out, shape: [rows.length, width] };
}

/** Numbers in their own unit, Float64 [rows]: what evaluation compares with. */
export function targetNumbers(
  target: TargetPipeline,
  data: Dataset | readonly Column[],
  rows: Int32Array,
): Float64Array {
  const column = columnFor(target, data);
  return Float64Array.from(rows, row => {
    const value = column.data[row]!;
    if (Number.isNaN(value)) throw cellError('data', column.name, row, 'the target is missing');
    return value;
  });
}

function encodeNumber(target: TargetPipeline, form: TargetForm, column: Column, rows: Int32Array): Encoded {
  const { transform } = target;
  if (form !== 'number' || !(transform.kind === 'standardize' || transform.kind === 'identity'))
    throw unfit(target, form);
  const { mean, std } = transform.kind === 'standardize' ? transform : { mean: 0, std: 1 };
  const numbers = targetNumbers(target, [column], rows);
  return { data: Float32Array.from(numbers, value => (value - mean) / std), shape: [rows.length, 1] };
}

function classIndices(target: TargetPipeline, column: Column, rows: Int32Array): Int32Array {
  const place = places(column.labels!, target.classes!);
  return Int32Array.from(rows, row => {
    const code = column.data[row]!;
    const found = code < 0 ? -1 : place[code]!;
    if (found >= 0) return found;
    const received = code < 0 ? 'nothing' : quoted(column.labels![code]!);
    throw cellError('data', column.name, row, `expected one of the classes that the model knows, received ${received}`);
  });
}

function encodeTensor(target: TargetPipeline, form: TargetForm, column: Column, rows: Int32Array): Encoded {
  const width = widthOf(target.shape);
  const source = column.data as Float32Array;
  const out = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    out.set(source.subarray(row * width, (row + 1) * width), i * width);
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
