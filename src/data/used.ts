import { Dataset, DatasetBody } from '../values/dataset';

/** The same dataset with only the columns that its pipeline reads: what the training process needs. */
export function usedColumns(dataset: Dataset): Dataset {
  const { columns, targets, split, pipeline, fingerprint, source, dropped } = dataset.body;
  const used = new Set([...pipeline.features, ...pipeline.targets].map(part => part.name));
  const kept = columns.filter(column => used.has(column.name));
  return new Dataset(new DatasetBody(kept, targets, split, pipeline, fingerprint, source, dropped), dataset.id);
}
