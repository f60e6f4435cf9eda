/**
 * `npm run bench -- explanation [columns] [compared]`: contributions of columns to the answers of a plain network, beside shap's
 * KernelExplainer and Captum's integrated gradients on the same network, background rows and explained rows, on one thread each.
 * 1000 rows are explained; `compared` of them by what takes long (KernelExplainer, Shapley values by paths). Prints
 * milliseconds of the processor a row and how many times as long the peers take, by how much contributions fail to add up, their
 * rank correlation with KernelExplainer's, and the area of the deletion curve (smaller is better: what was named first mattered
 * most). Then what 1000 rows, and rows that come one by one, take with the recipe `table`, there and on small tables.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDataset, readTable } from '../../src/data';
import { ownUnit } from '../../src/data/pipeline/decode';
import { wasmEngine } from '../../src/engine/wasm';
import type { AttributionMethod, Attributor } from '../../src/explanation/attributor';
import type { Attribution } from '../../src/explanation/sample';
import { uniformSequence } from '../../src/graph';
import { portsOf } from '../../src/inference/ports';
import { fromColumns } from '../../src/inference/source';
import { checkPlan, train } from '../../src/training';
import { type Dataset, Model } from '../../src/values';
import { attributorFor, tables, trainedOn } from '../../test/explanation/samples';
import { tablePlan } from '../../test/training/table-samples';
import { recipes } from '../tables/recipes';

const ROWS = 1000;
const upTo = (count: number): Int32Array => Int32Array.from({ length: count }, (_, row) => row);
const [columns = 30, compared = 20] = process.argv.slice(2).map(Number);

/** The input of the peers: the network as its kernels, encoded rows, and our contributions. */
interface Case {
  readonly layers: readonly { readonly kernel: readonly number[]; readonly bias: readonly number[] }[];
  /** the answer is the output times `scale`, plus `shift` */
  readonly scale: number;
  readonly shift: number;
  readonly columns: number;
  readonly compared: number;
  /** [background rows × columns] */
  readonly background: readonly number[];
  /** [rows × columns] */
  readonly rows: readonly number[];
  /** [rows] */
  readonly answers: readonly number[];
  /** [compared × columns], by method */
  readonly ours: Readonly<Record<string, readonly number[]>>;
}

interface Figures {
  readonly rank: number;
  readonly area: number;
  readonly milliseconds?: number;
  readonly missing?: number;
}

/** Numbers from 0 to 1, ten of which matter, some of them in combination. */
async function generated(): Promise<Dataset> {
  const uniform = uniformSequence(1);
  const records = Array.from({ length: 2000 }, () => {
    const x = Array.from({ length: columns }, uniform);
    const at = (i: number): number => x[i % columns]!;
    const waves = 3 * Math.sin(6 * at(0)) + 4 * at(1) * at(2) + (at(3) > 0.5 ? 2 : 0) + 3 * (at(4) - at(5)) ** 2;
    const y = waves + at(6) + at(7) * at(8) - at(9) + 0.2 * uniform();
    return { ...Object.fromEntries(x.map((value, i) => [`c${i}`, value])), y };
  });
  return makeDataset(await readTable({ records }), { targets: ['y'], seed: 1 });
}

