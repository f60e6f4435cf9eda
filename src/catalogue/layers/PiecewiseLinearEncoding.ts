import {
  add,
  cast,
  constant,
  div,
  equal,
  full,
  greater,
  maximum,
  minimum,
  mul,
  pad,
  reshape,
  slice,
  sub,
  where,
} from '../../graph';
import type { GraphNode } from '../../graph/types';
import { integer } from '../arguments';
import { layer } from '../entry';
import { quantileBoundaries } from '../lib/layers/bins';
import { columnsOf, flattened } from '../lib/layers/columns';

/** beyond all numbers that occur */
const OPEN = 3e38;

/**
 * Encodes each number by its bins, one number a bin: 0 if x is below the bin, 1 if it is above, and inside the fraction
 * of the bin that lies below x. The first bin is not limited at 0, nor the last one at 1. A Dense layer after it is
 * piecewise linear with a bend at each boundary, where a tree would split. The boundaries are quantiles of the training
 * rows, not trained: a training finds them before its first step. Bins of no width (values that repeat, columns of few
 * values) are 0.
 * Shapes: [N, features] → [N, features · numBins]; boundaries [features, numBins + 1].
 * Source: Gorishniy, Rubachev and Babenko 2022, "On Embeddings for Numerical Features in Tabular Deep Learning".
 */
export default layer('PiecewiseLinearEncoding', {
  family: 'embedding',
  arguments: { numBins: integer({ min: 1, max: 1000, default: 12 }) },
  inputs: 'one',
  weights: ({ numBins }, x) => ({
    boundaries: {
      shape: [columnsOf(x), numBins + 1],
      initializer: { className: 'Zeros' },
      trainable: false,
    },
  }),
  adapt: ({ numBins }, rows, shape) => ({ boundaries: quantileBoundaries(rows, shape.at(-1)!, numBins) }),
  call: ({ numBins }, [input], { boundaries }) => {
    const x = cast(input!, 'float32');
    const columns = columnsOf(x.shape);
    const from = slice(boundaries!, 1, 0, numBins);
    const width = sub(slice(boundaries!, 1, 1, numBins + 1), from);
    const empty = equal(width, 0);
    const slope = where(empty, 0, div(1, where(empty, 1, width)));
    const { lowest, highest } = limits(numBins, empty, columns);
    const through = mul(sub(reshape(x, [x.shape[0]!, columns, 1]), from), slope);
    const bins = maximum(minimum(through, highest), lowest);
    return reshape(bins, flattened(bins.shape));
  },
  label: ({ numBins }) => `${numBins}`,
});

/**
 * The limits of each bin. The last bin of a column is the one after which no bin has a width;
 * `empty` [columns, bins] says which have none.
 */
function limits(bins: number, empty: GraphNode, columns: number): { lowest: GraphNode; highest: GraphNode } {
  const only = (place: number, value: number): GraphNode =>
    constant(
      Float32Array.from({ length: bins }, (_, i) => (i === place ? value : 0)),
      [bins],
    );
  const behind = bins > 1 ? pad(slice(cast(empty, 'float32'), 1, 1, bins), 1, 0, 1) : full(0, [columns, 1]);
  const isLast = greater(add(behind, only(bins - 1, 1)), 0);
  return { lowest: only(0, -OPEN), highest: where(isLast, OPEN, 1) };
}
