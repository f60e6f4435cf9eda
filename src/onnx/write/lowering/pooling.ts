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
 * Do the zeros of a Pad come before the pool, with nothing but moves between? ONNX Runtime's Pad_Fusion then makes them its
 * padding, which is −∞: wrong where all of a window is negative. It leaves alone a MaxPool that says VALID.
 */
function behindPad(x: GraphNode): boolean {
  if (x.op.name === 'pad') return true;
  return (x.op.name === 'transpose' || x.op.name === 'reshape') && behindPad(x.inputs[0]!);
}

/** Padding that is never the largest, of the spatial axes. */
function lowest(emit: OnnxEmitter, x: string, rank: number, pads: readonly number[]): string {
  const spatial = pads.length / 2;
  const others = Array<number>(rank - spatial).fill(0);
  const all = [...others, ...pads.slice(0, spatial), ...others, ...pads.slice(spatial)];
  return emit.op('Pad', [x, emit.ints(all), emit.scalar(-Infinity, 'float32')]);
}
