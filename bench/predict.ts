/**
 * The cost of one prediction beside the bare ONNX Runtime session: `node --import tsx bench/predict.ts`. The seed
 * network (1000 → 128 → 10, an array of 1000 numbers as input) and a small table (6 columns → 64 → 3 classes, a record
 * as input). Prints the least of many short alternating rounds, so that a busy machine disturbs them equally.
 */
import { createRequire } from 'node:module';
import { makeDataset, readTable } from '../src/data';
import { createPredictor } from '../src/inference';
import { modelFor } from '../test/inference/models';

const ROUNDS = 40;
const RUNS = 200;

async function main(): Promise<void> {
  const arrays = Array.from({ length: 100 }, (_, i) => Array.from({ length: 1000 }, (_, j) => Math.sin(i * j)));
  const wide = await readTable({ features: arrays, targets: arrays.map((_, i) => `c${i % 10}`) });
  const seed = modelFor({ dataset: await makeDataset(wide, { targets: [], seed: 1 }), hidden: 128 });
  const records = Array.from({ length: 300 }, (_, i) => ({
    length: (i % 17) + 0.5,
    depth: (i * 7) % 13,
    island: ['Biscoe', 'Dream', 'Torgersen'][i % 3],
    sex: ['female', 'male'][i % 2],
    mass: i,
    species: ['Adelie', 'Chinstrap', 'Gentoo'][(i >> 2) % 3],
  }));
  const table = await makeDataset(await readTable({ records }), { targets: ['species'], seed: 1 });
  const small = modelFor({ dataset: table, hidden: 64 });

  const ort = createRequire(__filename)('onnxruntime-node') as typeof import('onnxruntime-node');
  const session = await ort.InferenceSession.create(seed.body.onnx.slice(), { intraOpNumThreads: 1 });
  const x = Float32Array.from(arrays[3]!);
  const predictors = { seed: await createPredictor(seed), small: await createPredictor(small) };

  const work: Record<string, () => Promise<unknown>> = {
    'bare session, seed network': () =>
      session.run({ [session.inputNames[0]!]: new ort.Tensor('float32', x, [1, 1000]) }),
    'predict, seed network': () => predictors.seed.predict(arrays[3]),
    'predict, small table': () => predictors.small.predict(records[4]),
    'predict, small table, a missing value': () => predictors.small.predict({ ...records[4], mass: null }),
    '32 messages at once, seed network, each': () =>
      Promise.all(Array.from({ length: 32 }, (_, i) => predictors.seed.predict(arrays[i]))),
  };
  const least: Record<string, number> = {};
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, run] of Object.entries(work)) {
      const start = performance.now();
      for (let i = 0; i < RUNS; i++) await run();
      const each = ((performance.now() - start) / RUNS) * 1000;
      least[name] = Math.min(least[name] ?? Infinity, name.startsWith('32') ? each / 32 : each);
    }
  const bare = Object.values(least)[0]!;
  for (const [name, µs] of Object.entries(least))
    console.log(`${name.padEnd(44)} ${µs.toFixed(1).padStart(7)} µs  ${(µs / bare).toFixed(2)} × bare`);

  const many = Array.from({ length: 100_000 }, (_, i) => records[i % 300]);
  let rate = 0;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    await predictors.small.predict(many);
    rate = Math.max(rate, (many.length / (performance.now() - start)) * 1000);
  }
  console.log(`a list of 100,000 records, small table: ${Math.round(rate).toLocaleString('en')} records a second`);
  await Promise.all(Object.values(predictors).map(p => p.dispose()));
}

void main();
