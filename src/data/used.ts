import type { Dataset } from '../values/dataset';
import type { Column, Pipeline } from './types';
import { count, quoted } from './words';

/** The columns that a training on this dataset reads: those of a pipeline (default: its own), and the rows' weights. */
export function usedColumns({ body }: Dataset, pipeline: Pipeline = body.pipeline): readonly Column[] {
  const used = new Set([...pipeline.features, ...pipeline.targets].map(part => part.name));
  return body.columns.filter(({ name }) => used.has(name) || name === body.sampleWeight);
}

/** Sentences about the columns that are no features though nobody said so: free text, and what has no value in training. */
export function unusedColumns(dataset: Dataset): string[] {
  const used = new Set(usedColumns(dataset));
  return dataset.body.columns.filter(c => !used.has(c) && c.type !== 'ignored').map(unused);
}

/** `column "note" is not used: it has 56 different texts in 60 rows, …` */
export function unused({ name, type, labels, data }: Column): string {
  const reason =
    type === 'text'
      ? `it has ${count(labels!.length)} different texts in ${count(data.length)} rows, too many for categories; ` +
        'numbers are read as 1234.5 or 1234,5, dates as 2024-05-31 or 31.5.2024'
      : 'it has no value in the training rows';
  return `column ${quoted(name)} is not used: ${reason}`;
}
