import assert from 'node:assert/strict';
import * as g from '../../src/graph';

/** Ops that mix rows of a batch, and ops that keep them apart. */

const x = g.input('x', ['N', 4]);
const image = g.input('image', ['N', 2, 5, 5]);
const w = g.input('w', [4, 3]);
const kernel = g.input('kernel', [3, 2, 2, 2]);
const ids = g.input('ids', ['N', 3], 'int32');
const steps = g.input('steps', ['N', 6, 4]);

const last = (f: (a: g.GraphNode, h: g.GraphNode) => g.GraphNode): g.GraphNode => {
  const start = g.full(0, ['N', 4]);
  const step = (carry: readonly g.GraphNode[], [element]: readonly g.GraphNode[]) => ({
    carry: [f(element!, carry[0]!)],
    outputs: [],
  });
  return g.scan(step, [start], [g.transpose(steps, [1, 0, 2])]).carry[0]!;
};

const APART: Readonly<Record<string, g.GraphNode>> = {
  'a layer': g.relu(g.add(g.matmul(x, w), g.input('b', [3]))),
  'a softmax of each row': g.softmax(x),
  'sums of each row': g.sum(x, [1], true),
  'a convolution': g.conv(image, kernel),
  'a pool': g.maxPool(image, [2, 2]),
  'an embedding': g.gather(g.input('table', [9, 2]), ids),
  'steps before rows, and below each other': g.reshape(
    g.matmul(g.reshape(g.transpose(steps, [1, 0, 2]), ['6*N', 4]), w),
    [6, 'N', 3],
  ),
  'parts of each row': g.concatenate(g.split(x, 1, [1, 3]).reverse(), 1),
  'a scan of states of rows': last((a, h) => g.tanh(g.add(a, h))),
  'one number for all rows': g.add(x, g.full(1, ['N', 4])),
};
const MIXED: Readonly<Record<string, g.GraphNode>> = {
  'a softmax over the batch': g.transpose(g.softmax(g.transpose(x, [1, 0])), [1, 0]),
  'a mean over the batch': g.sub(x, g.mean(x, [0], true)),
  'a sum over the batch': g.sum(x, [0]),
  'rows of other rows': g.reshape(g.softmax(g.reshape(x, [4, 'N'])), ['N', 4]),
  'rows of all': g.matmul(x, g.matmul(x, x, { transposeA: true })),
  'rows below rows': g.concatenate([x, x], 0),
  'how many rows there are': g.div(x, g.sizeOf('N')),
  'steps after steps, read as rows': g.reshape(g.transpose(steps, [1, 0, 2]), ['N', 24]),
  'a scan of states that mix': last((a, h) => g.add(h, g.sub(a, g.mean(a, [0], true)))),
};

describe('rows of a batch', () => {
  for (const [what, node] of Object.entries(APART))
    it(`${what}: stay apart`, () => {
      const found = g.mixing([node]);
      assert.equal(found, null, `${found?.op} ${found?.shape}`);
    });
  for (const [what, node] of Object.entries(MIXED))
    it(`${what}: meet`, () => {
      assert.notEqual(g.mixing([node]), null);
    });
});
