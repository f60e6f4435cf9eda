import type { ops } from '../../../graph';
import { ofAttentions } from './attention';
import { ofConvolutions } from './convolution';
import { ofBinaries, ofUnaries } from './elementwise';
import { ofIndexing } from './indexing';
import { ofLeaves } from './leaves';
import { ofProducts } from './matmul';
import { ofBatchNormalizations, ofNormalizations } from './normalization';
import { ofPools } from './pooling';
import { ofRandoms } from './random';
import { ofReductions } from './reductions';
import type { OnnxLowerings } from './rule';
import { ofScans } from './scan';
import { ofParts, ofShapes } from './shape';

/** How each op is written in ONNX. */
export const lowerings: OnnxLowerings<typeof ops> = {
  ...ofLeaves,
  ...ofUnaries,
  ...ofBinaries,
  ...ofReductions,
  ...ofShapes,
  ...ofParts,
  ...ofProducts,
  ...ofIndexing,
  ...ofConvolutions,
  ...ofPools,
  ...ofRandoms,
  ...ofScans,
  ...ofNormalizations,
  ...ofBatchNormalizations,
  ...ofAttentions,
};
