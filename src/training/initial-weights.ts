import { TensorwireError } from '../errors';
import { initialWeights } from '../network';
import { elements } from '../shape';
import type { WeightArray } from '../values/model';
import type { Prepared } from './prepared';
import { pretrainedWeights } from './pretrained';

/** The plan's weights if a model is trained further, else those of pretrained layers and the initializers' values. */
export function startWeights({ plan, network, weights }: Prepared): Readonly<Record<string, WeightArray>> {
  if (!plan.initial)
    return { ...initialWeights(network, plan.seed), ...pretrainedWeights(network, weights, plan.pretrained) };
  for (const { key, spec } of weights) {
    const given = plan.initial[key];
    if (given?.data.length !== elements(spec.shape))
      throw new TensorwireError(
        'train',
        `the model to train further has ${given ? `[${given.shape.join(', ')}]` : 'no weight'} where the network has ${key} [${spec.shape.join(', ')}]`,
        { weight: key },
      );
  }
  return plan.initial;
}
