import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { models as benchModels } from '../../bench/models';
import { networkOf } from '../../bench/network';
import { optimizers } from '../../src/catalogue';
import { TensorwireError } from '../../src/errors';
import { addOutput, appendLayer, describeNetwork, emptyNetwork } from '../../src/network';
import type {
  Column,
  ColumnPipeline,
  InputArgs,
  NetworkSpec,
  OptimizerSpec,
  Pipeline,
  TargetPipeline,
} from '../../src/spec';

import { openStore, readModelFiles } from '../../src/store';
import { checkPlan } from '../../src/training';
import { type Prepared, prepare } from '../../src/training/prepared';
import { Dataset, DatasetBody } from '../../src/values/dataset';
import type { ModelBody } from '../../src/values/model';

import { exampleNetwork } from './example';

/** The sources of models to print. */

export interface Source {
  readonly title: string;
  readonly network: NetworkSpec;
  /** absent: as many numbers as the network has outputs */
  readonly pipeline: Pipeline | null;
  readonly optimizer: OptimizerSpec;
  /** catalogue class, or `auto` */
  readonly loss: string;
}

const EXAMPLES = join(__dirname, '../../examples');
const examples = () => readdirSync(EXAMPLES).map(file => file.replace(/\.json$/, ''));
const adam: OptimizerSpec = { className: 'Adam', args: {} };

export const USAGE = `npm run graph -- <model> [step] [wasm]

  <model>   an example: ${examples().join(', ')}
            a model of the bench: ${benchModels.map(m => m.name).join(', ')}
            the folder or the zip file of a saved model
            a JSON file: { "input": [28, 28, 1], "layers": [["Conv2D", { "filters": 8 }], …],
                           "loss": "MeanSquaredError", "optimizer": ["SGD", { "momentum": 0.9 }] }
  step      the whole training step after each rewrite too, and not only at the end
  wasm      what is done for WebAssembly, and not for the native engine of this machine`;

export async function findModel(name: string): Promise<Source> {
  const bench = benchModels.find(m => m.name === name);
  if (bench)
    return { title: bench.title, network: networkOf(bench), pipeline: null, optimizer: adam, loss: bench.loss };
  const alike = (text: string) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const example = examples().find(title => alike(title) === alike(name));
  if (example) return exampleNetwork(join(EXAMPLES, `${example}.json`), example);
  if (!existsSync(name))
    throw new TensorwireError('graph', `there is no example, model of the bench, folder or file "${name}"\n\n${USAGE}`);
  if (statSync(name).isDirectory()) return saved((await readModelFiles(name)).body, name);
  return name.endsWith('.json') ? fromJson(name) : saved(await unzipped(name), name);
}

function saved({ network, pipeline, card }: ModelBody, title: string): Source {
  const { optimizer } = card.settings as { optimizer?: OptimizerSpec };
  return { title, network, pipeline, optimizer: optimizer ?? adam, loss: 'auto' };
}

async function unzipped(file: string): Promise<ModelBody> {
  const folder = mkdtempSync(join(tmpdir(), 'tensorwire-graph-'));
  try {
    return (await openStore(folder).importFrom(file)).body;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Step = readonly [className: string, args?: Readonly<Record<string, unknown>>];
interface SmallJson {
  readonly input: readonly number[];
  /** int32 for tokens */
  readonly dtype?: string;
  readonly layers: readonly Step[];
  readonly loss?: string;
  readonly optimizer?: Step;
}

function fromJson(file: string): Source {
  const {
    input,
    dtype = 'float32',
    layers,
    loss = 'auto',
    optimizer,
  } = JSON.parse(readFileSync(file, 'utf8')) as SmallJson;
  if (!Array.isArray(input) || !Array.isArray(layers))
    throw new TensorwireError('graph', `"${file}" must hold { "input": […], "layers": […] }\n\n${USAGE}`);
  const first = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: input, dtype } });
  const network = layers.reduce(
    (spec, [className, args = {}], i) => appendLayer(spec, { id: `layer${i}`, className, args }),
    first,
  );
  const [className, args = {}] = optimizer ?? ['Adam'];
  const end = addOutput(network, { call: network.heads[0]! });
  return { title: file, network: end, pipeline: null, optimizer: { className, args }, loss };
}

/** Everything that the training step is made from, on one row of zeros: of the data it needs only shapes. */
export function jobOf({ network, pipeline, optimizer, loss }: Source): Prepared {
  if (!optimizers[optimizer.className])
    throw new TensorwireError('graph', `there is no optimizer "${optimizer.className}"`);
  const [spec, known] = pipeline ? [network, pipeline] : asTensors(network);
  return prepare(checkPlan({ run: 'graph', model: 'graph', network: spec, optimizer, loss, seed: 1 }), oneRow(known));
}

/** The network on one tensor column for each input, and one tensor target for each output. */
function asTensors(network: NetworkSpec): [NetworkSpec, Pipeline] {
  const identity = { type: 'tensor', transform: { kind: 'identity' } } as const;
  const { calls } = describeNetwork(network);
  const features: ColumnPipeline[] = [];
  const layers = network.layers.map(layer => {
    if (layer.className !== 'InputLayer') return layer;
    features.push({ ...identity, name: layer.id, shape: (layer.args as unknown as InputArgs).shape! });
    return { ...layer, args: { ...layer.args, columns: [layer.id] } };
  });
  const targets = network.outputs.map(({ call }, i): TargetPipeline => {
    const { shape, op } = calls[call]!;
    const task = op === 'softmax' ? 'classification' : op === 'sigmoid' ? 'multi-label' : 'regression';
    return { ...identity, name: `target ${i}`, shape: shape!.slice(1) as number[], task };
  });
  const outputs = network.outputs.map((output, i) => ({ ...output, target: [`target ${i}`] }));
  return [
    { ...network, layers, outputs },
    { version: 1, features, targets },
  ];
}

function oneRow(pipeline: Pipeline): Dataset {
  const columns = [...pipeline.features, ...pipeline.targets].map(emptyColumn);
  const targets = pipeline.targets.map(t => t.name);
  return new Dataset(new DatasetBody(columns, targets, new Uint8Array(1), pipeline, 'graph', 'graph'));
}

function emptyColumn({ name, type, shape, transform }: ColumnPipeline): Column {
  if (type === 'tensor') return { name, type, shape, data: new Float32Array(shape.reduce((a, d) => a * d, 1)) };
  const labels =
    'categories' in transform ? transform.categories : 'labels' in transform ? transform.labels : undefined;
  if (labels) return { name, type: type === 'boolean' ? type : 'category', labels, data: new Int32Array(1) };
  return { name, type: type === 'date' ? type : 'number', data: new Float64Array(1) };
}
