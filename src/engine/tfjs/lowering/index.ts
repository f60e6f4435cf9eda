import type { ops } from '../../../graph';
import { ofBinaries, ofUnaries } from './elementwise';
import { ofLeaves, ofRandoms } from './leaves';
import { ofIndexing, ofParts, ofProducts, ofShapes } from './moves';
import { ofReductions } from './reductions';
import type { TfjsLowerings } from './rule';
import { ofScans } from './scan';

/** How each op is computed with TensorFlow.js. */
export const lowerings: TfjsLowerings<typeof ops> = {
  ...ofLeaves,
  ...ofUnaries,
  ...ofBinaries,
  ...ofReductions,
  ...ofShapes,
  ...ofParts,
  ...ofProducts,
  ...ofIndexing,
  ...ofRandoms,
  ...ofScans,
  // TensorFlow.js has no groups, and no gradient of dilation
  conv: 'decomposed',
  convInputGradient: 'decomposed',
  convKernelGradient: 'decomposed',
  maxPool: 'decomposed',
  layerNorm: 'decomposed',
  batchNorm: 'decomposed',
  affine: 'decomposed',
  attend: 'decomposed',
};
