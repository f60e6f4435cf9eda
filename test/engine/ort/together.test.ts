import assert from 'node:assert/strict';
import { add, input, mul } from '../../../src/graph';
import { engineName, testEngine } from '../../engines';

const FACTORS = [2, 3, 5];

describe(`runs at the same time on ${engineName}`, () => {
  it('of several programs give what each gives alone', async () => {
    const engine = await testEngine();
    // many inputs, so that what a run is given takes room; a different number for each program
    const namesOf = (factor: number) => Array.from({ length: 8 * factor }, (_, i) => `program ${factor} input ${i}`);
    const programs = await Promise.all(
      FACTORS.map(factor => {
        const inputs = namesOf(factor).map(name => input(name, ['N']));
        const total = inputs.reduce((a, b) => add(a, b));
        return engine.compile({ inputs, outputs: { [`sum ${factor}`]: mul(total, factor) } });
      }),
    );
    const float32 = (values: number[]) => ({
      data: Float32Array.from(values),
      shape: [values.length],
      dtype: 'float32' as const,
    });
    try {
      const found = await Promise.all(
        Array.from({ length: 60 }, async (_, i) => {
          const factor = FACTORS[i % 3]!;
          const feeds = Object.fromEntries(namesOf(factor).map(name => [name, float32([i, 1])]));
          const results = await programs[i % 3]!.run(feeds);
          return Array.from(results[`sum ${factor}`]!.data);
        }),
      );
      assert.deepEqual(
        found,
        Array.from({ length: 60 }, (_, i) => [8 * FACTORS[i % 3]! ** 2 * i, 8 * FACTORS[i % 3]! ** 2]),
      );
    } finally {
      await Promise.all(programs.map(p => p.dispose()));
    }
  });
});
