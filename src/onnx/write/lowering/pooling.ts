import type { GraphNode, pools } from '../../../graph';
import type { OnnxEmitter, OnnxLowerings } from './rule';

export const ofPools: OnnxLowerings<typeof pools> = {
  maxPool(emit, { inputs, attributes: { window, strides, pads, dilations } }, [x]) {
    const all = [...pads.map(([lo]) => lo), ...pads.map(([, hi]) => hi)];
    const given = { kernel_shape: { ints: window }, strides: { ints: strides }, dilations: { ints: dilations } };
    if (!behindPad(inputs[0]!)) return emit.op('MaxPool', [x], { ...given, pads: { ints: all } });
    const padded = all.every(p => p === 0) ? x : lowest(emit, x, inputs[0]!.shape.length, all);
    return emit.op('MaxPool', [padded], { ...given, auto_pad: { string: 'VALID' } });
  },
};

/**
 * Is there a Pad with zeros before the pool, with only transpositions and reshapes in between? ONNX Runtime's
 * Pad_Fusion would then merge it into the pool's padding, which is −∞: wrong where a whole window is negative. It does
 * not touch a MaxPool with VALID.
 */
function behindPad(x: GraphNode): boolean {
  if (x.op.name === 'pad') return true;
  return (x.op.name === 'transpose' || x.op.name === 'reshape') && behindPad(x.inputs[0]!);
}

/** Padding of the spatial axes that is never the maximum. */
function lowest(emit: OnnxEmitter, x: string, rank: number, pads: readonly number[]): string {
  const spatial = pads.length / 2;
  const others = Array<number>(rank - spatial).fill(0);
  const all = [...others, ...pads.slice(0, spatial), ...others, ...pads.slice(spatial)];
  return emit.op('Pad', [x, emit.ints(all), emit.scalar(-Infinity, 'float32')]);
}
