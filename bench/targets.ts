/** Performance targets of the engine, as ratios of figures of one run: times faster than the peer. */
export interface Target {
  readonly title: string;
  readonly ours: string;
  readonly peer: string;
  /** the variant of the peer; default: its best */
  readonly way?: string;
  /** by model */
  readonly ratios: Readonly<Record<string, number>>;
}

export const targets: readonly Target[] = [
  {
    title: 'native : Keras fit',
    ours: 'native',
    peer: 'keras',
    ratios: {
      ...{ seed: 3.5, iris: 25, tabular: 18, cnn: 2.2, lstm: 4.5, embedding: 16 },
      ...{ mlp5m: 1, transformer: 1.3, resnet20: 0.6 },
    },
  },
  {
    title: 'native : JAX jit, a step a call',
    ours: 'native',
    peer: 'jax',
    way: 'a step a call',
    ratios: { seed: 0.8, iris: 1.1, tabular: 1, cnn: 2, lstm: 1, embedding: 1 },
  },
  { title: 'native : JAX jit, an epoch a call', ours: 'native', peer: 'jax', way: 'an epoch a call', ratios: {} },
  {
    title: 'native : tfjs-node',
    ours: 'native',
    peer: 'tfjs-node',
    ratios: { seed: 7, iris: 60, tabular: 50, cnn: 7, lstm: 40, embedding: 20 },
  },
  {
    title: 'wasm : Keras fit',
    ours: 'wasm',
    peer: 'keras',
    ratios: { seed: 1.3, iris: 12, tabular: 8, cnn: 0.8, lstm: 1.8, embedding: 9 },
  },
];

/** With all cores for everyone. */
export const allCoresTargets: readonly Target[] = [
  {
    title: 'native : Keras fit',
    ours: 'native',
    peer: 'keras',
    ratios: { seed: 3, tabular: 3, embedding: 3, mlp5m: 1, transformer: 1, resnet20: 1 },
  },
  {
    title: 'ONNX Runtime : Keras fit',
    ours: 'onnx',
    peer: 'keras',
    ratios: { mlp5m: 1, transformer: 1, resnet20: 1 },
  },
  { title: 'native : JAX jit', ours: 'native', peer: 'jax', ratios: {} },
];
