import type { ColumnView } from '../widgets/widget';

/** A record to predict: the first example of each column, without targets and unused columns. */
export function exampleRecord(columns: readonly ColumnView[], targets: readonly string[]): Record<string, unknown> {
  const asked = columns.filter(({ name, type, examples }) => {
    return !targets.includes(name) && type !== 'ignored' && type !== 'text' && examples.length > 0;
  });
  return Object.fromEntries(asked.map(({ name, type, examples }) => [name, asRecordValue(type, examples[0])]));
}

/** Examples are texts; one written like a number in a program is a number. */
function asRecordValue(type: string, example: unknown): unknown {
  const isNumber = (type === 'number' || type === 'integer') && String(example).trim() !== '';
  return isNumber && Number.isFinite(Number(example)) ? Number(example) : example;
}

/** A model is named after its file; null: no valid name can be made from it. */
export function modelName(file: string): string | null {
  const name = file.split(/[\\/]/).at(-1) ?? '';
  const plain = name
    .replace(/\.[^.]*$/, '')
    .replace(/[^\p{L}\p{N}_. -]+/gu, '-')
    .replace(/^[^\p{L}\p{N}_]+/u, '')
    .trim();
  return plain === '' ? null : plain;
}
