import type { ColumnView } from '../widgets/widget';

/** A record to predict: the first example of each column, without targets and unused columns. */
export function exampleRecord(columns: readonly ColumnView[], targets: readonly string[]): Record<string, unknown> {
  const asked = columns.filter(({ name, type, examples }) => {
    return !targets.includes(name) && type !== 'ignored' && type !== 'text' && examples.length > 0;
  });
  return Object.fromEntries(asked.map(column => [column.name, asRecordValue(column)]));
}

/** Where the decimal sign is a comma, it is more than a thousand. */
const THOUSANDS = /^\s*[-+]?\d{1,3}(\.\d{3})+\s*$/;

/** Examples are texts; one written like a number in a program is a number. */
function asRecordValue({ type, format, examples: [example] }: ColumnView): unknown {
  const text = String(example);
  const isNumber = (type === 'number' || type === 'integer') && text.trim() !== '' && Number.isFinite(Number(text));
  return isNumber && !(format?.decimal === ',' && THOUSANDS.test(text)) ? Number(text) : example;
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

/** The last readings of the file of a dataset node of series; where there are none, why. */
export async function lastReadings(
  dataset: EditorNode,
): Promise<{ readonly readings: readonly Record<string, unknown>[]; readonly problem?: string }> {
  const { defaults } = RED.nodes.getType(dataset.type)!;
  const settings = Object.fromEntries(Object.keys(defaults).map(key => [key, dataset[key]]));
  if (settings.source !== 'file') return { readings: [] };
  return $.ajax({
    ...{ url: 'tensorwire/data-report/draft', method: 'POST', dataType: 'json', contentType: 'application/json' },
    data: JSON.stringify({ settings, as: 'readings' }),
  }).catch(() => ({ readings: [] })); // Node-RED does not answer, or does not let this user see values
}
