import { type RecipeBranch, type RecipeData, type RecipeLayer, tableRecipe } from './recipe';

/** A training sees about this many rows: with more rows in the table, it has fewer epochs. */
const ROWS_SEEN = 500_000;
const MOST_EPOCHS = 128;
const FEWEST_EPOCHS = 16;

/**
 * For tables of numbers and categories: up to three networks of RealMLP's kind, each trained by itself. The first
 * encodes each number as learned waves, the second by bins, the third by bins with an L1 penalty on each of them. What
 * helps one table hurts another, so the validation rows choose the networks whose mean is the model. (Log loss or RMSE
 * divided by that of the better of LightGBM and XGBoost, on tables on which this was chosen: with the third network
 * 1.06 instead of 1.32 where few of many columns matter, but 1.16 instead of 1.04 on concrete.) The initial weights,
 * the rates by kind of weight, the schedule and the best epoch are RealMLP-TD-S's; the layers are half as wide, and
 * have dropout.
 * Sources: Holzmüller, Grinsztajn and Steinwart 2024, "Better by Default"; Gorishniy, Rubachev and Babenko 2022; a
 * penalty on the scale of inputs as selection among them: Tibshirani 1996; Feng and Simon 2017.
 */
export default tableRecipe('table', {
  branches: data => kinds(data).map(kind => branch(data, kind)),
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
  label: data => `${kinds(data).length} networks`,
  words: ({ numbers }) => [
    numbers > 0
      ? 'Three networks see the same rows in different ways: one reads each number as learned waves, one by the bins that it lies in, and the third by its bins too, with a price on each column that it uses'
      : 'Two networks see the same rows, one of them with a price on each column that it uses',
    'They are trained side by side; the validation rows choose the best epoch of each, and those whose mean is the model',
    'Columns of many texts are looked up in embeddings; other categories are one-hot',
  ],
});

interface Kind extends Pick<RecipeBranch, 'name'> {
  /** how it encodes numbers */
  readonly numbers: readonly RecipeLayer[];
  readonly scaleRegularizer?: string;
}

const waves: Kind = { name: 'waves', numbers: [{ className: 'PeriodicEmbedding' }] };
const bins: Kind = { name: 'bins', numbers: [{ className: 'PiecewiseLinearEncoding' }] };
const all: Kind = { name: 'all columns', numbers: [] };
const few = { name: 'few columns', scaleRegularizer: 'L1(0.001)' };

/** Without numbers, the networks would be the same. */
const kinds = ({ numbers }: RecipeData): readonly Kind[] =>
  numbers > 0 ? [waves, bins, { ...bins, ...few }] : [all, { ...all, ...few }];

function branch({ predicts }: RecipeData, { name, numbers, ...scale }: Kind): RecipeBranch {
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
    name,
    numbers,
    // as wide as fastai's rule of thumb makes embeddings of categories
    lookup: categories => [
      { className: 'Embedding', args: { outputDim: Math.min(64, Math.round(1.6 * categories ** 0.56)) } },
    ],
    trunk: [{ className: 'Scale', args: scale }, ...hidden, ...hidden],
    last: { kernelInitializer: 'Zeros' },
  };
}
