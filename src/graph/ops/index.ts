import type { Rows } from '../row';
import { attentions } from './attention';
import { batchNormalizations } from './batch-norm';
import { binaries } from './binary';
import { convolutions } from './convolution';
import { indexing } from './indexing';
import { leaves } from './leaves';
import { products } from './matmul';
import { normalizations } from './normalization';
import { parts } from './parts';
import { pools } from './pooling';
import { randoms } from './random';
import { reductions } from './reductions';
import { scans } from './scan';
import { shapes } from './shape';
import { unaries } from './unary';

/** The table of ops: each with its shape rule, its gradient, its ONNX and its TensorFlow.js. */
export const ops: Rows = {
  ...leaves,
  ...unaries,
  ...binaries,
  ...reductions,
  ...shapes,
  ...parts,
  ...products,
  ...indexing,
  ...convolutions,
  ...pools,
  ...randoms,
  ...scans,
  ...normalizations,
  ...batchNormalizations,
  ...attentions,
};
