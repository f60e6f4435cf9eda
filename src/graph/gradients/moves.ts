import { gather, type indexing, scatterAdd } from '../ops/indexing';
import { full, type leaves } from '../ops/leaves';
import type { randoms } from '../ops/random';
import { reshape, type shapes, transpose } from '../ops/shape';
import { concatenate, lengths, pad, type parts, slice, split } from '../ops/slicing';
import { reduceTo } from './reduce-to';
import type { Gradients } from './rule';

/** Ops that compute nothing: leaves, and ops that only rearrange numbers. */

export const ofLeaves: Gradients<typeof leaves> = {
  input: null,
  constant: null,
  sizeOf: null,
  pick: null, // autodiff.ts gathers the results of a tuple itself
};

export const ofRandoms: Gradients<typeof randoms> = { random: null, randomKey: null };

export const ofShapes: Gradients<typeof shapes> = {
  reshape: (dy, [x]) => [reshape(dy, x.shape)],
  transpose(dy, _, { attributes: { perm } }) {
    const inverse = perm.map((_, i) => perm.indexOf(i));
    return [transpose(dy, inverse)];
  },
  broadcastTo: (dy, [x]) => [reduceTo(dy, x.shape)],
};

export const ofParts: Gradients<typeof parts> = {
  slice: (dy, [x], { attributes: { axis, start, end } }) => [pad(dy, axis, start, (x.shape[axis] as number) - end)],
  pad: (dy, [x], { attributes: { axis, lo } }) => [slice(dy, axis, lo, lo + (x.shape[axis] as number))],
  concatenate: (dy, xs, { attributes: { axis } }) => split(dy, axis, lengths(xs, axis)),
  split: {
    ofTuple(dys, _, { attributes: { axis }, outputs }) {
      const all = dys.map((dy, i) => dy ?? full(0, outputs![i]!.shape));
      return [concatenate(all, axis)];
    },
  },
};

export const ofIndexing: Gradients<typeof indexing> = {
  gather: (dy, [x, indices], { attributes: { axis } }) => [scatterAdd(dy, indices, axis, x.shape[axis]!), null],
  scatterAdd: (dy, [, indices], { attributes }) => [gather(dy, indices, attributes.axis), null],
  oneHot: null,
};
