import type { NetworkSpec, OutputSpec, Pipeline, Scale, TargetPipeline, Transform } from '../spec';

import { targetForTask } from './classes';
import { endActivation } from './output-end';

/**
 * Regression targets are scaled around 0 for training. If the last layer cannot reach that range, the target gets a
 * scale that it can reach: from 0 on, or the target as it is.
 */

/** Ranges from 0 on, or from slightly below. */
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
/** Ranges between two numbers. */
const BOUNDED = ['sigmoid', 'hard_sigmoid', 'tanh', 'hard_tanh', 'softsign', 'softmax', 'relu6'];

/** The pipeline of the data, with targets scaled so that the last layers of a resolved network can reach them. */
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
  // Numbers are quantities unless the end of the network makes them classes.
  if (output.task !== 'regression') return target.type === 'tensor' ? asItIs : targetForTask(target, output.task);
  const activation = endActivation(network, output);
  if (BOUNDED.includes(activation)) return asItIs;
  return ABOVE_ZERO.includes(activation) ? { ...target, transform: fromZero(target.transform) } : target;
}

/** The same unit, with 0 unchanged. */
function fromZero(transform: Transform): Transform {
  const of = (scale: Scale): Scale => {
    if (scale.kind !== 'standardize') return scale;
    const std = Math.hypot(scale.mean, scale.std);
    return { kind: 'standardize', mean: 0, std };
  };
  if (transform.kind === 'positions') return { kind: 'positions', scales: transform.scales.map(of) };
  return transform.kind === 'standardize' ? of(transform) : transform;
}
