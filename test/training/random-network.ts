import fc from 'fast-check';
import { optimizers, parseArguments } from '../../src/catalogue';
import { Problem } from '../../src/errors';
import { addOutput, appendLayer, describeNetwork, emptyNetwork, joinNetworks } from '../../src/network';
import type { NetworkSpec, OptimizerSpec } from '../../src/spec';

/** Small random networks: every kind of input, forks and merges, and outputs. */

export interface RandomTraining {
  readonly network: NetworkSpec;
  readonly optimizer: OptimizerSpec;
  readonly loss: string;
  /** shape of one row of the input, and how many tokens there are where it takes whole numbers */
  readonly input: readonly number[];
  readonly tokens: number | null;
  readonly units: number;
  readonly batchSize: number;
  readonly seed: number;
}

type Layer = readonly [className: string, args?: Readonly<Record<string, unknown>>];

const ACTIVATIONS = [
  'linear',
  'relu',
  'tanh',
  'sigmoid',
  'elu',
  'gelu',
  'silu',
  'softplus',
  'softsign',
  'selu',
  'mish',
];
const MERGES = ['Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum', 'Concatenate'];
const ENDS = [
  { loss: 'CategoricalCrossentropy', activation: 'softmax', units: 3 },
  { loss: 'BinaryCrossentropy', activation: 'sigmoid', units: 1 },
  { loss: 'MeanSquaredError', activation: 'linear', units: 2 },
  { loss: 'MeanAbsoluteError', activation: 'linear', units: 1 },
];

/**
 * A network of up to ten layers, with its training. Draws one part after the other, knowing the current shape. A layer
 * that the shape does not allow (a window larger than what is left) is left out.
 */
