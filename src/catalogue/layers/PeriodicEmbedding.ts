import { add, cast, concatenate, cos, matmul, mul, reshape, transpose } from '../../graph';
import { flag, integer, number } from '../arguments';
import { activate, activation, constraint, regularizer } from '../components';
import type { ComponentSpec } from '../entry';
import { layer } from '../entry';
import { columnsOf, flattened } from '../lib/layers/columns';

const uniform = (limit: number): ComponentSpec => ({
  className: 'RandomUniform',
  args: { minval: -limit, maxval: limit },
});

/**
 * Embeds each number x as a vector of learned waves: h = cos(2π·frequencies·x + phases), then activation(h · kernel +
 * bias), with x itself in front if `includeInput` is set. The defaults are the embedding "PBLD" of RealMLP: frequencies
 * from a normal distribution of that standard deviation, phases uniform in ±π, kernel and bias in ±1/√numFrequencies.
 * Shapes: [N, features] → [N, features · outputDim]; frequencies and phases [features, numFrequencies], kernel
 * [features, numFrequencies, width], bias [features, width], width being outputDim, less 1 with `includeInput`.
 * Sources: Gorishniy, Rubachev and Babenko 2022, "On Embeddings for Numerical Features in Tabular Deep Learning";
 * Holzmüller, Grinsztajn and Steinwart 2024.
 */
export default layer('PeriodicEmbedding', {
  family: 'embedding',
  arguments: {
    outputDim: integer({ min: 2, default: 4 }),
    numFrequencies: integer({ min: 1, default: 16 }),
    frequencyStddev: number({ min: 0, default: 0.1 }),
    activation: activation('linear'),
    includeInput: flag(true),
    kernelRegularizer: regularizer(),
    kernelConstraint: constraint(),
  },
  inputs: 'one',
  weights: ({ outputDim, numFrequencies, frequencyStddev, includeInput, kernelRegularizer, kernelConstraint }, x) => {
    const columns = columnsOf(x);
    const width = includeInput ? outputDim - 1 : outputDim;
    const small = uniform(1 / Math.sqrt(numFrequencies));
    return {
      frequencies: {
        shape: [columns, numFrequencies],
        initializer: { className: 'RandomNormal', args: { stddev: frequencyStddev } },
      },
      phases: { shape: [columns, numFrequencies], initializer: uniform(Math.PI) },
      kernel: {
        shape: [columns, numFrequencies, width],
        fanIn: numFrequencies,
        initializer: small,
        regularizer: kernelRegularizer,
        constraint: kernelConstraint,
      },
      bias: { shape: [columns, width], initializer: small },
    };
  },
  call: ({ activation, includeInput }, [input], { frequencies, phases, kernel, bias }) => {
    const x = cast(input!, 'float32');
    const each = reshape(x, [x.shape[0]!, columnsOf(x.shape), 1]);
    const waves = cos(add(mul(each, mul(frequencies!, 2 * Math.PI)), phases!));
    const products = transpose(matmul(transpose(waves, [1, 0, 2]), kernel!), [1, 0, 2]);
    const vectors = activate(activation, add(products, bias!));
    const joined = includeInput ? concatenate([each, vectors], 2) : vectors;
    return reshape(joined, flattened(joined.shape));
  },
  label: ({ outputDim }) => `${outputDim}`,
});
