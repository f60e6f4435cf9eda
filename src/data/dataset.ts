import { about, Problem } from '../errors';
import type { Column, DatasetOptions, SplitBy, Splitting } from '../spec';
import { Dataset, DatasetBody } from '../values/dataset';
import { isOnlyKey, typedColumns } from './column/typed-columns';
import { listed, subjectOf } from './error-text';
import { findingsOf } from './findings';
import { fingerprint } from './fingerprint';
import { Pacer } from './pace';
import { fitPipeline } from './pipeline/fit-pipeline';
import { checkedScalings } from './pipeline/scalings';
import { checkSampleWeight, sampleWeightName } from './sample-weight';
import { seriesDataset } from './series/dataset';
import { checkShares, splitByColumn, splitByGroup, splitByTime, splitRandom, splitStratified } from './split';
import type { RawTable } from './table/raw-table';
import { knownRows, takeRows } from './table/rows';
import { checkTarget, classCodes, targetNames } from './targets';

/** Types, split and pipeline. Asynchronous, so that a long table does not block the event loop. */
export function makeDataset(raw: RawTable, options: DatasetOptions): Promise<Dataset> {
  const source = options.source ?? raw.source;
  const make = options.series === undefined ? datasetOf : seriesDataset;
  return about(subjectOf(source), () => make(raw, options, source));
}

async function datasetOf(raw: RawTable, options: DatasetOptions, source: string): Promise<Dataset> {
  const shares = { validation: options.validation ?? 0.2, test: options.test ?? 0.2 };
  checkShares(shares);
  const pacer = new Pacer();
  const targets = targetNames(raw, options.targets);
  const sampleWeight = sampleWeightName(raw, options.sampleWeight, targets);
  const typed = await typedColumns(raw, { targets, sampleWeight }, options, pacer);

  const targeted = typed.columns.filter(c => targets.includes(c.name));
  const keep = await knownRows(targeted, raw.rows, pacer);
  if (keep.length === 0) throw new Problem(`has 0 rows with a value of the target ${listed(targets)}`);
  const dropped = raw.rows - keep.length;
  const take = (column: Column) => (dropped === 0 ? column : takeRows(column, keep));
  const columns = typed.columns.map(take);
  await pacer.pause();
  for (const name of targets) checkTarget(columns.find(c => c.name === name)!);

  const { split, splitting } = await splitRows({
    by: options.splitBy,
    key: typed.splitKey && take(typed.splitKey),
    target: columns.find(c => c.name === targets[0])!,
    rowOf: row => keep[row]!,
    rows: keep.length,
    shares,
    seed: options.seed ?? 0,
    pacer,
  });
  await pacer.pause();
  const train = trainingRows(split);
  const weighing = columns.find(c => c.name === sampleWeight);
  if (weighing) checkSampleWeight(weighing, train, row => keep[row]!);
  const read = columns.filter(c => c !== weighing);
  const scalings = checkedScalings(options.columns, columns, targets);
  const { pipeline, lookups } = await fitPipeline(read, train, { targets, scalings, pacer });
  const print = await fingerprint(columns, pacer);
  const findings = findingsOf({
    ...{ columns, reports: typed.reports, options, targets, pipeline, dropped, train },
    parts: [weighing?.name, isOnlyKey(options.splitBy) ? options.splitColumn : undefined],
    rows: raw.rows,
    dialect: raw.dialect ?? {},
  });
  const weight = weighing?.name;
  const lookedUp = new Map(lookups.map(column => [column.name, column]));
  const kept = columns.map(column => lookedUp.get(column.name) ?? column);
  return new Dataset(
    new DatasetBody(kept, targets, split, pipeline, print, source, dropped, weight, findings, splitting),
  );
}

interface SplitRequest {
  readonly by: SplitBy | undefined;
  readonly key: Column | null;
  readonly target: Column;
  readonly rowOf: (row: number) => number;
  readonly rows: number;
  readonly shares: { readonly validation: number; readonly test: number };
  readonly seed: number;
  readonly pacer: Pacer;
}

/** Stratified needs classes; for a numeric target it becomes a random split, which is also the default for it. */
async function splitRows(request: SplitRequest): Promise<{ split: Uint8Array; splitting: Splitting }> {
  const { by = 'stratified', key, target, rowOf, rows, shares, seed, pacer } = request;
  if (by === 'column' && key !== null) return { split: splitByColumn(key, rowOf), splitting: { by } };
  if (by === 'time') {
    const times = key === null ? null : (key.data as Float64Array);
    const { split, ...order } = await splitByTime(rows, shares, times, pacer);
    return { split, splitting: { by, ...order } };
  }
  if (by === 'group' && key !== null) {
    const data = key.data as Int32Array;
    const split = await splitByGroup({ name: key.name, data }, shares, seed, pacer);
    return { split, splitting: { by, key: data } };
  }
  const classes = by === 'stratified' ? classCodes(target) : null;
  const split =
    classes === null
      ? await splitRandom(rows, shares, seed, pacer)
      : await splitStratified(classes.codes, classes.count, shares, seed, pacer);
  return { split, splitting: { by: classes === null ? 'random' : 'stratified' } };
}

function trainingRows(split: Uint8Array): Int32Array {
  const rows = new Int32Array(split.length);
  let count = 0;
  for (let row = 0; row < split.length; row++) if (split[row] === 0) rows[count++] = row;
  return rows.subarray(0, count);
}
