import { type RecipeBranch, type RecipeData, type RecipeLayer, recipe } from './recipe';

/** A training of more rows has fewer epochs, so that it sees about so many rows. */
const ROWS_SEEN = 1_280_000;
const MOST_EPOCHS = 128;
const FEWEST_EPOCHS = 16;

/**
 * For tables of numbers and categories: the mean of two networks of RealMLP's kind, one that sees each number as learned
 * waves, one that sees it by the bins that it lies in. What helps one table hurts another (of the tables on which this was
 * tried, bins are better by 7 % on concrete, waves by 14 % on car_prices); the mean is right on both. The initial weights, the
 * rates by kind of weight, the schedule and the best epoch are RealMLP-TD-S's; the layers are half as wide, and have dropout.
 * Sources: Holzmüller, Grinsztajn and Steinwart 2024, "Better by Default"; Gorishniy, Rubachev and Babenko 2022.
 */
export default recipe('table', {
  branches: data => encodings(data).map(encoding => branch(data, encoding)),
  optimizer: ({ predicts, numbers }) => ({
    className: 'Adam',
    args: { learningRate: predicts === 'numbers' ? 0.07 : 0.04, beta2: 0.95, epsilon: 1e-8 },
    schedule: { className: 'CosineLog', args: {} },
    learningRateMultipliers: { scale: 6, bias: 0.1, ...(numbers > 0 && { frequencies: 0.1, phases: 0.1 }) },
    neuralTangent: true,
  }),
  training: ({ rows }) => ({
    epochs: Math.min(MOST_EPOCHS, Math.max(FEWEST_EPOCHS, Math.round(ROWS_SEEN / rows))),
    batchSize: rows > 20_000 ? 256 : 128,
    // the learning rate ends with the last epoch: stopping before would leave out the small rates
    earlyStopping: false,
    patience: 10,
    restoreBestWeights: true,
  }),
  label: () => 'waves and bins',
  words: () => [
    'Two networks see the same rows in different ways: one reads each number as learned waves, the other by the bins that it lies in',
    'They are trained side by side, and the prediction is their mean',
    'Columns of many texts are looked up in embeddings; other categories are one-hot',
  ],
});

/** How each branch sees numbers; without any there is one branch. */
const encodings = ({ numbers }: RecipeData): readonly (readonly RecipeLayer[])[] =>
  numbers > 0 ? [[{ className: 'PeriodicEmbedding' }], [{ className: 'PiecewiseLinearEncoding' }]] : [[]];

function branch({ predicts }: RecipeData, encoding: readonly RecipeLayer[]): RecipeBranch {
  const hidden: readonly RecipeLayer[] = [
    {
      className: 'Dense',
      args: {
        units: 128,
        activation: predicts === 'numbers' ? 'mish' : 'selu',
        kernelInitializer: 'VarianceScaling(1, fan_in, untruncated_normal)',
        biasInitializer: 'RandomNormal(0, 1)',
      },
    },
    { className: 'Dropout', args: { rate: 0.15 } },
  ];
  return {
    numbers: encoding,
    // as wide as fastai's rule of thumb makes embeddings of categories
    lookup: categories => [
      { className: 'Embedding', args: { outputDim: Math.min(64, Math.round(1.6 * categories ** 0.56)) } },
    ],
    trunk: [{ className: 'Scale' }, ...hidden, ...hidden],
    last: { kernelInitializer: 'Zeros' },
  };
}
