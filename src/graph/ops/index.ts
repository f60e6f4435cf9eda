import { scans } from '../scan/op';
import { attentions } from './attention';
import { batchNormalizations } from './batch-norm';
import { binaries } from './binary';
import { convolutions } from './convolution';
import { indexing } from './indexing';
import { leaves } from './leaves';
import { products } from './matmul';
import { normalizations } from './normalization';
import { pools } from './pooling';
import { randoms } from './random';
import { reductions } from './reductions';
import { shapes } from './shape';
import { parts } from './slicing';
import { unaries } from './unary';

/** All ops by name: for reading files, and for tests. Graphs do not need it, since a node holds its op. */
export const ops = {
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
