import assert from 'node:assert/strict';
import { viewOf } from '../../src/tensor';
import { shownTensor } from '../../src/values';
import { Tensor } from '../../src/values/tensor';

const tensor = (shape: number[], value: (i: number) => number) =>
  new Tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i)),
    shape,
  );
const bytesOf = (text: string) => [...Buffer.from(text, 'base64')];

describe('a tensor to look at', () => {
  it('few numbers are there as they are', () => {
    const view = viewOf(tensor([2, 3], i => i / 3));
    assert.deepEqual(view.numbers, [
      [0, 0.33333, 0.66667],
      [1, 1.3333, 1.6667],
    ]);
    assert.deepEqual([view.kind, view.height, view.width, view.of], ['heat-map', 2, 3, 1]);
    assert.deepEqual(bytesOf(view.bytes), [0, 51, 102, 153, 204, 255]);
  });

  it('a number, a vector, nothing, and what is not finite', () => {
    assert.deepEqual(viewOf(tensor([], () => 7)).numbers, [[7]]);
    assert.deepEqual([viewOf(tensor([4], i => i)).height, viewOf(tensor([4], i => i)).width], [1, 4]);
    const none = viewOf(tensor([0, 3], i => i));
    assert.deepEqual([none.bytes, none.min, none.max], ['', 0, 0]);
    const odd = viewOf(tensor([3], i => [Number.NaN, Number.POSITIVE_INFINITY, 5][i]!));
    assert.deepEqual([odd.numbers, odd.min, odd.max], [[[null, null, 5]], 5, 5]);
  });

  it('pictures have one, three or four channels; of a batch the first is shown', () => {
    const color = viewOf(tensor([9, 8, 6, 3], i => i % 256));
    assert.deepEqual([color.kind, color.height, color.width, color.channels, color.of], ['picture', 8, 6, 3, 9]);
    assert.equal(bytesOf(color.bytes).length, 8 * 6 * 3);
    assert.equal(viewOf(tensor([28, 28], i => (i % 2) / 2)).kind, 'picture');
    assert.equal(viewOf(tensor([28, 28], i => (i % 2) - 1)).kind, 'heat-map');
  });

  it('is bounded, whatever the size', () => {
    const view = viewOf(tensor([1000, 3000], i => i));
    assert.deepEqual([view.every, view.height, view.width, view.numbers], [24, 42, 125, undefined]);
    assert.equal(view.max, 24 * 41 * 3000 + 24 * 124);
  });

  it('is found by the id of its summary, as long as few others came after it, and they fit', () => {
    const first = tensor([2], i => i);
    assert.equal(shownTensor(first.id), undefined);
    assert.equal(JSON.parse(JSON.stringify(first)).id, first.id);
    assert.equal(shownTensor(first.id)?.id, first.id);
    for (let i = 0; i < 20; i++) tensor([2], () => i).toJSON();
    assert.equal(shownTensor(first.id), undefined);
    const large = tensor([5_000_000], () => 0); // 20 MB
    large.toJSON();
    assert.equal(shownTensor(large.id), undefined);
  });
});
