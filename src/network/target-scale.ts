import type { NetworkSpec, OutputSpec, Pipeline, Scale, TargetPipeline, Transform } from '../spec';

import { asAsked } from './classes';
import { endActivation } from './resolve-outputs';

/**
 * Targets of regression are scaled around 0 for training. What the last layer cannot reach there keeps a scale that it can
 * reach: from 0 on, or the target as it is.
 */

/** From 0 on, or little below. */
const ABOVE_ZERO = [
  'relu',
  'softplus',
  'squareplus',
  'exponential',
  'silu',
  'hard_silu',
  'gelu',
  'mish',
  'elu',
  'selu',
  'celu',
];
/** Between two numbers. */
const BOUNDED = ['sigmoid', 'hard_sigmoid', 'tanh', 'hard_tanh', 'softsign', 'softmax', 'relu6'];

/** The pipeline of the data with its targets as the last layers of a resolved network are to reach them. */
export function withReachableTargets(pipeline: Pipeline, network: NetworkSpec): Pipeline {
  const targets = pipeline.targets.map(target => {
    const outputs = network.outputs.filter(output => output.target?.includes(target.name) ?? true);
    return outputs.reduce((suited, output) => suitedTo(suited, output, network), target);
  });
  return { ...pipeline, targets };
}

function suitedTo(target: TargetPipeline, output: OutputSpec, network: NetworkSpec): TargetPipeline {
  const asItIs = { ...target, transform: { kind: 'identity' } } as const;
  if (target.task !== 'regression' && target.type !== 'tensor') return target;
  // Numbers are a quantity until the end of the network says that they are classes.
  if (output.task !== 'regression') return target.type === 'tensor' ? asItIs : asAsked(target, output.task);
  const activation = endActivation(network, output);
  if (BOUNDED.includes(activation)) return asItIs;
  return ABOVE_ZERO.includes(activation) ? { ...target, transform: fromZero(target.transform) } : target;
}

/** The same unit, and 0 stays where it is. */
function fromZero(transform: Transform): Transform {
  const of = (scale: Scale): Scale => {
    if (scale.kind !== 'standardize') return scale;
    const std = Math.hypot(scale.mean, scale.std);
    return { kind: 'standardize', mean: 0, std };
  };
  if (transform.kind === 'positions') return { kind: 'positions', scales: transform.scales.map(of) };
  return transform.kind === 'standardize' ? of(transform) : transform;
}
