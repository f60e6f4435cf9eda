import assert from 'node:assert/strict';
import { Problem } from '../../src/errors';
import { addOutput, appendLayer, emptyNetwork, initialWeights, joinNetworks } from '../../src/network';
import type { NetworkSpec } from '../../src/spec';
import type { WeightArray } from '../../src/values/model';

/** An input of this shape. */
export const inputOf = (id: string, shape: readonly number[] | null, label = id, dtype = 'float32'): NetworkSpec =>
  appendLayer(emptyNetwork(), { id, className: 'InputLayer', label, args: { shape, dtype } });

let count = 0;
/** The network with one more layer, whose id is its label. */
export const next = (
  network: NetworkSpec,
  className: string,
  args: Record<string, unknown> = {},
  label = `${className}_${count++}`,
): NetworkSpec => appendLayer(network, { id: label, className, label, args });

/**
 * Two inputs, a Dense that both branches share, a fork, merges, dropout, many activations, two outputs; labels in Chinese,
 * with a slash, and twice the same.
 */
export function largeNetwork(): NetworkSpec {
  const shared = { units: 6, activation: 'elu', kernelInitializer: 'HeNormal', kernelRegularizer: 'L2(0.01)' };
  const [left, right] = [inputOf('a1', [5], '左/left'), inputOf('b2', [5], 'right')].map(input =>
    next(input, 'Dense', shared, 'shared layer'),
  );
  const wide = next(
    next(right!, 'Dropout', { rate: 0.25 }, 'same'),
    'Dense',
    { units: 6, activation: 'swish', useBias: false },
    '宽',
  );
  const sum = next(joinNetworks([left!, wide]), 'Add', {}, 'sum');
  const both = next(joinNetworks([sum, left!]), 'Concatenate', {}, 'side by side');
  const trunk = next(next(both, 'Dense', { units: 4 }, 'trunk'), 'Activation', { activation: 'softplus' }, 'soft');
  const first = appendLayer(trunk, {
    id: 'first',
    className: 'Dense',
    label: 'same',
    args: { units: 3, activation: 'softmax' },
  });
  const second = next(
    trunk,
    'Dense',
    { units: 1, activation: 'tanh', biasInitializer: 'RandomNormal(0, 0.5)' },
    'second',
  );
  const network = joinNetworks([first, second]);
  return [first, second].reduce(
    (n, branch, i) =>
      addOutput(n, {
        call: branch.heads[0]!,
        target: [`y${i}`],
        loss: i ? 'MeanSquaredError' : 'SparseCategoricalCrossentropy',
      }),
    network,
  );
}

/** Weights that are not zero anywhere. */
export function someWeights(network: NetworkSpec, seed = 4): Record<string, WeightArray> {
  const weights = initialWeights(network, seed);
  for (const { data } of Object.values(weights)) data.set(data.map((v, i) => v + 0.1 * Math.sin(i + 1)));
  return weights;
}

/** The error that f throws: whose it is, what it says, which layer it names. */
export function faultOf(f: () => unknown): { message: string; layer: unknown } {
  try {
    f();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { message: error.message, layer: error.details.layer };
  }
  return assert.fail('nothing was thrown');
}
