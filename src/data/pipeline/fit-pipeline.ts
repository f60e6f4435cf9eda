import { Problem } from '../../errors';
import type { Column, ColumnPipeline, LabelColumn, Pipeline, Scaling, TargetPipeline } from '../../spec';
import { listed } from '../error-text';
import type { Pacer } from '../pace';
import { checkTarget } from '../targets';
import { unused } from '../used-columns';
import { fitFeature, fitTarget } from './fit';
import { fitLookup } from './lookup';

interface Fitting {
  readonly targets: readonly string[];
  /** the scalings set by the user, by column */
  readonly scalings: ReadonlyMap<string, Scaling>;
  readonly pacer: Pacer;
}

interface Fitted {
  readonly pipeline: Pipeline;
  /** text columns that an embedding can look up, with their texts as labels */
  readonly lookups: readonly LabelColumn[];
}

/**
 * Fits how the columns become numbers, on the training rows. Features are all columns except targets, ignored columns
 * and texts; a column without any value in the training rows is left out. Throws a Problem if a target has only one
 * class, or if no feature is left.
 */
export async function fitPipeline(
  columns: readonly Column[],
  train: Int32Array,
  { targets, scalings, pacer }: Fitting,
): Promise<Fitted> {
  const features: ColumnPipeline[] = [];
  const lookups: ColumnPipeline[] = [];
  const lookupColumns: LabelColumn[] = [];
  for (const column of columns) {
    if (targets.includes(column.name)) continue;
    const feature = fitFeature(column, train, scalings.get(column.name));
    if (feature !== null) features.push(feature);
    const lookup = fitLookup(column, train);
    if (lookup !== null) {
      lookups.push(lookup.part);
      lookupColumns.push(lookup.column);
    }
    await pacer.pause();
  }
  const outputs: TargetPipeline[] = [];
  for (const name of targets) {
    const column = columns.find(c => c.name === name)!;
    checkTarget(column, train);
    outputs.push(fitTarget(column, train, scalings.get(name)));
    await pacer.pause();
  }
  if (features.length + lookups.length === 0) throw new Problem(noFeature(columns, targets));
  const found = { version: 1, features, targets: outputs } as const;
  return { pipeline: lookups.length > 0 ? { ...found, lookups } : found, lookups: lookupColumns };
}

function noFeature(columns: readonly Column[], targets: readonly string[]): string {
  const texts = columns
    .filter(column => column.type === 'text' && !targets.includes(column.name))
    .map(column => unused(column));
  return [`has no feature: no column but the target ${listed(targets)} can be used`, ...texts.slice(0, 3)].join('; ');
}
