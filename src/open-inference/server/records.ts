import { Pacer } from '../../data';
import { Problem } from '../../errors';
import { elements } from '../../shape';
import type { ColumnPipeline, Pipeline } from '../../spec';
import { Tensor } from '../../values/tensor';
import type { NamedTensor } from '../protocol/tensors';

/** Values that are read between two checks of the clock. */
const AT_ONCE = 2048;

/**
 * The tensors of a request as records for a predictor: one key for each column, or a Tensor of all rows where a model
 * takes a single array. A tensor that is no column is left out, as an unknown key of a record is. A column that is missing is
 * missing in the records too, so that the predictor says it. With pauses: there may be many.
 */
export async function recordsOf({ features }: Pipeline, tensors: readonly NamedTensor[]): Promise<unknown> {
  const byName = new Map(tensors.map(tensor => [tensor.name, tensor]));
  if (byName.size < tensors.length) throw new Problem('two of the inputs have the same name');
  const [first] = features;
  const lone = features.length === 1 && first!.type === 'tensor' ? byName.get(first!.name) : undefined;
  if (lone) return new Tensor(new Float32Array(numbersOf(first!, lone)), lone.shape);
  const given = features.flatMap(feature => {
    const tensor = byName.get(feature.name);
    return tensor ? [{ feature, rows: rowsOf(feature, tensor), cell: cellsOf(feature, tensor) }] : [];
  });
  const rows = given[0]?.rows ?? 0;
  const odd = given.find(other => other.rows !== rows);
  if (odd)
    throw new Problem(
      `all inputs must have the same number of rows: "${given[0]!.feature.name}" has ${rows}, "${odd.feature.name}" has ${odd.rows}`,
    );
  if (given.length === 0)
    throw new Problem(`the inputs must be columns of the model: ${features.map(({ name }) => name).join(', ')}`);
  const records: object[] = [];
  const add = (from: number, to: number): void => {
    for (let row = from; row < to; row++)
      records.push(Object.fromEntries(given.map(({ feature, cell }) => [feature.name, cell(row)])));
  };
  const width = given.reduce((sum, { feature }) => sum + elements(feature.shape), 0);
  await new Pacer().blocks(rows, add, Math.max(1, Math.floor(AT_ONCE / width)));
  return records;
}

/** [rows] or [rows, 1] for a single value a row, [rows, …] for an array. */
function rowsOf({ name, type, shape }: ColumnPipeline, tensor: NamedTensor): number {
  const row = type === 'tensor' ? shape : [1];
  const [rows, ...inner] = tensor.shape;
  const isPlain = type !== 'tensor' && inner.length === 0;
  if (rows === undefined || !(isPlain || String(inner) === String(row)))
    throw new Problem(
      `input "${name}" must have the shape [rows, ${row.join(', ')}], received [${tensor.shape.join(', ')}]`,
    );
  return rows;
}

function cellsOf(feature: ColumnPipeline, tensor: NamedTensor): (row: number) => unknown {
  const { data, datatype } = tensor;
  if (feature.type === 'tensor') {
    const numbers = numbersOf(feature, tensor);
    const { shape } = feature;
    const width = elements(shape);
    const part = (row: number) => Float32Array.from(numbers.subarray(row * width, (row + 1) * width));
    return shape.length === 1 ? row => Array.from(part(row)) : row => new Tensor(part(row), shape);
  }
  if (datatype === 'BYTES') return row => (data as readonly (string | null)[])[row];
  const numbers = data as Float32Array;
  const value = (row: number) => (Number.isNaN(numbers[row]) ? null : numbers[row]);
  return datatype === 'BOOL' ? row => (value(row) === null ? null : value(row) === 1) : value;
}

function numbersOf({ name }: ColumnPipeline, { data, datatype }: NamedTensor): Float32Array | Float64Array {
  if (datatype !== 'BYTES') return data as Float32Array | Float64Array;
  throw new Problem(`input "${name}" must have numbers, received BYTES`);
}
