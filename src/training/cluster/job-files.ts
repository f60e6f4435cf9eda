import { strToU8 } from 'fflate';
import { type Files, npy } from '../../cluster';
import { rewritesFor } from '../../engine/rewrites';
import { Problem } from '../../errors';
import { inputName } from '../../graph';
import { writeOnnx } from '../../onnx/write/graph-file';
import { elements } from '../../shape';
import type { Feeds } from '../../spec';
import type { Rows } from '../batches';
import { subsetsOf } from '../branches';
import { plateauPatience } from '../callbacks';
import { LearningRate } from '../learning-rate';
import { type Prepared, stepsInEpoch } from '../prepared';
import { lossOutput } from '../step/objective';
import { packWeights } from '../step/packing';
import { buildShardedStep } from '../step/sharded-step';
import { buildValidation, layoutOf, subsetOutput, type TrainingStep } from '../step/step';
import { averageOf } from '../step/update';
import { validationBatch } from '../validation';

/** A training as files that the Python of python/tensorwire_ray reads, with the version of `job.json`. */
const FORMAT = 1;

interface Wanted {
  readonly step: TrainingStep;
  /** the state before the first step */
  readonly state: Feeds;
  readonly workers: number;
}

/** Everything that the cluster needs, once: the graphs, the rows, the first state, and what the steps follow from. */
export function jobFiles(job: Prepared, { step, state, workers }: Wanted): Files {
  const { gradient, update } = buildShardedStep(job, rewritesFor('onnx'), workers > 1);
  const files: Record<string, Uint8Array> = {
    'gradient.onnx': writeOnnx(gradient),
    'update.onnx': writeOnnx(update),
    'state.bin': stateBytes(state),
  };
  const table = (prefix: string, rows: Readonly<Record<string, Rows>>, read: readonly string[]) =>
    Object.entries(rows)
      .filter(([name]) => read.includes(name))
      .map(([name, source], i) => sourceFiles(files, `${prefix}${i}`, name, source));
  const sources = table('train', step.rows(job.train), gradient.inputs.map(inputName));
  const { plan, objectives, optimizer } = job;
  const branches = Array.from({ length: job.branches > 1 ? job.branches : 0 }, (_, branch) => branch);
  const weights = step.weights.map(inputName);
  const said = {
    format: FORMAT,
    epochs: plan.epochs,
    rows: job.train.rows,
    batch_size: job.batchSize,
    shuffle: plan.shuffle,
    seed: plan.seed,
    sources,
    validation: validationFiles(job, files, table),
    state: Object.entries(state).map(([name, { shape }]) => [name, shape]),
    scalars: scalarRule(job, files),
    means: [
      'loss',
      ...(objectives.length > 1 ? objectives.map((_, i) => lossOutput(i)) : []),
      ...branches.map(subsetOutput),
    ],
    watches:
      branches.length > 0
        ? branches.map(branch => ({ value: subsetOutput(branch), states: Object.keys(step.branch(state, branch)) }))
        : [{ value: 'loss', states: weights }],
    early_stopping: plan.earlyStopping,
    patience: plan.patience,
    restore_best: plan.restoreBestWeights === true,
    last_of_equals: plan.restoreBestWeights === true,
    plateau: plan.reduceOnPlateau
      ? {
          patience: plateauPatience(plan.patience, plan.earlyStopping),
          factor: 0.1,
          min_delta: 1e-4,
        }
      : null,
    weights,
    averages: optimizer.averaging
      ? Object.fromEntries(weights.filter(name => averageOf(name) in state).map(name => [name, averageOf(name)]))
      : {},
  };
  return { ...files, 'job.json': strToU8(JSON.stringify(said)) };
}

type Table = (prefix: string, rows: Readonly<Record<string, Rows>>, read: readonly string[]) => unknown[];

function validationFiles(job: Prepared, files: Record<string, Uint8Array>, table: Table): unknown {
  if (!job.validation) return null;
  const packing = packWeights(job.weights, layoutOf(job));
  const subsets = job.branches > 1 ? subsetsOf(job.branches).slice(0, job.branches) : [];
  const { graph, rows } = buildValidation(job, job.validation, packing, subsets);
  files['validation.onnx'] = writeOnnx(graph);
  return {
    rows: job.validation.rows,
    batch_size: validationBatch(job.validation, rows),
    sources: table('validation', rows, graph.inputs.map(inputName)),
  };
}

/** Adds the files of an input's rows; returns what job.json says of them. */
function sourceFiles(files: Record<string, Uint8Array>, file: string, name: string, rows: Rows): object {
  const [count, ...inner] = rows.shape;
  const windows = rows.starts !== undefined;
  const width = elements(inner);
  const data = windows ? rows.data : rows.data.subarray(0, count! * width);
  files[`${file}.npy`] = npy(data, windows ? [data.length] : [count!, ...inner]);
  if (rows.starts) files[`${file}-starts.npy`] = npy(rows.starts, [rows.starts.length]);
  return { name, file: `${file}.npy`, inner, ...(windows && { starts: `${file}-starts.npy` }) };
}

/** Learning rates of a schedule are sent for all steps: more would be more than data. */
const MOST_STEPS = 2 ** 24;

/** What the scalars of a step follow from; `rates.npy`: the learning rate of each, if they follow a schedule. */
function scalarRule(job: Prepared, files: Record<string, Uint8Array>): object {
  const { optimizer, plan } = job;
  if (optimizer.schedule) {
    const count = plan.epochs * stepsInEpoch(job);
    if (count > MOST_STEPS)
      throw new Problem(
        `a schedule of the learning rate may have at most ${MOST_STEPS} steps on a cluster, received ${count}: set fewer epochs`,
        { argument: 'epochs' },
      );
    const rate = new LearningRate(job, null);
    files['rates.npy'] = npy(
      Float32Array.from({ length: count }, (_, i) => rate.at(i + 1)),
      [count],
    );
  }
  return {
    rate: optimizer.learningRate,
    rates: optimizer.schedule ? 'rates.npy' : null,
    accumulation: optimizer.accumulation,
    momentum: optimizer.averaging?.momentum ?? 0,
    overwrite_frequency: optimizer.averaging?.overwriteFrequency ?? null,
  };
}

function stateBytes(state: Feeds): Uint8Array {
  const parts = Object.values(state).map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  return Buffer.concat(parts);
}
