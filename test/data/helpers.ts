import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDataset, type RawTable, readTable, type TableSource } from '../../src/data';
import { isMissing } from '../../src/data/cell/marks';
import { fitFeature } from '../../src/data/pipeline/fit';
import { TensorwireError } from '../../src/errors';
import type { Column, DatasetOptions, Pipeline } from '../../src/spec';
import type { Dataset } from '../../src/values/dataset';

/** A raw table as lists of cells: numbers, texts, null. */
export function cellsOf({ columns, rows }: RawTable): Record<string, (number | string | null)[]> {
  const cell = (c: RawTable['columns'][number], row: number) => {
    const code = c.codes?.[row] ?? -1;
    if (code >= 0) return isMissing(c.texts.at(code)) ? null : c.texts.at(code);
    const number = c.numbers?.[row] ?? Number.NaN;
    return Number.isNaN(number) ? null : number;
  };
  return Object.fromEntries(columns.map(c => [c.name, Array.from({ length: rows }, (_, row) => cell(c, row))]));
}

export const readText = async (text: string | Uint8Array, name?: string) => cellsOf(await readTable({ text, name }));

export async function datasetOf(source: TableSource | readonly object[], options: DatasetOptions): Promise<Dataset> {
  const table = await readTable(Array.isArray(source) ? { records: source } : (source as TableSource));
  return makeDataset(table, options);
}

/** The first rows of a table, as training rows. */
export const upTo = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, row) => row);

/** A pipeline of these columns as features. */
export const featuresOf = (columns: readonly Column[], train: Int32Array): Pipeline => ({
  version: 1,
  features: columns.flatMap(column => fitFeature(column, train) ?? []),
  targets: [],
});

/** Values of a column as a user would write them: labels, numbers, null for missing. */
export function valuesOf(dataset: Dataset, name: string): unknown[] {
  const column = dataset.body.columns.find(c => c.name === name)!;
  return Array.from(column.data, value => {
    if (column.labels !== undefined) return value < 0 ? null : column.labels[value];
    return Number.isNaN(value) ? null : value;
  });
}

/** Asserts that it rejects with a TensorwireError whose message contains every part. */
export async function fails(promise: Promise<unknown> | (() => unknown), ...parts: (string | RegExp)[]): Promise<void> {
  const run = typeof promise === 'function' ? async () => promise() : () => promise;
  await assert.rejects(run, (error: unknown) => {
    assert.ok(error instanceof TensorwireError, `not a TensorwireError: ${(error as Error).stack}`);
    for (const part of parts) {
      if (typeof part === 'string') assert.ok(error.message.includes(part), `"${error.message}" has no "${part}"`);
      else assert.match(error.message, part);
    }
    return true;
  });
}

/** A folder that is removed after the tests of this suite. */
export function temporaryFolder(): string {
  const folder = join(tmpdir(), `tensorwire-test-${randomUUID()}`);
  before(() => mkdirSync(folder, { recursive: true }));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
