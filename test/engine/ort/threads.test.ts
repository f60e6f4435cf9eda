import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { writeOnnx } from '../../../src/engine';
import { rewritesFor } from '../../../src/engine/rewrites';
import { conv, type Graph, gather, gradient, input, mul, runPasses, sum, withSharing } from '../../../src/graph';
import type { HostTensor } from '../../../src/spec';
import { engineName } from '../../engines';
import { float, int } from '../helpers';

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
  readonly Tensor: new (type: string, data: HostTensor['data'], dims: readonly number[]) => unknown;
}

/** Five runs of the output `g` on that many threads. */
async function runs(graph: Graph, feeds: Record<string, HostTensor>, threads: number): Promise<Float32Array[]> {
  const { InferenceSession, Tensor } = createRequire(__filename)('onnxruntime-node') as Runtime;
  const options = { intraOpNumThreads: threads, logSeverityLevel: 3 } as const;
  const session = await InferenceSession.create(writeOnnx(graph), options);
  try {
    const found: Float32Array[] = [];
    for (let i = 0; i < 5; i++) {
      const tensors = Object.entries(feeds).map(([name, t]) => [name, new Tensor(t.dtype, t.data, t.shape)]);
      found.push((await session.run(Object.fromEntries(tensors))).g!.data);
    }
    return found;
  } finally {
    session.release();
  }
}

/**
 * Additions to one row of a table must not race. ScatterND(add) with equal indices does, on more than one thread, and only
 * where there is enough to do: 200,000 additions gave wrong sums in 30 of 30 runs. Whole numbers make the sums exact in
 * any order.
 */
describe('gradients on several threads', () => {
  before(function () {
    if (engineName !== 'onnx') this.skip();
  });
  const whole = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => ((i * 31) % 7) - 3);

  describe('of an embedding', () => {
    const [rows, width, count] = [50, 4, 200_000];
    const ids = Int32Array.from({ length: count }, (_, i) => (i * 7919) % rows);
    const factor = whole(count * width);
    const feeds = {
      table: float([rows, width], new Float32Array(rows * width)),
      ids: int([count], ids),
      factor: float([count, width], factor),
    };
    const embedding = (): Graph =>
      withSharing(() => {
        const table = input('table', [rows, width]);
        const [tokens, weights] = [input('ids', ['N'], 'int32'), input('factor', ['N', width])];
        const [g] = gradient(sum(mul(gather(table, tokens), weights)), [table]);
        return { inputs: [table, tokens, weights], outputs: { g: g! } };
      });
    const expected = new Float32Array(rows * width);
    factor.forEach((v, i) => {
      expected[ids[Math.floor(i / width)]! * width + (i % width)]! += v;
    });
    for (const threads of [1, 2, 4])
      it(`every row that came is added, on ${threads}`, async () => {
        for (const g of await runs(embedding(), feeds, threads)) assert.deepEqual(g, expected);
      });
  });

  it('of a convolution by columns are the same on one thread and on several', async () => {
    const [size, channels, filters, batch] = [120, 2, 3, 4];
    const graph = withSharing(() => {
      const [x, w] = [input('x', ['N', channels, size, size]), input('w', [filters, channels, 3, 3])];
      const [y] = runPasses([conv(x, w, {})], rewritesFor('onnx'));
      const r = input('r', y!.shape);
      const [g] = gradient(sum(mul(y!, r)), [x]);
      return { inputs: [x, w, r], outputs: { g: g! } };
    });
    const out = size - 2;
    const feeds = {
      x: float([batch, channels, size, size], whole(batch * channels * size * size)),
      w: float([filters, channels, 3, 3], whole(filters * channels * 9)),
      r: float([batch, filters, out, out], whole(batch * filters * out * out)),
    };
    const [expected] = await runs(graph, feeds, 1);
    for (const threads of [2, 4]) for (const g of await runs(graph, feeds, threads)) assert.deepEqual(g, expected);
  });
});
