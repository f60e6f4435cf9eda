import type { indexing } from '../../../graph';
import type { OnnxLowerings } from './rule';
import { scatterAdd } from './scatter';

export const ofIndexing: OnnxLowerings<typeof indexing> = {
  gather: (emit, { attributes }, [x, indices]) => emit.op('Gather', [x, indices], { axis: { int: attributes.axis } }),
  scatterAdd: (emit, node, names) => scatterAdd(emit, node, names),
  /** int32 indices need an int32 depth */
  oneHot(emit, { attributes: { depth } }, [indices]) {
    const count = emit.scalar(depth, 'int32');
    const offOn = emit.cast(emit.ints([0, 1]), 'float32');
    return emit.op('OneHot', [indices, count, offOn], { axis: { int: -1 } });
  },
};
