import assert from 'node:assert/strict';
import { oneHot } from '../../src/tensor';
import { checkNested } from '../../src/tensor/size';
import { Tensor } from '../../src/values/tensor';

describe('a tensor beyond the limits', () => {
  it('is refused before anything of its size is made', () => {
    const classes = new Tensor(Int32Array.from([1e9, 2, 3]), [3]);
    assert.throws(
      () => oneHot(classes, undefined),
      /^a tensor of shape \[3, 1000000001\] would have 3000000003 elements, at most \d+ are allowed/,
    );
  });

  it('is given as typed arrays where nested ones would fill the heap', () => {
    assert.throws(
      () => checkNested([3, 60_000_001, 100]),
      /nested arrays of shape \[3, 60000001, 100\] would take \d+ bytes of Node-RED's heap, \d+ can be used: give it as a typed array/,
    );
  });
});
