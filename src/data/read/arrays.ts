import { badArgument, Problem, show, unreadable } from '../../errors';
import { Tensor } from '../../values/tensor';
import { ColumnBuilder } from '../column/builder';
import { columnError, count, isRecord, quoted } from '../error-text';
import { MOST_COLUMNS, MOST_MESSAGE_ROWS, tooManyColumns } from '../limits';
import { Pacer } from '../pace';
import { flattenRows, isNest, MAX_RANK, nestShape } from '../table/nested';
import { EMPTY, type RawColumn, type RawTable } from '../table/raw-table';
import { TableBuilder } from './table-builder';

/**
 * Arrays whose first axis is the rows: nested arrays, typed arrays or Tensors, for all features together or by name.
 * [rows, …] becomes one tensor column, [rows] and [rows, 1] a plain one; rows of texts, and records, become separate
 * columns.
 */
export async function readArrays(features: unknown, targets: unknown, source: string): Promise<RawTable> {
  try {
    return await tableOf(features, targets, source);
  } catch (error) {
    throw unreadable('a value in it', error);
  }
}

async function tableOf(features: unknown, targets: unknown, source: string): Promise<RawTable> {
  const pacer = new Pacer();
  const inputs = await columnsOf(features, 'features', pacer);
  const outputs = targets === undefined ? [] : await columnsOf(targets, 'target', pacer);
  const columns = [...inputs, ...outputs];
  const first = columns[0];
  if (first === undefined) throw new Problem('is empty: it has no columns and no rows');
  for (const { column, rows } of columns) {
    if (rows !== first.rows)
      throw new Problem(
        `${quoted(column.name)} has ${count(rows)} rows, ${quoted(first.column.name)} has ${count(first.rows)}`,
        {
          column: column.name,
          expected: first.rows,
          received: rows,
        },
      );
  }
  const names = new Set<string>();
  const twice = columns.find(({ column: { name } }) => names.size === names.add(name).size);
  if (twice !== undefined) throw new Problem(`two columns are called ${quoted(twice.column.name)}`);
  if (first.rows === 0) throw new Problem('has 0 rows');
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

async function columnsOf(value: unknown, name: string, pacer: Pacer, depth = 0): Promise<Counted[]> {
  if (isRecord(value)) {
    if (depth === MAX_RANK) throw columnError(name, `is nested deeper than ${MAX_RANK} objects`);
    const named: Counted[] = [];
    const entries = Object.entries(value);
    if (entries.length > MOST_COLUMNS) throw tooManyColumns(entries.length);
    for (const [key, inner] of entries) named.push(...(await columnsOf(inner, key, pacer, depth + 1)));
    return named;
  }
  if (!isNest(value)) throw badArgument(short(name), 'nested arrays or a Tensor', value);
  if (Array.isArray(value) && value.length > MOST_MESSAGE_ROWS)
    throw columnError(name, `has ${count(value.length)} rows, at most ${count(MOST_MESSAGE_ROWS)} are possible`);
  if (Array.isArray(value) && value.length > 0) {
    const first: unknown = value[0];
    const mixed = Array.isArray(first) && first.some(cell => typeof cell !== 'number' && !isNest(cell));
    if (isRecord(first) || mixed) return rowsOf(value, name, pacer);
    if (!isNest(first)) return [await plainColumn(value, name, pacer)];
  }
  return [await nestColumn(value, name, pacer)];
}

/** [rows] of numbers, texts, booleans, dates */
async function plainColumn(cells: readonly unknown[], name: string, pacer: Pacer): Promise<Counted> {
  const builder = new ColumnBuilder(name);
  await pacer.blocks(cells.length, (from, to) => {
    for (let row = from; row < to; row++) builder.set(row, cells[row]);
  });
  return { column: builder.finish(cells.length), rows: cells.length };
}

async function rowsOf(rows: readonly unknown[], name: string, pacer: Pacer): Promise<Counted[]> {
  const table = new TableBuilder('payload');
  await table.addRows(rows, pacer);
  const rename = (column: RawColumn) => ({ ...column, name: column.name.replace(/^column /, `${name} `) });
  const named = Array.isArray(rows[0]) ? rename : (column: RawColumn) => column;
  const { columns } = await table.finish();
  return columns.map(column => ({ column: named(column), rows: rows.length }));
}

async function nestColumn(value: unknown, name: string, pacer: Pacer): Promise<Counted> {
  const rows = nestShape(value)[0] ?? 0;
  const { data, shape } = await flattenRows(value, name, pacer);
  const inner = shape.slice(1);
  if (inner.includes(0) || (Tensor.is(value) && shape.length === 0))
    throw badArgument(short(name), 'arrays with at least one value in each row', show(value));
  if (inner.length > 1 || (inner.length === 1 && inner[0]! > 1))
    return { column: { ...EMPTY, name, tensor: { data, shape: inner } }, rows };
  return { column: { ...EMPTY, name, numbers: new Float64Array(data) }, rows };
}

/** A name of a message as an error tells it: of any length there. */
const short = (name: string): string => (name.length > 60 ? quoted(name) : name);
