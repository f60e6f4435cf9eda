import { add, mul, split } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { flag } from '../arguments';
import { activate, activation } from '../components';
import { type ComponentSpec, layer } from '../entry';
import {
  type Cell,
  common,
  direction,
  recurrentCall,
  recurrentLabel,
  recurrentMask,
  recurrentWeights,
  weighted,
} from '../lib/layers/recurrent';

/**
 * Long short-term memory: gates control what is written to the memory c, what is kept, and what is output.
 *   (i, f, g, o) = xₜ · kernel + hₜ₋₁ · recurrent kernel + bias, in four parts
 *   cₜ = σ(f) · cₜ₋₁ + σ(i) · activation(g)        hₜ = σ(o) · activation(cₜ)
 * Shapes: [N, steps, features] → [N, units], or all steps' outputs [N, steps, units]; kernel [features, 4·units],
 * recurrent kernel [units, 4·units], bias [4·units]. Source: keras.layers.LSTM; Hochreiter and Schmidhuber 1997; a
 * forget bias of 1: Jozefowicz et al. 2015. `bidirectional`: keras.layers.Bidirectional.
 */
export default layer('LSTM', {
  family: 'recurrent',
  arguments: {
    ...common,
    recurrentActivation: activation('sigmoid'),
    ...weighted,
    unitForgetBias: flag(true),
    ...direction,
  },
  inputs: 'one',
  weights: (args, x) => recurrentWeights({ ...cell(args), ...(args.unitForgetBias && forgetBias(args)) }, args, x),
  call: (args, [x], weights, context) => recurrentCall(cell(args), args, x!, weights, context),
  mask: recurrentMask,
  label: args => recurrentLabel(args),
});

const cell = (args: { units: number; activation: string; recurrentActivation: string }): Cell => ({
  gates: 4,
  states: 2,
  step([h, c], z, recurrent) {
    const shut = (x: GraphNode) => activate(args.recurrentActivation, x);
    const [i, f, g, o] = split(add(recurrent(h!), z), 1, Array<number>(4).fill(args.units));
    const memory = add(mul(shut(f!), c!), mul(shut(i!), activate(args.activation, g!)));
    return [mul(shut(o!), activate(args.activation, memory)), memory];
  },
});

/** Ones for the forget gate, the initializer's values for the others. */
const forgetBias = ({ units, biasInitializer }: { units: number; biasInitializer: ComponentSpec }) => ({
  biasInitializer: [
    { length: units, initializer: biasInitializer },
    { length: units, initializer: { className: 'Ones' } },
    { length: 2 * units, initializer: biasInitializer },
  ],
});
