import { Dataset, DatasetBody } from '../values/dataset';
import type { Column } from './types';
import { count, quoted } from './words';

/** The same dataset with only the columns that its pipeline reads: what the training process needs. */
export function usedColumns(dataset: Dataset): Dataset {
  const { columns, targets, split, pipeline, fingerprint, source, dropped } = dataset.body;
  const used = new Set([...pipeline.features, ...pipeline.targets].map(part => part.name));
  const kept = columns.filter(column => used.has(column.name));
  return new Dataset(new DatasetBody(kept, targets, split, pipeline, fingerprint, source, dropped), dataset.id);
}

/** Sentences about the columns that are no features though nobody said so: free text, and what has no value in training. */
export function unusedColumns(dataset: Dataset): string[] {
  const { columns, pipeline } = dataset.body;
  const used = new Set([...pipeline.features, ...pipeline.targets].map(part => part.name));
  return columns.filter(c => !used.has(c.name) && c.type !== 'ignored').map(unused);
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
