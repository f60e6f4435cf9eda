import { recipes as catalogue } from '../../src/catalogue/recipes';
import {
  appendLayer,
  appendOutput,
  asMembers,
  emptyNetwork,
  joinNetworks,
  networkFromRecipe,
  recipeData,
  resolveInputs,
  resolveOutputs,
} from '../../src/network';
import type { NetworkSpec } from '../../src/spec';
import type { PlanInput } from '../../src/training';
import type { Dataset } from '../../src/values';

/** The parts of a plan that depend on a dataset. */
export type Recipe = (dataset: Dataset) => Pick<PlanInput, 'network' | 'optimizer'> & Readonly<Record<string, unknown>>;

interface Network {
  readonly encoding?: 'none' | 'piecewise' | 'periodic';
  readonly bins?: number;
  readonly scale?: boolean;
  readonly units: readonly number[];
  readonly activation: string;
  readonly dropout?: number;
  /** N(0, 1/inputs) kernels, N(0, 1) biases, the last layer zero */
  readonly neuralTangent?: boolean;
}

/** Branches of different kinds, whose mean is the prediction. */
function mixed(dataset: Dataset, branches: readonly Network[]): NetworkSpec {
  const target = [dataset.pipeline.targets[0]!.name];
  const networks = branches.map((branch, i) => networkOf(dataset, branch, `-${i}`, target));
  return asMembers(resolveOutputs(resolveInputs(joinNetworks(networks), dataset.pipeline), dataset.pipeline));
}

function networkOf(dataset: Dataset, n: Network, mark = '', target?: readonly string[]): NetworkSpec {
  const { features } = dataset.pipeline;
  const numbers = features.filter(f => ['number', 'integer'].includes(f.type)).map(f => f.name);
  const others = features.map(f => f.name).filter(name => !numbers.includes(name));
  const encoding = numbers.length > 0 ? (n.encoding ?? 'none') : 'none';
  const layer = (spec: NetworkSpec, id: string, className: string, args: object = {}) =>
    appendLayer(spec, { id: id + mark, className, args: { ...args } });
  const input = (id: string, columns: readonly string[]) => layer(emptyNetwork(), id, 'InputLayer', { columns });
  const encoded =
    encoding === 'none'
      ? null
      : encoding === 'piecewise'
        ? layer(input('numbers', numbers), 'bins', 'PiecewiseLinearEncoding', { numBins: n.bins ?? 12 })
        : layer(input('numbers', numbers), 'waves', 'PeriodicEmbedding');
  let spec =
    encoded === null
      ? layer(emptyNetwork(), 'in', 'InputLayer')
      : others.length === 0
        ? encoded
        : layer(joinNetworks([encoded, input('others', others)]), 'join', 'Concatenate');
  if (n.scale) spec = layer(spec, 'scale', 'Scale');
  for (const [i, units] of n.units.entries()) {
    const start = n.neuralTangent && {
      kernelInitializer: 'VarianceScaling(1, fan_in, untruncated_normal)',
      biasInitializer: 'RandomNormal(0, 1)',
    };
    spec = layer(spec, `hidden${i}`, 'Dense', { units, activation: n.activation, ...start });
    if (n.dropout) spec = layer(spec, `dropout${i}`, 'Dropout', { rate: n.dropout });
  }
  const last = n.neuralTangent && { args: { kernelInitializer: 'Zeros' } };
  return appendOutput(spec, { id: `out${mark}`, label: `out${mark}`, ...last }, target ? { target } : {});
}

const isNumber = (dataset: Dataset): boolean => dataset.pipeline.targets[0]!.task === 'regression';
const steps = (dataset: Dataset, epochs: number, batch: number) =>
  epochs * Math.ceil(dataset.indices('train').length / batch);

/** AdamW with warm-up and cosine decay. */
const adamW =
  (network: Network, { epochs = 120, batchSize = 64, rate = 0.003, members = 1 } = {}): Recipe =>
  dataset => {
    const all = steps(dataset, epochs, batchSize);
    const warmup = Math.floor(all / 20);
    const args = {
      initialLearningRate: 0,
      warmupTarget: rate,
      warmupSteps: warmup,
      decaySteps: Math.max(1, all - warmup),
    };
    return {
      network: networkOf(dataset, network),
      optimizer: {
        className: 'AdamW',
        args: { learningRate: rate, weightDecay: 0.02 },
        schedule: { className: 'CosineDecay', args },
      },
      ...{ epochs, batchSize, members, restoreBestWeights: true },
    };
  };

/** RealMLP-TD-S. */
const realMlp =
  (
    more: Partial<Network> | readonly Partial<Network>[],
    { epochs = 128, batchSize = 128, rate = 1, members = 1 } = {},
  ): Recipe =>
  dataset => ({
    network: mixed(
      dataset,
      [more].flat().map(branch => ({
        scale: true,
        units: [128, 128],
        activation: isNumber(dataset) ? 'mish' : 'selu',
        neuralTangent: true,
        ...branch,
      })),
    ),
    optimizer: {
      className: 'Adam',
      args: { learningRate: (isNumber(dataset) ? 0.07 : 0.04) * rate, beta2: 0.95, epsilon: 1e-8 },
      schedule: { className: 'CosineLog', args: {} },
      learningRateMultipliers: { scale: 6, bias: 0.1, frequencies: 0.1, phases: 0.1 },
      neuralTangent: true,
    },
    ...{ epochs, batchSize, members, restoreBestWeights: true },
  });

const silu: Network = { encoding: 'piecewise', units: [128, 64], activation: 'silu', dropout: 0.1 };

/** The recipe of the catalogue. */
const ofCatalogue =
  (key: string, members = 1): Recipe =>
  dataset => {
    const { pipeline } = dataset;
    const rows = dataset.indices('train').length;
    const recipe = catalogue[key]!;
    const data = recipeData(pipeline, rows);
    return {
      network: networkFromRecipe({ id: key, name: key, recipe: key }, pipeline, rows),
      optimizer: recipe.optimizer(data),
      ...recipe.training(data),
      members,
    };
  };

export const recipes: Readonly<Record<string, Recipe>> = {
  table: ofCatalogue('table'),
  table2: ofCatalogue('table', 2),
  table5: ofCatalogue('table', 5),
  /** the plain network */
  plain: dataset => ({
    network: networkOf(dataset, { units: [64, 32], activation: 'relu' }),
    optimizer: { className: 'Adam', args: { learningRate: 0.001 } },
    ...{ epochs: 200, batchSize: 32, earlyStopping: true, patience: 15 },
  }),
  silu: adamW(silu),
  silu3: adamW(silu, { members: 3 }),
  realmlp_s: realMlp({ units: [256, 256, 256] }, { epochs: 256, batchSize: 256 }),
  mixed: realMlp([{ encoding: 'periodic' }, { encoding: 'piecewise' }]),
  mixed_dropout: realMlp([
    { encoding: 'periodic', dropout: 0.15 },
    { encoding: 'piecewise', dropout: 0.15 },
  ]),
  periodic3: realMlp({ encoding: 'periodic' }, { members: 3 }),
  realmlp: realMlp({}),
  realmlp_piecewise: realMlp({ encoding: 'piecewise' }),
  realmlp_periodic: realMlp({ encoding: 'periodic' }),
  realmlp_dropout: realMlp({ dropout: 0.15 }),
  piecewise_dropout: realMlp({ encoding: 'piecewise', dropout: 0.15 }),
  periodic_dropout: realMlp({ encoding: 'periodic', dropout: 0.15 }),
};
