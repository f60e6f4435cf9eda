import { types } from 'node:util';
import { badArgument, readSafely, splitRecords, type TableSource } from '../../src';

/** The table in a message, by the kind of value; it may come from another realm (function nodes). */
export const tableFrom = (value: unknown, where: string): TableSource =>
  readSafely(`msg.${where}`, () => kindOfTable(value, where));

function kindOfTable(value: unknown, where: string): TableSource {
  if (typeof value === 'string' || types.isUint8Array(value)) return { text: value };
  if (Array.isArray(value)) return { records: value };
  if (typeof value === 'object' && value !== null && 'features' in value && 'targets' in value)
    return { features: value.features, targets: value.targets };
  const split = splitRecords(value);
  if (split !== null) return split;
  throw badArgument(
    `msg.${where}`,
    'an array of records, CSV or JSON as text or Buffer, or { features, targets }',
    value,
  );
}
