/**
 * Seeded trainings on WebAssembly while a second process keeps the machine busy, each beside the same training on the
 * native runtime: do the losses ever differ by more than rounding explains?
 *
 *   node --import tsx bench/soak.ts [trainings] [first seed]
 *
 * Each training has data and weights of its own seed: the reference network, 16 steps of Adam, a new session. If losses
 * differ, two questions follow. Does each engine give the same bits again? (With broken memory or a race it would not.)
 * And which hidden unit diverged first: did one row bring it so close to 0, in float64, that the order of a sum decides
 * whether its ReLU passes the row's gradient? Then both engines are right, and the outlier is explained.
 */
import { spawn } from 'node:child_process';
import { chooseEngine, type Engine } from '../src/engine';
import { rewritesFor } from '../src/engine/rewrites';
import { type Prepared, prepare } from '../src/training/prepared';
import { referencePlan, sampleRows, tensorColumn, tensorDataset } from '../test/training/samples';
import { compileSteps } from '../test/training/steps';

const [STEPS, BATCH, FEATURES, UNITS, CLASSES] = [16, 32, 1000, 128, 10];
/** of a loss; in a typical run the two engines differ by a tenth of it */
const TOLERANCE = 3e-6;
/** of a weight; a gradient that exists on one engine only changes weights by some 1e-4 */
const PARTED = 1e-5;
/** the float32 rounding of a sum of 1000 numbers below 1 that is 0 */
const ROUNDING = 1e-6;

/** Computes sums over more memory than a cache holds, until its parent is gone. */
const LOAD = `const parent = process.ppid, a = new Float64Array(4e6).fill(1.5); let s = 0;
while (process.ppid === parent) for (let i = 0; i < a.length; i++) s += a[i] = a[i] * 1.0000001 + s * 1e-30;`;

function jobOf(seed: number): Prepared {
  const rows = STEPS * BATCH;
  const { x, oneHot } = sampleRows(rows, { features: FEATURES, classes: CLASSES, key: 1000 + seed });
  const target = { ...tensorColumn('label', oneHot, [CLASSES]), task: 'classification' as const };
  const dataset = tensorDataset([tensorColumn('x', x, [FEATURES])], [target], rows, rows);
  return prepare(referencePlan({ seed, batchSize: BATCH }), dataset);
}
const firstSteps = (job: Prepared, steps: number): Prepared => ({
  ...job,
  train: { ...job.train, rows: steps * BATCH },
});

async function training(engine: Engine, job: Prepared) {
  const steps = await compileSteps(engine, job, { rewrites: rewritesFor(engine.name) });
  try {
    return await steps.run(job);
  } finally {
    await steps.dispose();
  }
}

const differences = (a: readonly number[], b: readonly number[]): number[] => a.map((v, i) => Math.abs(v - b[i]!));
const worst = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);

/** The first step in which a hidden unit's weights diverged, and how close to 0 a row of that step brings the unit. */
async function parting(engines: readonly Engine[], job: Prepared, until: number) {
  for (let step = 1; step <= until; step++) {
    const [a, b] = await Promise.all(
      engines.map(async engine => (await training(engine, firstSteps(job, step))).weights),
    );
    const [left, right] = [a!['hidden/kernel']!.data, b!['hidden/kernel']!.data];
    const at = left.findIndex((v, i) => Math.abs(v - right[i]!) > PARTED);
    if (at < 0) continue;
    const unit = at % UNITS;
    const alone = left.every((v, i) => i % UNITS === unit || Math.abs(v - right[i]!) <= PARTED);
    const { weights } = await training(engines[0]!, firstSteps(job, step - 1));
    return { step, unit, alone, ...nearest(job, weights, step, unit) };
  }
  return null;
}

/** Σ x·w + b of one unit for each row of a step's batch, added in float64: the one closest to 0. */
function nearest(job: Prepared, weights: Awaited<ReturnType<typeof training>>['weights'], step: number, unit: number) {
  const { data } = job.train.features.in!;
  const [kernel, bias] = [weights['hidden/kernel']!.data, weights['hidden/bias']!.data];
  let found = { row: -1, sum: Number.POSITIVE_INFINITY };
  for (let row = 0; row < BATCH; row++) {
    const from = ((step - 1) * BATCH + row) * FEATURES;
    let sum = bias[unit]!;
    for (let i = 0; i < FEATURES; i++) sum += data[from + i]! * kernel[i * UNITS + unit]!;
    if (Math.abs(sum) < Math.abs(found.sum)) found = { row, sum };
  }
  return found;
}

/** Examines an outlier, and says whether it is explained. */
async function lookAgain(engines: readonly Engine[], job: Prepared, runs: readonly number[][], step: number) {
  const again = await Promise.all(engines.map(async engine => (await training(engine, job)).losses));
  if (worst(runs.flatMap((run, i) => differences(run, again[i]!))) > 0)
    return { explained: false, said: 'NOT THE SAME when run again' };
  const found = await parting(engines, job, step);
  if (!found) return { explained: false, said: 'the same bits again; the hidden weights did not part' };
  const explained = found.alone && Math.abs(found.sum) < ROUNDING;
  const others = found.alone ? '' : ' and others';
  return {
    explained,
    said: `the same bits again; unit ${found.unit}${others} parted in step ${found.step}, where row ${found.row} brings it to ${found.sum.toExponential(1)}`,
  };
}

async function main(trainings: number, from: number): Promise<void> {
  const load = spawn(process.execPath, ['-e', LOAD], { stdio: 'ignore' });
  try {
    const engines = [await chooseEngine({ name: 'wasm' }), await chooseEngine({ name: 'onnx' })] as const;
    const native = await compileSteps(engines[1], jobOf(from), { rewrites: rewritesFor('onnx') });
    const largest: number[] = [];
    let [outliers, unexplained] = [0, 0];
    for (let seed = from; seed < from + trainings; seed++) {
      const job = jobOf(seed);
      const runs = [(await training(engines[0], job)).losses, (await native.run(job)).losses] as const;
      const apart = differences(...runs);
      largest.push(worst(apart));
      const at = apart.findIndex(d => !(d <= TOLERANCE));
      if (at >= 0) {
        const { explained, said } = await lookAgain(engines, job, [...runs], at);
        outliers++;
        if (!explained) unexplained++;
        const losses = `${runs[0][at]} on wasm, ${runs[1][at]} native; at most ${worst(apart).toExponential(1)} apart`;
        console.log(`seed ${seed}, step ${at + 1}: ${losses}; ${said}`);
      }
      if ((seed - from + 1) % 100 === 0) console.log(`${seed - from + 1} trainings, ${outliers} outliers`);
    }
    await native.dispose();
    largest.sort((a, b) => a - b);
    const share = (q: number) => largest[Math.floor(q * (largest.length - 1))]!.toExponential(1);
    console.log(
      `${trainings} trainings of ${STEPS} steps from seed ${from}: ${outliers} outliers, ${unexplained} not explained`,
    );
    console.log(`largest difference of a training: median ${share(0.5)}, 99 % ${share(0.99)}, largest ${share(1)}`);
    if (unexplained > 0) process.exitCode = 1;
  } finally {
    load.kill('SIGKILL');
  }
}

main(Number(process.argv[2] ?? 1000), Number(process.argv[3] ?? 1)).catch(error => {
  console.error(error);
  process.exitCode = 1;
});
