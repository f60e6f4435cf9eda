import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { writeOnnx } from '../../../src/engine';
import { fresh, gather, gradient, input, mul, sum } from '../../../src/graph';
import { engineName } from '../../engines';

/** The part of onnxruntime-node that is used here. */
interface Runtime {
  readonly InferenceSession: {
    create(
      bytes: Uint8Array,
      options: { intraOpNumThreads: number; logSeverityLevel: 3 },
    ): Promise<{
      run(feeds: Record<string, unknown>): Promise<Record<string, { data: Float32Array }>>;
      release(): void;
    }>;
  };
  readonly Tensor: new (type: string, data: Float32Array | Int32Array, dims: readonly number[]) => unknown;
}

/**
 * Additions to one row of a table must not race. ScatterND(add) with equal indices does, on more than one thread, and only
 * where there is enough to do: 200,000 additions gave wrong sums in 30 of 30 runs. Whole numbers make the sums exact in
 * any order.
 */
describe('an embedding’s gradient on several threads', () => {
  it('adds every row that came, however often it came', async function () {
    if (engineName !== 'onnx') this.skip();
    const [rows, width, count] = [50, 4, 200_000];
    const graph = fresh(() => {
      const [table, ids, factor] = [
        input('table', [rows, width]),
        input('ids', ['N'], 'int32'),
        input('factor', ['N', width]),
      ];
      const [g] = gradient(sum(mul(gather(table, ids), factor)), [table]);
      return { inputs: [table, ids, factor], outputs: { g: g! } };
    });
    const { InferenceSession, Tensor } = createRequire(__filename)('onnxruntime-node') as Runtime;
    const bytes = writeOnnx(graph, {});
    const ids = Int32Array.from({ length: count }, (_, i) => (i * 7919) % rows);
    const factor = Float32Array.from({ length: count * width }, (_, i) => (i % 5) - 1);
    const expected = new Float32Array(rows * width);
    factor.forEach((v, i) => {
      expected[ids[Math.floor(i / width)]! * width + (i % width)]! += v;
    });
    const session = await InferenceSession.create(bytes, { intraOpNumThreads: 4, logSeverityLevel: 3 });
    try {
      for (let i = 0; i < 5; i++) {
        const { g } = await session.run({
          table: new Tensor('float32', new Float32Array(rows * width), [rows, width]),
          ids: new Tensor('int32', ids, [count]),
          factor: new Tensor('float32', factor, [count, width]),
        });
        assert.deepEqual([...g!.data], [...expected]);
      }
    } finally {
      session.release();
    }
  });
});
