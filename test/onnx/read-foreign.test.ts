import assert from 'node:assert/strict';
import { readOnnx } from '../../src/engine/ort';
import { wasmEngine } from '../../src/engine/wasm';
import type { DType, Feeds, HostTensor } from '../../src/spec';

import { readJson } from '../catalogue/oracle';

/** Models of onnx's own helpers, and what Python's onnxruntime computes: see test/oracle/foreign_onnx.py. */

interface Numbers {
  readonly shape: number[];
  readonly dtype: DType;
  readonly data: number[];
}
interface Case {
  readonly name: string;
  readonly model: string;
  readonly inputs: Record<string, Numbers>;
  readonly outputs: Record<string, Numbers>;
}

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;
const tensor = ({ shape, dtype, data }: Numbers): HostTensor => ({ shape, dtype, data: ARRAYS[dtype].from(data) });

describe('models of other programs, read as a graph and run by the engine of our own', () => {
  for (const { name, model, inputs, outputs } of readJson<Case[]>('oracle', 'foreign_onnx.json'))
    it(name, async () => {
      const { graph, weights } = readOnnx(Buffer.from(model, 'base64'));
      const feeds: Feeds = Object.fromEntries(Object.entries(inputs).map(([key, numbers]) => [key, tensor(numbers)]));
      const found = (await wasmEngine.compile(graph, weights)).runNow!(feeds);
      assert.deepEqual(Object.keys(found), Object.keys(outputs));
      for (const [key, wanted] of Object.entries(outputs)) {
        const { shape, dtype, data } = found[key]!;
        assert.deepEqual([[...shape], dtype], [wanted.shape, wanted.dtype], key);
        wanted.data.forEach((value, i) => {
          assert.ok(
            Math.abs(data[i]! - value) <= 1e-5 * Math.max(1, Math.abs(value)),
            `${key}[${i}]: ${data[i]}, not ${value}`,
          );
        });
      }
    });
});
