import * as z from 'zod';
import { Problem } from '../errors';
import { parseJson } from '../parse-json';
import { elements } from '../shape';
import type { Background, Column, ColumnPipeline, Pipeline } from '../spec';

/**
 * `background.json`: training rows that a model keeps for its explanations, column by column. Numbers and dates
 * (milliseconds since 1970) as numbers, categories as texts, missing values as null, arrays as the base64 of their
 * float32 numbers.
 */

const numbers = z.object({ name: z.string(), numbers: z.array(z.number().nullable()) });
const texts = z.object({ name: z.string(), texts: z.array(z.string().nullable()) });
const arrays = z.object({ name: z.string(), float32: z.base64() });
const background = z.object({
  rows: z.number().int().min(1),
  columns: z.array(z.union([numbers, texts, arrays])),
});
type ColumnFile = z.infer<typeof background>['columns'][number];

export const backgroundJson = ({ rows, columns }: Background): string =>
  JSON.stringify({ rows, columns: columns.map(toFile) } satisfies z.infer<typeof background>);

function toFile(column: Column): ColumnFile {
  const { name, labels } = column;
  if (column.type === 'tensor') {
    const { buffer, byteOffset, byteLength } = column.data;
    return { name, float32: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
  }
  if (labels) return { name, texts: Array.from(column.data, code => (code < 0 ? null : labels[code]!)) };
  return { name, numbers: Array.from(column.data, value => (Number.isNaN(value) ? null : value)) };
}

/** Reads `background.json`, whose columns must be the features of the pipeline; null for a model without the file. */
export function readBackground(bytes: Uint8Array | undefined, pipeline: Pipeline | null): Background | null {
  if (bytes === undefined) return null;
  const damaged = (how: string): Problem =>
    new Problem(
      `background.json was damaged, or written by another version of this palette: ${how}. Save or import the model again`,
      { file: 'background.json' },
    );
  const parsed = background.safeParse(parseJson(bytes, 'background.json'));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw damaged(`${issue!.path.join('.')}: ${issue!.message}`);
  }
  const { rows, columns: found } = parsed.data;
  const features = pipeline?.features ?? [];
  if (found.length !== features.length)
    throw damaged(`it has ${found.length} columns, and the pipeline ${features.length}`);
  const columns = features.map((feature, i): Column => {
    const column = found[i]!.name === feature.name ? fromFile(found[i]!, feature, rows) : null;
    if (column === null) throw damaged(`column ${JSON.stringify(feature.name)} is not the one of the pipeline`);
    return column;
  });
  return { rows, columns };
}

/** null: its values are not those of such a column. */
function fromFile(column: ColumnFile, { name, type, shape }: ColumnPipeline, rows: number): Column | null {
  switch (type) {
    case 'tensor': {
      const bytes = 'float32' in column ? Buffer.from(column.float32, 'base64') : null;
      if (bytes?.length !== 4 * rows * elements(shape)) return null;
      const data = new Float32Array(new SharedArrayBuffer(bytes.length));
      new Uint8Array(data.buffer).set(bytes);
      return data.every(Number.isFinite) ? { name, type, data, shape } : null;
    }
    case 'number':
    case 'integer':
    case 'date': {
      if (!('numbers' in column) || column.numbers.length !== rows) return null;
      const data = new Float64Array(new SharedArrayBuffer(8 * rows));
      data.set(column.numbers.map(value => value ?? Number.NaN));
      return { name, type, data };
    }
    case 'category':
    case 'boolean':
    case 'text': {
      if (!('texts' in column) || column.texts.length !== rows) return null;
      const labels = [...new Set(column.texts.filter(text => text !== null))];
      const codes = new Map(labels.map((label, code) => [label, code]));
      const data = new Int32Array(new SharedArrayBuffer(4 * rows));
      data.set(column.texts.map(text => (text === null ? -1 : codes.get(text)!)));
      return { name, type, data, labels };
    }
    case 'ignored':
      return null;
  }
}
