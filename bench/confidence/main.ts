/**
 * `npm run bench -- confidence [tables] [splits] [rows]`: what predictions with a confidence of 0.9 promise, compared
 * with what happens on the test rows of tables of bench/tables (as CSV in .cache/bench/tables-data, written by its
 * tables.py where
 * missing), and beside MAPIE on the predictions of the same networks (BENCH_PYTHON with
 * bench/confidence/requirements.txt).
 * Prints for each table, as means over random splits: coverage, coverage in the worst slab ± its standard error, width
 * or size,
 * the same of MAPIE, the calibration error of classes with and without a temperature, and the share of test rows that
 * are
 * unusual (below 0.01). Beside them what chance alone gives on so many rows: the worst slab where each row is covered
 * with a
 * probability of 0.9, and the calibration error where each class is drawn with the probability that the model gives it.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDataset, readTable } from '../../src/data';
import { encodeTarget, targetNumbers } from '../../src/data/pipeline/target';
import { chooseEngine } from '../../src/engine';
import { uniformSequence } from '../../src/graph';
import { createPredictor } from '../../src/inference';
import { appendLayer, appendOutput, emptyNetwork } from '../../src/network';
import { checkPlan, train } from '../../src/training';
import { type Dataset, Model } from '../../src/values';
import type { Table } from '../tables/figures';
import { calibrationError, drawn, mean, standardError, worstSlab } from './measures';

const CONFIDENCE = 0.9;
const TABLES = 'penguins,attrition,mlc_churn,hpc_data,credit_data,diamonds,Sacramento,mpg';
const [tables = TABLES, splits = '20', rows = '2000'] = process.argv.slice(2);
const root = join(__dirname, '../..');
const python = process.env.BENCH_PYTHON ?? 'python3';
const folder = process.env.TABLES ?? join(root, '.cache/bench/tables-data');

interface Answer {
  readonly value?: number;
  readonly probabilities?: Readonly<Record<string, number>>;
  readonly interval?: readonly [number, number];
  readonly set?: readonly string[];
  readonly unusual: number;
}
/**
 * the input of MAPIE: the network's predictions or probabilities, and the true values, of the calibration rows and the
 * test rows
 */
interface Case {
  readonly classes: boolean;
  readonly calibration: { readonly given: unknown; readonly truth: readonly number[] };
  readonly test: { readonly given: unknown; readonly truth: readonly number[] };
}

/** The plain network: 64-32 relu, Adam, early stopping on the validation rows. */
async function trained(dataset: Dataset, seed: number): Promise<Model> {
  let network = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} });
  for (const units of [64, 32])
    network = appendLayer(network, { id: `h${units}`, className: 'Dense', args: { units, activation: 'relu' } });
  network = appendOutput(network, { id: 'out', label: 'out' });
  const optimizer = { className: 'Adam', args: {} };
  const plan = checkPlan({
    ...{
      run: 'bench',
      model: 'bench',
      seed,
      network,
      optimizer,
      epochs: 60,
      batchSize: 32,
      earlyStopping: true,
      patience: 8,
    },
  });
  return new Model('bench', 1, await train(plan, dataset, await chooseEngine({ name: 'wasm' })));
}

async function measured(dataset: Dataset, seed: number) {
  const model = await trained(dataset, seed);
  const predictor = await createPredictor(model, { engine: 'wasm', confidence: CONFIDENCE });
  const answers = (await predictor.predict(dataset)) as Answer[];
  await predictor.dispose();
  const target = model.body.pipeline!.targets[0]!;
  const classes = target.task !== 'regression';
  const of = (split: 'validation' | 'test') => {
    const indices = dataset.indices(split);
    const truth = classes
      ? Array.from(encodeTarget(target, 'index', dataset, indices).data)
      : Array.from(targetNumbers(target, dataset, indices));
    const own = Array.from(indices, row => answers[row]!);
    const given = own.map(({ value, probabilities }) => (classes ? Object.values(probabilities!) : value!));
    return { own, truth, given };
  };
  const [calibration, test] = [of('validation'), of('test')];
  const covered = test.own.map(({ set, interval }, i) =>
    classes
      ? set!.includes(target.classes![test.truth[i]!]!)
      : interval![0] <= test.truth[i]! && test.truth[i]! <= interval![1],
  );
  const sizes = test.own.map(({ set, interval }) => (classes ? set!.length : interval![1] - interval![0]));
  const raw = { ...model.body, calibration: null };
  const plain = await createPredictor(new Model('raw', 1, Object.assign(Object.create(model.body), raw)), {
    engine: 'wasm',
  });
  const isTest = new Set(dataset.indices('test'));
  const before = ((await plain.predict(dataset)) as Answer[]).filter((_, row) => isTest.has(row));
  await plain.dispose();
  const columns = numbersOf(dataset, dataset.indices('test'));
  const uniform = uniformSequence(seed + 1);
  const byChance = covered.map(() => uniform() < CONFIDENCE);
  const case_: Case = { classes, calibration, test: { given: test.given, truth: test.truth } };
  return {
    case_,
    figures: {
      coverage: mean(covered.map(Number)),
      slab: worstSlab(columns, covered, seed),
      slabByChance: worstSlab(columns, byChance, seed),
      size: mean(sizes),
      errorByChance: classes
        ? calibrationError(
            test.given as number[][],
            (test.given as number[][]).map(p => drawn(p, uniform())),
          )
        : Number.NaN,
      error: classes ? calibrationError(test.given as number[][], test.truth) : Number.NaN,
      raw: classes
        ? calibrationError(
            before.map(a => Object.values(a.probabilities!)),
            test.truth,
          )
        : Number.NaN,
      unusual: mean(test.own.map(({ unusual }) => Number(unusual < 0.01))),
    },
  };
}

