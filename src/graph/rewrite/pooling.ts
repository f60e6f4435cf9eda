import { attributesOf } from '../op';
import { maximum, mul } from '../ops/binary';
import { convolutions } from '../ops/convolution';
import { scalarValue } from '../ops/leaves';
import { isLarge, pools } from '../ops/pooling';
import { sum } from '../ops/reductions';
import { reshape } from '../ops/shape';
import { split } from '../ops/slicing';
import type { GraphNode } from '../types';
import { columnsOf, unfolded } from './batch-last';
import { rewrite } from './matcher';

/** [channels, windows, N] → the shape of the node that it replaces */
function back(y: GraphNode, { shape: [batch, channels, ...windows] }: GraphNode): GraphNode {
  return unfolded(y, channels as number, windows as number[], batch!);
}

export const maximaByColumns = rewrite({
  name: 'maximaByColumns',
  reason:
    'the maximum of a window is the maximum of its columns, the first of equals winning as before; with the batch last, ' +
    'columns and their gradient move runs of N numbers',
  patterns: [{ op: 'maxPool', inputs: ['x'] }],
  replace({ x }, root) {
    const at = attributesOf(pools.maxPool, root);
    if (isLarge(at.window)) return null;
    const columns = columnsOf(x!, at.window, at, Number.NEGATIVE_INFINITY);
    const [channels, taps, windows, batch] = columns.shape as [number, number, number, GraphNode['shape'][number]];
    const parts = split(columns, 1, Array<number>(taps).fill(1)).map(part => reshape(part, [channels, windows, batch]));
    return back(
      parts.reduce((a, b) => maximum(a, b)),
      root,
    );
  },
});

export const sumsByColumns = rewrite({
  name: 'sumsByColumns',
  reason:
    'a convolution of each channel with one number everywhere (an average pool) is the sum of its columns, times it',
  patterns: [{ op: 'conv', inputs: ['x', { op: 'broadcastTo', inputs: ['value'], as: 'w' }] }],
  replace({ x, value, w }, root) {
    const at = attributesOf(convolutions.conv, root);
    const number = scalarValue(value!);
    const eachItsOwn = at.groups === x!.shape[1] && at.groups === w!.shape[0];
    if (number === null || !eachItsOwn) return null;
    return back(mul(sum(columnsOf(x!, w!.shape.slice(2) as number[], at), [1]), number), root);
  },
});
