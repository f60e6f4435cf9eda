import { badArgument, show, TensorwireError } from '../../errors';
import { Tensor } from '../../values/tensor';
import { ColumnBuilder } from '../column-builder';
import { flattenNest, isNest, nestShape } from '../nested';
import type { RawColumn, RawTable } from '../raw';
import { count, isRecord, subjectOf } from '../words';
import { TableBuilder } from './table-builder';

/**
 * Arrays whose first axis is the rows: nested arrays, typed arrays or Tensors, for all features together or by name.
 * [rows, …] becomes one tensor column, [rows] and [rows, 1] a plain one; rows that hold texts, and records, become columns
 * of their own.
 */
export async function readArrays(features: unknown, targets: unknown, source: string): Promise<RawTable> {
  const subject = subjectOf(source);
  const inputs = await columnsOf(features, 'features', subject);
  const outputs = targets === undefined ? [] : await columnsOf(targets, 'target', subject);
  const columns = [...inputs, ...outputs];
  const first = columns[0];
  if (first === undefined) throw new TensorwireError(subject, 'is empty: it has no columns and no rows');
  for (const { column, rows } of columns) {
    if (rows !== first.rows)
      throw new TensorwireError(
        subject,
        `"${column.name}" has ${count(rows)} rows, "${first.column.name}" has ${count(first.rows)}`,
        { column: column.name, expected: first.rows, received: rows },
      );
  }
  const twice = columns.find(({ column }, i) => columns.findIndex(other => other.column.name === column.name) < i);
  if (twice !== undefined) throw new TensorwireError(subject, `two columns are called "${twice.column.name}"`);
  if (first.rows === 0) throw new TensorwireError(subject, 'has 0 rows');
  return {
    source,
    rows: first.rows,
    columns: columns.map(c => c.column),
    ...(outputs.length > 0 && { targets: outputs.map(c => c.column.name) }),
  };
}

interface Counted {
  readonly column: RawColumn;
  readonly rows: number;
}

async function columnsOf(value: unknown, name: string, subject: string): Promise<Counted[]> {
  if (isRecord(value)) {
    const named = Object.entries(value).map(([key, inner]) => columnsOf(inner, key, subject));
    return (await Promise.all(named)).flat();
  }
  if (!isNest(value)) throw badArgument(subject, name, 'nested arrays or a Tensor', value);
  if (Array.isArray(value) && value.length > 0) {
    const first: unknown = value[0];
    const mixed = Array.isArray(first) && first.some(cell => typeof cell !== 'number' && !isNest(cell));
    if (isRecord(first) || mixed) return rowsOf(value, name, subject);
    if (!isNest(first)) return [plainColumn(value, name, subject)];
  }
  return [nestColumn(value, name, subject)];
}

/** [rows] of numbers, texts, booleans, dates */
function plainColumn(cells: readonly unknown[], name: string, subject: string): Counted {
  const builder = new ColumnBuilder(name, subject, cells.length);
  for (const [row, cell] of cells.entries()) builder.set(row, cell);
  return { column: builder.finish(cells.length), rows: cells.length };
}

async function rowsOf(rows: readonly unknown[], name: string, subject: string): Promise<Counted[]> {
  const table = new TableBuilder('payload', subject, undefined, rows.length);
  for (const row of rows) table.addRow(row);
  const rename = (column: RawColumn) => ({ ...column, name: column.name.replace(/^column /, `${name} `) });
  const named = Array.isArray(rows[0]) ? rename : (column: RawColumn) => column;
  const { columns } = await table.finish();
  return columns.map(column => ({ column: named(column), rows: rows.length }));
}

function nestColumn(value: unknown, name: string, subject: string): Counted {
  const rows = nestShape(value)[0] ?? 0;
  const { data, shape } = flattenNest(value, subject, name, null);
  const inner = shape.slice(1);
  if (inner.includes(0) || (Tensor.is(value) && shape.length === 0))
    throw badArgument(subject, name, 'arrays with at least one value in each row', show(value));
  if (inner.length > 1 || (inner.length === 1 && inner[0]! > 1))
    return { column: { name, numbers: null, codes: null, texts: [], tensor: { data, shape: inner } }, rows };
  return { column: { name, numbers: Float64Array.from(data), codes: null, texts: [] }, rows };
}