/** The columns of numbers of some rows, standardized, [rows][columns]. */
function numbersOf(dataset: Dataset, rows: Int32Array): number[][] {
  const columns = dataset.body.columns.filter(
    ({ type, name }) => ['number', 'integer'].includes(type) && !dataset.targets.includes(name),
  );
  const scaled = columns.map(({ data }) => {
    const values = Array.from(rows, row => Number(data[row]));
    const known = values.filter(value => !Number.isNaN(value));
    const middle = mean(known);
    const std = Math.sqrt(mean(known.map(value => (value - middle) ** 2))) || 1;
    return values.map(value => (Number.isNaN(value) ? 0 : (value - middle) / std));
  });
  return Array.from(rows, (_, i) => scaled.map(column => column[i]!));
}

async function main(): Promise<void> {
  for (const name of tables.split(',')) {
    if (!existsSync(join(folder, `${name}.json`))) {
      mkdirSync(folder, { recursive: true });
      execFileSync(python, [join(__dirname, '../tables/tables.py'), folder, '5000', '1', name]);
    }
    const about = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Table;
    const table = await readTable({ file: join(folder, `${name}-0.csv`) }, { format: 'csv' });
    const hints = Object.entries(about.numeric).flatMap(([column, isNumber]) =>
      isNumber ? [] : [{ name: column, type: 'category' as const }],
    );
    const columns = [...hints, { name: 'split', type: 'ignored' as const }];
    const found: Awaited<ReturnType<typeof measured>>[] = [];
    for (let seed = 0; seed < Number(splits); seed++) {
      const test = Math.max(0.2, 1 - Number(rows) / table.rows);
      found.push(
        await measured(
          await makeDataset(table, { targets: [about.target], columns, seed, test, validation: (1 - test) / 4 }),
          seed,
        ),
      );
    }
    const file = join(tmpdir(), `confidence-${process.pid}.json`);
    writeFileSync(file, JSON.stringify(found.map(({ case_ }) => case_)));
    const peers = JSON.parse(
      execFileSync(python, [join(__dirname, 'peer.py'), file, String(CONFIDENCE)], { encoding: 'utf8' }),
    ) as { coverage: number; size: number }[];
    rmSync(file);
    const at = (key: keyof (typeof found)[0]['figures']) => mean(found.map(({ figures }) => figures[key]));
    const [size, theirs] = [at('size'), mean(peers.map(peer => peer.size))];
    const shown = [
      `coverage ${at('coverage').toFixed(3)}`,
      `worst slab ${at('slab').toFixed(3)} ± ${standardError(found.map(({ figures }) => figures.slab)).toFixed(3)} (by chance ${at('slabByChance').toFixed(3)})`,
      `size ${size.toPrecision(4)}`,
    ];
    shown.push(
      `MAPIE ${mean(peers.map(peer => peer.coverage)).toFixed(3)} ${theirs.toPrecision(4)} (ours ${(size / theirs).toFixed(3)} times)`,
    );
    if (about.task !== 'regression')
      shown.push(
        `calibration error ${at('error').toFixed(3)} (by chance ${at('errorByChance').toFixed(3)}, ${found[0]!.case_.test.truth.length} rows), without temperature ${at('raw').toFixed(3)}`,
      );
    console.log(`${name.padEnd(14)} ${shown.join(' · ')} · unusual ${(100 * at('unusual')).toFixed(1)} %`);
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
