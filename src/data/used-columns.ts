import type { Column, Pipeline } from '../spec';
import type { Dataset } from '../values/dataset';

import { count, quoted } from './error-text';

/**
 * The columns that a training on this dataset needs: those of a pipeline (default: its own), and the sample weights.
 */
export function usedColumns({ body }: Dataset, pipeline: Pipeline = body.pipeline): readonly Column[] {
  const { features, targets, lookups = [] } = pipeline;
  const used = new Set([...features, ...targets, ...lookups].map(part => part.name));
  return body.columns.filter(({ name }) => used.has(name) || name === body.sampleWeight);
}

/** Sentences about columns that are not features though nobody ignored them, from the findings of what is left out. */
export const unusedColumns = ({ body }: Dataset): readonly string[] =>
  body.findings.leftOut.filter(text => text.startsWith('column "'));

/** `column "note" is not used: it has 56 different texts in 60 rows, …` */
export function unused(column: Column, found?: string): string {
  const { name, type, texts, data } = column;
  const reason =
    texts !== undefined
      ? `it ${found ?? `has ${count(texts.ends.length)} different texts in ${count(data.length)} rows: too many for categories`}`
      : type === 'ignored'
        ? `it ${found ?? 'is ignored'}`
        : 'it has no value in the training rows';
  return `column ${quoted(name)} is not used: ${reason}`;
}
