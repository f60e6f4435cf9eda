import { Problem } from '../errors';
import type { Column } from '../spec';
import { columnError, count, listed, quoted, unknownColumn } from './error-text';
import { rowsIn, startOf } from './table/array-rows';
import type { RawTable } from './table/raw-table';
import { wholeNames } from './table/whole-names';

/** The requested targets, or those that came with the data. */
export function targetNames(raw: RawTable, wanted: readonly string[]): readonly string[] {
  const names = raw.columns.map(c => c.name);
  const pieces = wanted.filter(name => name !== '');
  const targets = [...new Set(wholeNames(pieces, names))];
  for (const name of targets) {
    if (names.includes(name)) continue;
    const within = names.filter(other => other.startsWith(`${name}.`));
    if (within.length === 0) throw unknownTarget(name, raw);
    throw columnError(
      name,
      `cannot be the target: it holds records, whose values are the columns ${listed(within)}; choose among these`,
    );
  }
  if (targets.length > 0) return targets;
  if (raw.targets !== undefined) return raw.targets;
  throw new Problem(`target must be one of the columns ${listed(names)}, received nothing`, {
    argument: 'target',
  });
}

/** Findings about the file, such as its other sheets, may say where the column is. */
function unknownTarget(wanted: string, { columns, dialect }: RawTable): Problem {
  const unknown = unknownColumn(
    'target',
    wanted,
    columns.map(({ name }) => name),
  );
  const found = [...(dialect?.leftOut ?? []), ...(dialect?.warnings ?? [])];
  return new Problem([unknown.problem, ...found].join('; '), unknown.details);
}

/** A target needs at least two different values, among all rows and among the training rows. */
export function checkTarget(column: Column, trainRows?: Int32Array): void {
  const { name, data, labels } = column;
  if (labels === undefined) return;
  const seen = new Set<number>();
  const rows = trainRows ?? data.keys();
  let number = 0;
  for (const row of rows) {
    number++;
    if (data[row]! >= 0) seen.add(data[row]!);
    if (seen.size > 1) return;
  }
  const label = labels[[...seen][0] ?? 0] ?? '';
  const where = trainRows === undefined ? '' : ' training';
  const remedy = trainRows === undefined || labels.length < 2 ? '' : '; split the rows stratified by the target';
  throw columnError(
    name,
    `is a target with one class: ${quoted(label)} in all ${count(number)}${where} rows; there must be at least two classes${remedy}`,
  );
}

/** Classes without a training row: nothing can be learned about them. */
export function unseenClasses({ data, labels = [] }: Column, trainRows: Int32Array): string[] {
  const seen = new Uint8Array(labels.length);
  for (const row of trainRows) if (data[row]! >= 0) seen[data[row]!] = 1;
  return labels.filter((_, code) => seen[code] === 0);
}

/** The class of each row, for a stratified split; null if the target is not a class. */
export function classCodes(column: Column): { codes: Int32Array; count: number } | null {
  if (column.labels !== undefined) return { codes: column.data, count: column.labels.length };
  if (column.type !== 'tensor' || column.shape.length !== 1) return null;
  const { data, shape } = column;
  const width = shape[0]!;
  const codes = new Int32Array(rowsIn(column));
  const start = startOf(column);
  for (let row = 0; row < codes.length; row++) {
    const values = Array.from(data.subarray(start(row), start(row) + width));
    const isOneHot = values.every(v => v === 0 || v === 1) && values.filter(v => v === 1).length === 1;
    if (!isOneHot) return null;
    codes[row] = values.indexOf(1);
  }
  return { codes, count: width };
}
