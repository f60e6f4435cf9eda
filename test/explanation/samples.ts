import { drawBackground, exampleData, makeDataset, readTable } from '../../src/data';
import { dataFile } from '../../src/data/examples/folder';
import { openModelFile } from '../../src/engine/open';
import { wasmEngine } from '../../src/engine/wasm';
import { type Attributor, attributorOf } from '../../src/explanation/attributor';
import { uniformSequence } from '../../src/graph';
import { portsOf } from '../../src/inference/ports';
import { fromColumns } from '../../src/inference/source';
import { appendLayer, appendOutput, emptyNetwork } from '../../src/network';
import type { Background } from '../../src/spec';
import { train } from '../../src/training';
import { type Dataset, Model, ModelBody } from '../../src/values';
import { tablePlan } from '../training/table-samples';

/** The same model with background rows of the dataset. */
export function withBackground({ model, version, body }: Model, dataset: Dataset, seed = 1): Model {
  return new Model(model, version, withRows(body, drawBackground(dataset, body.pipeline!, seed)));
}

export const withRows = (body: ModelBody, background: Background | null): ModelBody =>
  Object.assign(Object.create(ModelBody.prototype), { ...body, background });

/** A model's attributor in this thread, and rows of the dataset as it takes them. */
export async function attributorFor({ model: name, body }: Model): Promise<{
  attributor: Attributor;
  encode: (dataset: Dataset, rows: Int32Array) => Parameters<Attributor['attribute']>[1];
}> {
  const { program } = await openModelFile(body.onnx, 'wasm');
  const { network, pipeline, weights, calibration } = body;
  const { inputs } = portsOf(network, pipeline!);
  return {
    attributor: await attributorOf(
      { name, network, weights, calibration, pipeline: pipeline! },
      program,
      body.background!,
    ),
    encode: (dataset, rows) =>
      fromColumns({ pipeline: pipeline!, inputs }, dataset.body.columns, rows).encode(0, rows.length),
  };
}

const TABLES = { penguins: 'Species', cars: 'Miles_per_Gallon', weather: 'weather' } as const;
export type Table = keyof typeof TABLES;
export const tables = Object.keys(TABLES) as Table[];

const known = new Map<Table, Promise<{ model: Model; dataset: Dataset }>>();

/** The network of 64 and 32 units, trained on a table that comes with the package; once in a test run. */
export function trainedOn(name: Table): Promise<{ model: Model; dataset: Dataset }> {
  const found = known.get(name) ?? trainOn(name);
  known.set(name, found);
  return found;
}

async function trainOn(name: Table): Promise<{ model: Model; dataset: Dataset }> {
  const raw = name === 'weather' ? readTable({ file: dataFile('seattle-weather.csv') }) : exampleData(name);
  const dataset = await makeDataset(await raw, { targets: [TABLES[name]], seed: 1 });
  const body = await train({ ...tablePlan(1), epochs: 60 }, dataset, wasmEngine);
  return { model: new Model(name, 1, body), dataset };
}

/** Pictures whose upper or lower half is white, and a small convolutional network that tells them apart. */
export async function trainedOnHalves(size: number): Promise<{ model: Model; dataset: Dataset }> {
  const uniform = uniformSequence(3);
  const records = Array.from({ length: 120 }, (_, i) => ({
    x: Array.from({ length: size }, (_, y) =>
      Array.from({ length: size }, () => [Number((i % 2 === 0) === y < size / 2) * (0.5 + 0.5 * uniform())]),
    ),
    y: i % 2 === 0 ? 'top' : 'bottom',
  }));
  const dataset = await makeDataset(await readTable({ records }), { targets: ['y'], seed: 1 });
  let network = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: {} });
  const args = { filters: 4, kernelSize: 3, activation: 'relu' };
  network = appendLayer(network, { id: 'conv', className: 'Conv2D', label: 'conv', args });
  network = appendLayer(network, { id: 'flat', className: 'Flatten', args: {} });
  network = appendOutput(network, { id: 'out', label: 'out' });
  const body = await train({ ...tablePlan(1), network, epochs: 10 }, dataset, wasmEngine);
  return { model: new Model('halves', 1, body), dataset };
}

/** Spearman's rank correlation. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [a, b] = [ranks(x), ranks(y)];
  const mean = (a.length - 1) / 2;
  const sum = (f: (i: number) => number): number => a.reduce((total, _, i) => total + f(i), 0);
  const products = sum(i => (a[i]! - mean) * (b[i]! - mean));
  return products / Math.sqrt(sum(i => (a[i]! - mean) ** 2) * sum(i => (b[i]! - mean) ** 2));
}

function ranks(values: ArrayLike<number>): number[] {
  const list = Array.from(values);
  const order = [...list.keys()].sort((a, b) => list[a]! - list[b]!);
  const found: number[] = [];
  // equal values have the mean of their ranks
  for (let i = 0; i < order.length; ) {
    let end = i;
    while (end < order.length && list[order[end]!] === list[order[i]!]) end++;
    for (let k = i; k < end; k++) found[order[k]!] = (i + end - 1) / 2;
    i = end;
  }
  return found;
}
