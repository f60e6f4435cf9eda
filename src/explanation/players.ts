import { indexedColumn, wholeNames } from '../data';
import { TensorwireError } from '../errors';
import type { InputPort } from '../inference/ports';
import { elements } from '../shape';
import type { ColumnPipeline, Pipeline } from '../spec';

/** A column of the dataset, and the positions of its numbers in the encoded rows: in one input or in several. */
export interface Player {
  readonly column: ColumnPipeline;
  readonly parts: readonly { readonly input: number; readonly from: number; readonly width: number }[];
}

/**
 * The columns among which an answer is divided. A category, a date or an array is one player, however it is encoded.
 */
export function playersOf(pipeline: Pipeline, inputs: readonly InputPort[]): readonly Player[] {
  const named = new Map([...(pipeline.lookups ?? []), ...pipeline.features].map(column => [column.name, column]));
  const parts = new Map<string, Player['parts'][number][]>();
  for (const [input, { columns, encoding }] of inputs.entries()) {
    const read = columns ? wholeNames(columns, [...named.keys()]).map(name => named.get(name)!) : pipeline.features;
    const byIndex = encoding === 'index' && indexedColumn(read) !== null;
    let from = 0;
    for (const { name, shape } of read) {
      const width = byIndex ? 1 : elements(shape);
      parts.set(name, [...(parts.get(name) ?? []), { input, from, width }]);
      from += width;
    }
  }
  return [...parts].map(([name, at]) => ({ column: named.get(name)!, parts: at }));
}

/** Rejects a model without named columns: one that takes a single array. */
export function expectColumns(model: string, players: readonly Player[]): void {
  const [only] = players;
  if (players.length !== 1 || only!.column.type !== 'tensor') return;
  throw new TensorwireError(
    model,
    `takes arrays of shape [${only!.column.shape}], without columns to which an answer could be attributed. Reasons need a dataset with columns`,
    { column: only!.column.name },
  );
}