export const randomTraining: fc.Arbitrary<RandomTraining> = fc.gen().map(g => {
  const whole = (min: number, max: number): number => g(fc.integer, { min, max });
  const one = <T>(...choices: readonly T[]): T => choices[whole(0, choices.length - 1)]!;
  const maybe = (): boolean => whole(0, 1) === 1;
  const activation = () => one(...ACTIVATIONS);
  const regularizer = () =>
    whole(0, 4) === 0 ? { kernelRegularizer: one('L2(0.01)', 'L1(0.003)', 'L1L2(0.01, 0.02)') } : {};
  let layers = 0;

  const append = (network: NetworkSpec, [className, args = {}]: Layer): NetworkSpec => {
    try {
      return appendLayer(network, { id: `l${layers++}`, className, args });
    } catch (error) {
      if (error instanceof Problem) return network;
      throw error;
    }
  };
  const shapeOf = (network: NetworkSpec) =>
    describeNetwork(network).calls[network.heads[0]!]!.shape as readonly number[];

  const dense = (): Layer => [
    'Dense',
    { units: whole(1, 6), activation: activation(), useBias: maybe(), ...regularizer() },
  ];
  const anywhere = (width: number): Layer =>
    one<() => Layer>(
      dense,
      () => ['Activation', { activation: activation() }],
      () => ['BatchNormalization', { momentum: 0.8, center: maybe() }],
      () => ['LayerNormalization', {}],
      () => ['RMSNormalization', {}],
      () => [width > 1 ? 'UnitNormalization' : 'RMSNormalization'], // of one number it is its sign, a jump
      () => ['Dropout', { rate: 0.3 }],
      () => ['GaussianNoise', { stddev: 0.1 }],
      () => ['GaussianDropout', { rate: 0.2 }],
      () => ['AlphaDropout', { rate: 0.2 }],
      () => [one('LeakyReLU', 'ELU', 'PReLU', 'ReLU', 'Softmax')],
      () => ['ActivityRegularization', { l1: 0.01, l2: 0.02 }],
    )();
  const sizes = (rank: number, max: number) => Array.from({ length: rank }, () => whole(1, max));
  const convolution = (rank: number): Layer => {
    const [kernelSize, strides, dilationRate] = [sizes(rank, 3), sizes(rank, 2), sizes(rank, 2)];
    return [
      `Conv${rank}D`,
      {
        ...{
          filters: one(1, 2, 4),
          kernelSize,
          padding: one('valid', 'same'),
          activation: activation(),
          useBias: maybe(),
        },
        ...(maybe() && (maybe() ? { dilationRate } : { strides })),
        ...(whole(0, 4) === 0 && { groups: 2 }),
        ...regularizer(),
      },
    ];
  };
  /** Enough channels for every way to compute a convolution (rewrite/convolution-cost.ts). */
  const wide = (): Layer => ['Conv2D', { filters: 16, kernelSize: 3, padding: 'same', activation: activation() }];
  const pool = (rank: number): Layer => [
    `${one('MaxPooling', 'MaxPooling', 'AveragePooling')}${rank}D`,
    {
      poolSize: sizes(rank, 3),
      padding: one('valid', 'valid', 'same'),
      ...(whole(0, 2) === 0 && { strides: sizes(rank, 2) }),
    },
  ];
  /** Of each channel for itself, or the other way round. */
  const otherConvolution = (rank: number): Layer => {
    const name = one('DepthwiseConv', 'SeparableConv', 'Transpose');
    const common = { kernelSize: sizes(rank, 3), padding: one('valid', 'same'), activation: activation() };
    const steps = one(1, 1, 2);
    if (name === 'Transpose') return [`Conv${rank}DTranspose`, { ...common, filters: whole(1, 3), strides: steps }];
    const multiplied = { ...common, depthMultiplier: whole(1, 2), strides: steps };
    return [`${name}${rank}D`, { ...multiplied, ...(name === 'SeparableConv' && { filters: whole(1, 4) }) }];
  };
  const windows = (rank: number): Layer[] =>
    one(
      () => [otherConvolution(rank)],
      () => [convolution(rank), pool(rank)],
      () => (rank === 2 ? [wide(), wide(), ...(maybe() ? [pool(2)] : [])] : [convolution(rank)]),
      () => [convolution(rank)],
      () => [pool(rank)],
    )();
  const recurrent = (returnSequences: boolean): Layer => {
    const bidirectional = one('none', 'none', 'concat', 'sum', 'mul');
    return [
      one('LSTM', 'GRU', 'SimpleRNN'),
      {
        ...{ units: whole(1, 4), activation: one('tanh', 'relu', 'softsign'), returnSequences, bidirectional },
        ...{ goBackwards: bidirectional === 'none' && maybe(), useBias: maybe() },
        ...(whole(0, 3) === 0 && { dropout: 0.2, recurrentDropout: 0.3 }),
      },
    ];
  };
  const attention = (): Layer => {
    const more = { useCausalMask: maybe(), ...(whole(0, 3) === 0 && { dropout: 0.2 }) };
    return one<Layer>(
      ['MultiHeadAttention', { ...more, numHeads: whole(1, 2), keyDim: whole(1, 3), useBias: maybe() }],
      ['GroupQueryAttention', { ...more, headDim: whole(1, 2), numQueryHeads: 2, numKeyValueHeads: whole(1, 2) }],
      ['Attention', { ...more, useScale: maybe(), scoreMode: one('dot', 'concat') }],
      ['AdditiveAttention', { ...more, useScale: maybe() }],
    );
  };
  const inSequence = (): Layer[] =>
    one<() => Layer[]>(
      () => [attention()],
      () => windows(1),
      () => windows(1),
      () => [recurrent(true)],
      () => [recurrent(true)],
      () => [
        one<Layer>(
          ['SpatialDropout1D', { rate: 0.3 }],
          ['ZeroPadding1D', { padding: [1, 0] }],
          ['UpSampling1D', { size: 2 }],
          ['Cropping1D', { cropping: [0, 1] }],
          ['Permute', { dims: [2, 1] }],
        ),
      ],
    )();
  const inPicture = (): Layer[] =>
    whole(0, 3) > 0
      ? windows(2)
      : [
          one<Layer>(
            ['SpatialDropout2D', { rate: 0.3 }],
            [
              'ZeroPadding2D',
              {
                padding: [
                  [1, 0],
                  [0, 2],
                ],
              },
            ],
            [
              'Cropping2D',
              {
                cropping: [
                  [0, 1],
                  [1, 0],
                ],
              },
            ],
            ['UpSampling2D', { size: [1, 2], interpolation: one('nearest', 'bilinear') }],
            ['GroupNormalization', { groups: one(1, -1) }],
            ['Permute', { dims: [2, 1, 3] }],
            ['Reshape', { targetShape: [-1, 2] }],
          ),
        ];
  const layersAt = (shape: readonly number[]): Layer[] => {
    const rank = shape.length;
    if (whole(0, 2) === 0) return [anywhere(shape.at(-1)!)];
    if (rank > 2) return rank === 4 ? inPicture() : inSequence();
    return [whole(0, 5) === 0 ? ['RepeatVector', { repeats: 2 }] : dense()];
  };

  /** Two branches that keep their shape, or one beside a direct connection, are merged. */
  const fork = (network: NetworkSpec): NetworkSpec => {
    const width = shapeOf(network).at(-1)!;
    const branch = () =>
      append(append(network, ['Dense', { units: width, activation: activation() }]), ['Dropout', { rate: 0.1 }]);
    const branches = [branch(), maybe() ? network : branch()];
    return append(joinNetworks(branches), [one(...MERGES)]);
  };
  const flat = (network: NetworkSpec): NetworkSpec => {
    const rank = shapeOf(network).length;
    if (rank === 2) return network;
    const reduce = `Global${one('Max', 'Average')}Pooling${rank - 2}D`;
    return append(network, rank === 3 && maybe() ? recurrent(false) : maybe() ? [reduce] : ['Flatten']);
  };

  const kind = one('numbers', 'sequence', 'picture', 'tokens');
  const input = {
    numbers: () => [whole(1, 6)],
    sequence: () => [whole(2, 6), whole(1, 4)],
    picture: () => [whole(4, 8), whole(4, 8), whole(1, 2)],
    tokens: () => [whole(2, 6)],
  }[kind]();
  const tokens = kind === 'tokens' ? 5 : null;
  const args = { shape: input, dtype: tokens ? 'int32' : 'float32' };
  let network = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', label: 'x', args });
  if (tokens) network = append(network, ['Embedding', { inputDim: tokens, outputDim: whole(1, 4), maskZero: maybe() }]);
  const depth = whole(1, 4);
  for (let i = 0; i < depth; i++)
    network = whole(0, 3) === 0 ? fork(network) : layersAt(shapeOf(network)).reduce(append, network);
  const end = one(...ENDS);
  network = append(flat(network), ['Dense', { units: end.units, activation: end.activation }]);

  const className = one(...Object.keys(optimizers));
  const known = optimizers[className]!.arguments;
  const given = {
    // an optimizer that divides gradients by their own size makes steps of rounding where the true gradient is 0
    learningRate: className === 'Lion' ? 1e-5 : one(0.001, 0.01),
    ...('epsilon' in known && { epsilon: 1e-3 }),
    ...('weightDecay' in known && maybe() && { weightDecay: 0.1 }),
    ...(className === 'SGD' && maybe() && { momentum: 0.9, nesterov: maybe() }),
  };
  const clip = one({}, {}, {}, { clipNorm: 0.5 }, { clipValue: 0.02 }, { globalClipNorm: 0.5 });
  const accumulate = one({}, {}, { gradientAccumulationSteps: whole(2, 3) });
  const average = one({}, {}, { useEma: true, emaMomentum: 0.9, emaOverwriteFrequency: whole(1, 3) });
  return {
    network: addOutput(network, { call: network.heads[0]!, target: ['y'], loss: end.loss }),
    optimizer: { className, args: parseArguments(known, given), ...clip, ...accumulate, ...average },
    ...{ loss: end.loss, units: end.units, input, tokens, batchSize: whole(2, 6), seed: whole(0, 1e6) },
  };
});
