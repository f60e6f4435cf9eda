import { show } from '../errors';
import type { Column } from '../spec';
import { cellError, columnError, unknownColumn } from './error-text';
import type { RawTable } from './table/raw-table';

/** The requested column of sample weights; null: none, all rows count equally. */
export function sampleWeightName(raw: RawTable, wanted: string | undefined, targets: readonly string[]): string | null {
  if (wanted === undefined || wanted === '') return null;
  const names = raw.columns.map(c => c.name);
  if (!names.includes(wanted)) throw unknownColumn('sampleWeight', wanted, names);
  if (targets.includes(wanted)) throw columnError(wanted, 'cannot be the target and the sample weight at once');
  return wanted;
}

/**
 * Every weight must be at least 0, and some training row's must be above it. `rowOf` returns the row number that the
 * user sees.
 */
export function checkSampleWeight({ name, data }: Column, trainRows: Int32Array, rowOf: (row: number) => number): void {
  const wrong = data.findIndex((weight: number) => !(weight >= 0));
  if (wrong >= 0) {
    const received = Number.isNaN(data[wrong]!) ? 'nothing' : show(data[wrong]);
    throw cellError(name, rowOf(wrong), `expected a sample weight of at least 0, received ${received}`);
  }
  if (!trainRows.some(row => data[row]! > 0)) throw columnError(name, 'gives no training row a sample weight above 0');
}