/** The best of `rounds`, in milliseconds of the processor a row, and the contributions. */
async function timed(
  attributor: Attributor,
  inputs: Parameters<Attributor['attribute']>[1],
  method: AttributionMethod,
  rows: number,
  rounds: number,
): Promise<{ readonly milliseconds: number; readonly found: Attribution }> {
  let best = Number.POSITIVE_INFINITY;
  let found: readonly Attribution[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = process.cpuUsage();
    found = await attributor.attribute(rows, inputs, { method });
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return { milliseconds: best / rows, found: found[0]! };
}

/** The largest error of contributions in adding up to the answer minus the mean answer. */
function mostMissing({ contributions, value, base }: Attribution): number {
  const sums = Array.from(value, (_, row) =>
    contributions.subarray(row * columns, (row + 1) * columns).reduce((a, b) => a + b, 0),
  );
  return Math.max(...sums.map((sum, row) => Math.abs(sum - (value[row]! - base[row]!))));
}

function asked(given: Case): Record<string, Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'tensorwire-explanation-'));
  try {
    const file = join(folder, 'case.json');
    writeFileSync(file, JSON.stringify(given));
    const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
    const program = [join(__dirname, 'peers.py'), file];
    return JSON.parse(execFileSync(process.env.BENCH_PYTHON ?? 'python3', program, { encoding: 'utf8', env }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function main(): Promise<void> {
  const dataset = await generated();
  const body = await train({ ...tablePlan(1), epochs: 60 }, dataset, wasmEngine);
  const { attributor, encode } = await attributorFor(new Model('bench', 1, body));
  const all = encode(dataset, upTo(ROWS));
  const few = encode(dataset, upTo(compared));

  const ours: Record<string, { readonly milliseconds: number; readonly found: Attribution }> = {
    'expected gradients': await timed(attributor, all, 'expected-gradients', ROWS, 4),
    'integrated gradients': await timed(attributor, all, 'integrated-gradients', ROWS, 4),
    'Shapley values': await timed(attributor, few, 'shapley', compared, 3),
  };
  const { rows, columns: kept } = body.background!;
  const { inputs } = portsOf(body.network, body.pipeline!);
  const background = fromColumns({ pipeline: body.pipeline!, inputs }, kept, upTo(rows)).encode(0, rows);
  const unit = ownUnit(body.pipeline!.targets[0]!);
  const [shift, scale] = [unit(0, 0), unit(1, 0) - unit(0, 0)];
  const kernels = Object.keys(body.weights).filter(key => key.endsWith('/kernel'));
  const figures = asked({
    layers: kernels.map(key => ({
      kernel: Array.from(body.weights[key]!.data),
      bias: Array.from(body.weights[key.replace('kernel', 'bias')]!.data),
    })),
    ...{ scale, shift, columns, compared },
    background: Array.from(background[0]!.data),
    rows: Array.from(all[0]!.data),
    answers: Array.from(ours['expected gradients']!.found.value),
    ours: Object.fromEntries(
      Object.entries(ours).map(([name, { found }]) => [
        name,
        Array.from(found.contributions.subarray(0, compared * columns)),
      ]),
    ),
  });
  console.log(`${ROWS} rows × ${columns} columns, ${rows} background rows`);
  const quick = ours['expected gradients']!.milliseconds;
  for (const [name, { rank, area, ...theirs }] of Object.entries(figures)) {
    const own = ours[name];
    const milliseconds = own?.milliseconds ?? theirs.milliseconds;
    const missing = own ? mostMissing(own.found) : theirs.missing;
    const shown = [
      ...(milliseconds === undefined ? [] : [`${milliseconds.toPrecision(3)} ms a row`]),
      ...(theirs.milliseconds === undefined ? [] : [`${(theirs.milliseconds / quick).toPrecision(3)} times ours`]),
      ...(missing === undefined ? [] : [`missing ${missing.toExponential(1)}`]),
      `rank correlation ${rank.toFixed(3)}`,
      `deletion area ${area.toFixed(4)}`,
    ];
    console.log(`${(own ? `ours: ${name}` : name).padEnd(44)} ${shown.join(' · ')}`);
  }
}

/** The recipe `table`, trained briefly: how long its reasons take does not depend on how good it is. */
async function byRecipe(dataset: Dataset) {
  const plan = checkPlan({ run: 'bench', model: 'bench', seed: 0, ...recipes.table!(dataset), epochs: 8 });
  return attributorFor(new Model('bench', 1, await train(plan, dataset, wasmEngine)));
}

/** Rows that come one by one, each another than the one before: the least and the median, milliseconds of the processor. */
async function single(dataset: Dataset, { attributor, encode }: Awaited<ReturnType<typeof byRecipe>>): Promise<string> {
  const rows = dataset.indices('test').subarray(0, 50);
  const times: number[] = [];
  for (let i = 0; i < 3 * rows.length; i++) {
    const at = i % rows.length;
    const one = await timed(attributor, encode(dataset, rows.subarray(at, at + 1)), 'auto', 1, 1);
    if (i >= rows.length) times.push(one.milliseconds); // the first round compiles
  }
  times.sort((a, b) => a - b);
  return `one row ${times[0]!.toPrecision(3)} ms, median ${times[times.length >> 1]!.toPrecision(3)} ms`;
}

async function ofRecipe(): Promise<void> {
  const dataset = await generated();
  const made = await byRecipe(dataset);
  const many = await timed(made.attributor, made.encode(dataset, upTo(ROWS)), 'auto', ROWS, 3);
  const figures = `${many.milliseconds.toPrecision(3)} ms a row, ${await single(dataset, made)}`;
  console.log(`recipe table, ${columns} columns: ${figures} · missing ${mostMissing(many.found).toExponential(1)}`);
  for (const name of tables) {
    const { dataset } = await trainedOn(name);
    const made = await byRecipe(dataset);
    const text = `recipe table, ${name}, ${made.attributor.players.length} columns by paths`;
    console.log(`${text}: ${await single(dataset, made)}`);
  }
}

main()
  .then(ofRecipe)
  .catch(error => {
    console.error(error);
    process.exitCode = 1;
  });
