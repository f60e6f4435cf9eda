import { add } from '../../graph';
import { activate } from '../components';
import { layer } from '../entry';
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
 * Each step sees its input and the previous output, hₜ = activation(xₜ · kernel + hₜ₋₁ · recurrent kernel + bias).
 * Shapes: [N, steps, features] → [N, units], or all steps' outputs [N, steps, units]; kernel [features, units],
 * recurrent kernel [units, units], bias [units]. Source: keras.layers.SimpleRNN; `bidirectional`:
 * keras.layers.Bidirectional.
 */
export default layer('SimpleRNN', {
  family: 'recurrent',
  arguments: { ...common, ...weighted, ...direction },
  inputs: 'one',
  weights: (args, x) => recurrentWeights(cell(args), args, x),
  call: (args, [x], weights, context) => recurrentCall(cell(args), args, x!, weights, context),
  mask: recurrentMask,
  label: args => recurrentLabel(args),
});

const cell = ({ activation }: { readonly activation: string }): Cell => ({
  gates: 1,
  states: 1,
  step: ([h], z, recurrent) => [activate(activation, add(recurrent(h!), z))],
});
