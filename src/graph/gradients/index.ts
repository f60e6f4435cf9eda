import type { ops } from '../ops';
import { ofScans } from '../scan/gradient';
import { ofAttentions } from './attention';
import { ofBinaries } from './binary';
import { ofIndexing, ofLeaves, ofParts, ofRandoms, ofShapes } from './moves';
import { ofBatchNormalizations, ofNormalizations } from './normalization';
import { ofPools } from './pooling';
import { ofConvolutions, ofProducts } from './products';
import { ofReductions } from './reductions';
import type { Gradients } from './rule';
import { ofUnaries } from './unary';

/** The gradient of every op. */
export const gradients: Gradients<typeof ops> = {
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
