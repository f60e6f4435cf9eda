import fc from 'fast-check';
import type { Engine } from '../../../src/engine';
import { wasmEngine } from '../../../src/engine/wasm';
import * as g from '../../../src/graph';
import { cpuEngine } from '../../engines';
import { noise } from '../helpers';
import { near } from './compare';
import { choices, grown } from './random-graph';

const STATES: readonly g.Shape[] = [[4], [4], [4], [4, 4], [4, 4], [], []];

describe('random training steps in WebAssembly', () => {
  let witness: Engine;
  before(async () => {
    witness = await cpuEngine();
  });

  // for states that are overwritten while something still reads them, or two states with the same next value
  it('leave the states that TensorFlow.js leaves, whatever reads which state and becomes which', async () => {
    const some = fc.record({
      picks: choices(14),
      next: fc.array(fc.nat(999), { minLength: STATES.length, maxLength: STATES.length }),
      wanted: fc.array(fc.nat(999), { maxLength: 3 }),
      runs: fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 })), {
        minLength: 1,
        maxLength: 3,
      }),
    });
    await fc.assert(
      fc.asyncProperty(some, async ({ picks, next, wanted, runs }) => {
        const data = g.input('data', ['N', 4]);
        const rate = g.input('rate', []);
        const states = STATES.map((shape, i) => g.input(`s${i}`, shape));
        const pool = g.withSharing(() => grown([...states, data, rate], picks));
        const alike = (a: g.GraphNode) => pool.filter(b => String(a.shape) === String(b.shape));
        const step: g.StepGraph = {
          data: [data],
          scalars: [rate],
          state: states.map((input, i) => {
            const fitting = alike(input).reverse(); // prefers nodes that were made late
            return { input, next: fitting[next[i]! % fitting.length]! };
          }),
          outputs: Object.fromEntries(wanted.map((w, i) => [`o${i}`, pool[w % pool.length]!])),
        };
        const [here, there] = [await wasmEngine.compileLoop(step), await witness.compileLoop(step)];
        let state = Object.fromEntries(states.map((s, i) => [`s${i}`, noise(s.shape as number[], i)]));
        for (const [seed, [K, N]] of runs.entries()) {
          const feeds = { ...state, data: noise([K, N, 4], 50 + seed), rate: noise([K], 60 + seed) };
          const [found, expected] = [await here.run(feeds), await there.run(feeds)];
          for (const name of Object.keys(expected)) near(found[name]!, expected[name]!, 2e-5, `${name} of run ${seed}`);
          state = Object.fromEntries(states.map((_, i) => [`s${i}`, expected[`s${i}`]!]));
        }
        await here.dispose();
        await there.dispose();
      }),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 150) },
    );
  });
});
