/**
 * The networks of `npm run bench` as data, from which every peer builds its own: classes and arguments are Keras's
 * (Python's peers write kernelSize as kernel_size), Adam and batches of 32.
 */

export const BATCH = 32;

export interface Layer {
  readonly id: string;
  readonly className: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** ids of the layers that it is called on; `in` is the input */
  readonly inputs: readonly string[];
}

export interface BenchModel {
  readonly name: string;
  readonly title: string;
  /** of one row; whole numbers below `tokens` where that is given, else uniform numbers from 0 to 1 */
  readonly shape: readonly number[];
  readonly tokens?: number;
  readonly layers: readonly Layer[];
  readonly loss: 'CategoricalCrossentropy' | 'BinaryCrossentropy' | 'MeanSquaredError';
  /** width of the target: classes (one-hot), or 1 */
  readonly units: number;
  /** training rows, a multiple of the batch */
  readonly rows: number;
  /** peers that take minutes per step are left out */
  readonly large?: true;
}

type Step = readonly [className: string, args?: Record<string, unknown>];

/** A chain of layers, the first one on `from`. */
function chain(steps: readonly Step[], prefix = 'l', from = 'in'): Layer[] {
  return steps.map(([className, args = {}], i) => ({
    id: `${prefix}${i}`,
    className,
    args,
    inputs: [i === 0 ? from : `${prefix}${i - 1}`],
  }));
}
const dense = (units: number, activation = 'linear'): Step => ['Dense', { units, activation }];
const merge = (id: string, a: string, b: string): Layer => ({ id, className: 'Add', args: {}, inputs: [a, b] });

/** He et al. 2015 for 32×32 images, n = 3: three stages of three blocks of two convolutions. */
function resnet20(): Layer[] {
  const conv = (filters: number, strides = 1, kernelSize = 3): Step[] => [
    ['Conv2D', { filters, kernelSize, strides, padding: 'same', useBias: false }],
    ['BatchNormalization'],
  ];
  const relu: Step = ['Activation', { activation: 'relu' }];
  const layers = chain([...conv(16), relu], 'stem');
  for (const [stage, filters] of [16, 32, 64].entries())
    for (let block = 0; block < 3; block++) {
      const [from, name] = [layers.at(-1)!.id, `s${stage}b${block}`];
      const strides = stage > 0 && block === 0 ? 2 : 1;
      const way = chain([...conv(filters, strides), relu, ...conv(filters)], `${name}way`, from);
      const short = strides === 2 ? chain(conv(filters, 2, 1), `${name}short`, from) : [];
      const sum = merge(`${name}sum`, way.at(-1)!.id, short.at(-1)?.id ?? from);
      layers.push(...way, ...short, sum, ...chain([relu], `${name}relu`, sum.id));
    }
  return [...layers, ...chain([['GlobalAveragePooling2D'], dense(10, 'softmax')], 'head', layers.at(-1)!.id)];
}

/** Four blocks of self-attention (4 heads of 16) and a Dense of 128 on 64 tokens of width 64. */
function transformer(): Layer[] {
  const layers = chain([dense(64)], 'embed');
  for (let block = 0; block < 4; block++) {
    const from = layers.at(-1)!.id;
    const [attention, sum] = [`b${block}attention`, `b${block}sum`];
    layers.push(
      { id: attention, className: 'MultiHeadAttention', args: { numHeads: 4, keyDim: 16 }, inputs: [from, from] },
      merge(sum, from, attention),
      ...chain([['LayerNormalization']], `b${block}norm`, sum),
      ...chain([dense(128, 'relu'), dense(64)], `b${block}dense`, `b${block}norm0`),
      merge(`b${block}sum2`, `b${block}norm0`, `b${block}dense1`),
      ...chain([['LayerNormalization']], `b${block}out`, `b${block}sum2`),
    );
  }
  return [...layers, ...chain([['GlobalAveragePooling1D'], dense(10, 'softmax')], 'head', layers.at(-1)!.id)];
}

const classes = { loss: 'CategoricalCrossentropy', units: 10 } as const;
const binary = { loss: 'BinaryCrossentropy', units: 1 } as const;

export const models: readonly BenchModel[] = [
  {
    name: 'seed',
    title: '1000 → 128 → 10',
    shape: [1000],
    layers: chain([dense(128, 'relu'), dense(10, 'softmax')]),
    ...classes,
    rows: 3200,
  },
  {
    name: 'iris',
    title: '4 → 16 → 3',
    shape: [4],
    layers: chain([dense(16, 'relu'), dense(3, 'softmax')]),
    ...classes,
    units: 3,
    rows: 6400,
  },
  {
    name: 'tabular',
    title: '30 → 64 → 32 → 1',
    shape: [30],
    layers: chain([dense(64, 'relu'), dense(32, 'relu'), dense(1, 'sigmoid')]),
    ...binary,
    rows: 6400,
  },
  {
    name: 'cnn',
    title: '28×28, Conv 16, pool, Conv 32, pool, Dense 64, Dense 10',
    shape: [28, 28, 1],
    layers: chain([
      ['Conv2D', { filters: 16, kernelSize: 3, activation: 'relu' }],
      ['MaxPooling2D', { poolSize: 2 }],
      ['Conv2D', { filters: 32, kernelSize: 3, activation: 'relu' }],
      ['MaxPooling2D', { poolSize: 2 }],
      ['Flatten'],
      dense(64, 'relu'),
      dense(10, 'softmax'),
    ]),
    ...classes,
    rows: 1280,
  },
  {
    name: 'lstm',
    title: '24 steps of 8, LSTM 32, Dense 1',
    shape: [24, 8],
    layers: chain([['LSTM', { units: 32 }], dense(1)]),
    loss: 'MeanSquaredError',
    units: 1,
    rows: 3200,
  },
  {
    name: 'embedding',
    title: '40 tokens of 2000, width 16, mean, Dense 1',
    shape: [40],
    tokens: 2000,
    layers: chain([['Embedding', { inputDim: 2000, outputDim: 16 }], ['GlobalAveragePooling1D'], dense(1, 'sigmoid')]),
    ...binary,
    rows: 3200,
  },
  {
    name: 'mlp5m',
    title: '1000 → 1600 → 1600 → 512 → 10, 5 million parameters',
    shape: [1000],
    layers: chain([dense(1600, 'relu'), dense(1600, 'relu'), dense(512, 'relu'), dense(10, 'softmax')]),
    ...classes,
    rows: 640,
    large: true,
  },
  {
    name: 'transformer',
    title: '4 blocks, width 64, 4 heads, 64 tokens of 16',
    shape: [64, 16],
    layers: transformer(),
    ...classes,
    rows: 640,
    large: true,
  },
  {
    name: 'resnet20',
    title: 'ResNet-20 on 32×32×3',
    shape: [32, 32, 3],
    layers: resnet20(),
    ...classes,
    rows: 256,
    large: true,
  },
];
