import { add, mul, split, sub } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { flag } from '../arguments';
import { activate, activation } from '../components';
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
 * Gated recurrent unit: the update gate z mixes the old output with a new one; the reset gate r controls how much of
 * the old output the new one sees. (xz, xr, xn) = xₜ · kernel + bias, (uz, ur, un) = hₜ₋₁ · recurrent kernel + its
 * bias, in three parts:
 *   z = σ(xz + uz)        r = σ(xr + ur)        n = activation(xn + r · un)        hₜ = z · hₜ₋₁ + (1 − z) · n
 * With `resetAfter` false there is one bias, and un = (r · hₜ₋₁) · recurrent kernel.
 * Shapes: [N, steps, features] → [N, units], or all steps' outputs [N, steps, units]; kernel [features, 3·units],
 * recurrent kernel [units, 3·units], bias [2, 3·units], or [3·units] without resetAfter.
 * Source: keras.layers.GRU; Cho et al. 2014. `bidirectional`: keras.layers.Bidirectional.
 */
export default layer('GRU', {
  family: 'recurrent',
  arguments: {
    ...common,
    recurrentActivation: activation('sigmoid'),
    ...weighted,
    resetAfter: flag(true),
    ...direction,
  },
  inputs: 'one',
  weights: (args, x) => recurrentWeights(cell(args), args, x),
  call: (args, [x], weights, context) => recurrentCall(cell(args), args, x!, weights, context),
  mask: recurrentMask,
  label: args => recurrentLabel(args),
});

interface Settings {
  readonly units: number;
  readonly activation: string;
  readonly recurrentActivation: string;
  readonly resetAfter: boolean;
}

const cell = ({ units, activation, recurrentActivation, resetAfter }: Settings): Cell => ({
  gates: 3,
  states: 1,
  biasShape: resetAfter ? [2, 3 * units] : [3 * units],
  step([h], x, recurrent, bias) {
    const gates = (a: GraphNode, b: GraphNode) => split(activate(recurrentActivation, add(a, b)), 1, [units, units]);
    const [xGates, xNew] = split(x, 1, [2 * units, units]);
    if (!resetAfter) {
      const [z, r] = gates(recurrent(h!, 0, 2), xGates!);
      const candidate = activate(activation, add(recurrent(mul(r!, h!), 2, 3), xNew!));
      return [mixed(z!, h!, candidate)];
    }
    const inner = bias ? add(recurrent(h!), bias) : recurrent(h!);
    const [uGates, uNew] = split(inner, 1, [2 * units, units]);
    const [z, r] = gates(uGates!, xGates!);
    return [mixed(z!, h!, activate(activation, add(mul(r!, uNew!), xNew!)))];
  },
});

/** z · before + (1 − z) · now */
const mixed = (z: GraphNode, before: GraphNode, now: GraphNode): GraphNode => add(mul(z, before), mul(sub(1, z), now));
