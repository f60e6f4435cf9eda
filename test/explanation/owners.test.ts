import assert from 'node:assert/strict';
import { ownersOf } from '../../src/explanation/owners';
import { concatenate, input, topological } from '../../src/graph';

describe('the column of each number of a row', () => {
  it('of two large pictures side by side', () => {
    const width = 200_000;
    const [left, right] = ['left', 'right'].map(name => input(name, ['N', width]));
    const both = concatenate([left!, right!], 1);
    const owners = ownersOf(
      topological([both]),
      new Map([left!, right!].map((node, column) => [node, new Int32Array(width).fill(column)])),
    ).get(both)!;
    assert.equal(owners.length, 2 * width);
    assert.deepEqual([owners[0], owners[width - 1], owners[width], owners[2 * width - 1]], [0, 0, 1, 1]);
  });
});
