import fc from 'fast-check';
import type { Engine } from '../../../src/engine';
import { wasmEngine } from '../../../src/engine/wasm';
import * as g from '../../../src/graph';
import { cpuEngine } from '../../engines';
import { noise } from '../helpers';
import { near } from './compare';
import { choices, grown } from './random-graph';

const SHAPES: readonly g.Shape[] = [['N', 4], ['N', 3, 2], [4], [4, 4], ['N', 1], [3, 1]];
const LENGTHS: readonly g.Shape[] = [[5], [3, 5], []];

describe('random graphs in WebAssembly', () => {
  let witness: Engine;
  before(async () => {
    witness = await cpuEngine();
  });

  it('have the results of TensorFlow.js, for two batches in one program', async () => {
    const some = fc.record({
      picks: choices(16),
      wanted: fc.array(fc.nat(999), { minLength: 1, maxLength: 4 }),
      batches: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
      consed: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(some, async ({ picks, wanted, batches, consed }) => {
        const inputs = [...SHAPES, ...LENGTHS].map((shape, i) => g.input(`x${i}`, shape));
        // equal nodes made once, and made twice
        const pool = consed ? g.withSharing(() => grown(inputs, picks)) : grown(inputs, picks);
        const own = pool.slice(inputs.length);
        const read = new Set(own.flatMap(node => node.inputs));
        const chosen = [...own.filter(node => !read.has(node)), ...wanted.map(i => pool[i % pool.length]!)];
        const outputs = Object.fromEntries(chosen.map((node, i) => [`${i} ${node.op.name}`, node]));
        const graph = { inputs, outputs };
        const [here, there] = [await wasmEngine.compile(graph), await witness.compile(graph)];
        for (const [seed, N] of batches.entries()) {
          const feeds = Object.fromEntries(inputs.map((x, i) => [`x${i}`, noise(g.known(x.shape, N), 10 * seed + i)]));
          const [found, expected] = [await here.run(feeds), await there.run(feeds)];
          for (const name of Object.keys(outputs)) near(found[name]!, expected[name]!, 1e-5, `${name}, N = ${N}`);
        }
        await here.dispose();
        await there.dispose();
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 150) },
    );
  });
});
