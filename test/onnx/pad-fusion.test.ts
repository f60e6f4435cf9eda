import assert from 'node:assert/strict';
import * as ort from 'onnxruntime-node';
import { readOnnx } from '../../src/engine/ort';
import { wasmEngine } from '../../src/engine/wasm';
import { appendLayer, emptyNetwork } from '../../src/network';
import { writeInference } from '../../src/training/inference-file';
import { float } from '../engine/helpers';

/** ONNX Runtime's Pad_Fusion makes the zeros of a Pad the padding of a MaxPool, which is −∞. */

const chain = (layers: readonly (readonly [className: string, args: Record<string, unknown>])[]): Uint8Array => {
  const input = { id: 'x', className: 'InputLayer', label: 'x', args: { shape: [5, 5, 2], dtype: 'float32' } };
  const network = layers.reduce(
    (n, [className, args], i) => appendLayer(n, { id: `l${i}`, className, label: `l${i}`, args }),
    appendLayer(emptyNetwork(), input),
  );
  const ones = (shape: number[]) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b)).fill(1) });
  return writeInference(network, { 'l0/kernel': ones([1, 1, 2, 2]), 'l0/bias': ones([2]) });
};

const CONV = ['Conv2D', { filters: 2, kernelSize: 1 }] as const;
const PAD = ['ZeroPadding2D', { padding: 1 }] as const;
const CHAINS = {
  'behind a convolution': [CONV, PAD, ['MaxPooling2D', { poolSize: 3, strides: 2 }]],
  'of its own padding, too': [CONV, PAD, ['MaxPooling2D', { poolSize: 3, strides: 2, padding: 'same' }]],
  'of another shape between': [
    CONV,
    PAD,
    ['Reshape', { targetShape: [7, 7, 2] }],
    ['MaxPooling2D', { poolSize: 2, padding: 'same' }],
  ],
  'in one dimension': [
    CONV,
    ['Reshape', { targetShape: [25, 2] }],
    ['ZeroPadding1D', { padding: 2 }],
    ['MaxPooling1D', { poolSize: 3, padding: 'same' }],
  ],
} as const;

describe('zeros before a maximum', () => {
  for (const [what, layers] of Object.entries(CHAINS))
    it(`${what}: a file of ours is the same for an ONNX Runtime with all its optimizers`, async () => {
      const bytes = chain(layers);
      const negative = Float32Array.from({ length: 2 * 50 }, (_, i) => -1 - i);
      const { graph, weights } = readOnnx(bytes);
      const ours = await (await wasmEngine.compile(graph, weights)).run({ x: float([2, 5, 5, 2], negative) });
      const session = await ort.InferenceSession.create(bytes, { graphOptimizationLevel: 'all', logSeverityLevel: 4 });
      const theirs = await session.run({ x: new ort.Tensor('float32', negative, [2, 5, 5, 2]) });
      const [name] = session.outputNames;
      assert.deepEqual([...(theirs[name!]!.data as Float32Array)], [...ours[name!]!.data]);
      await session.release();
    });
});
