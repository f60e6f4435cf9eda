import { addOutput, appendLayer, emptyNetwork } from '../../src/network';
import type { ModelCard, NetworkSpec, Pipeline } from '../../src/spec';
import { writeInference } from '../../src/training/inference-file';
import {
  DataReport,
  Dataset,
  DatasetBody,
  Model,
  ModelBody,
  Network,
  Optimizer,
  Report,
  share,
  Tensor,
  type Value,
} from '../../src/values';

/** One value of each class, small, with every optional part present. */

export const pipeline: Pipeline = {
  version: 1,
  features: [
    { name: 'a', type: 'number', transform: { kind: 'standardize', mean: 3, std: 2 }, shape: [1] },
    { name: 'b', type: 'category', transform: { kind: 'one-hot', categories: ['x', 'y'] }, shape: [2] },
  ],
  targets: [
    {
      name: 'kind',
      type: 'category',
      transform: { kind: 'index', categories: ['p', 'q', 'r'] },
      shape: [1],
      task: 'classification',
      classes: ['p', 'q', 'r'],
    },
  ],
};

const input = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: { shape: [3] } });
const dense = appendLayer(input, { id: 'd1', className: 'Dense', args: { units: 3, activation: 'softmax' } });
export const spec: NetworkSpec = addOutput(dense, {
  call: dense.heads[0]!,
  target: ['kind'],
  task: 'classification',
  loss: 'SparseCategoricalCrossentropy',
  metrics: ['accuracy'],
});

export const card: ModelCard = {
  task: 'classification',
  targets: ['kind'],
  parameters: 12,
  engine: 'onnx',
  metrics: { loss: 0.25, accuracy: 0.875 },
  history: { loss: [0.5, 0.25] },
  settings: { epochs: 2 },
  data: { fingerprint: 'f', rows: 4, source: 'sample' },
  seed: 1,
  created: '2026-11-23T00:00:00.000Z',
  versions: { tensorwire: '0.1.0' },
};

export function sampleModel(name = 'sample', version: number | null = null, over: Partial<ModelCard> = {}): Model {
  const kernel = { shape: [3, 3], data: share(Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9])) };
  const bias = { shape: [3], data: share(Float32Array.from([0.5, -0.5, 0.25])) };
  const weights = { 'd1/kernel': kernel, 'd1/bias': bias };
  const onnx = writeInference(spec, weights);
  return new Model(name, version, new ModelBody({ ...card, ...over }, spec, weights, pipeline, onnx));
}

const columns = [
  { name: 'a', type: 'number' as const, data: share(Float64Array.from([1, 2, Number.NaN, 4])) },
  { name: 'b', type: 'category' as const, data: share(Int32Array.from([0, 1, -1, 0])), labels: ['x', 'y'] },
  { name: 'kind', type: 'category' as const, data: share(Int32Array.from([0, 1, 2, 0])), labels: ['p', 'q', 'r'] },
];

export const samples: Record<string, Value> = {
  Tensor: new Tensor(Float32Array.from([1, 2, 3, 4, 5, 6]), [2, 3]),
  Dataset: new Dataset(new DatasetBody(columns, ['kind'], Uint8Array.from([0, 0, 1, 2]), pipeline, 'f', 'sample')),
  Network: new Network(spec),
  Optimizer: new Optimizer({ className: 'Adam', args: { learningRate: 0.001 }, clipNorm: 1, clipValue: 2 }),
  Model: sampleModel('sample', 3),
  Report: new Report({
    model: 'sample',
    target: 'kind',
    task: 'classification',
    split: 'test',
    rows: 2,
    metrics: { accuracy: 0.5 },
    baseline: { accuracy: 0.25 },
    confusion: {
      labels: ['p', 'q'],
      matrix: [
        [1, 0],
        [1, 0],
      ],
    },
    classes: [{ label: 'p', precision: 0.5, recall: 1, f1: 2 / 3, support: 1 }],
    others: [],
  }),
  DataReport: new DataReport({
    source: 'sample',
    rows: 4,
    split: { train: 2, validation: 1, test: 1 },
    dropped: 0,
    looked: 4,
    targets: [{ target: 'kind' }],
    classes: [],
    columns: [{ name: 'kind', type: 'category', role: 'target', missing: 0, relations: [], notes: [] }],
    moreColumns: 0,
    correlations: { columns: [], matrix: [] },
    duplicates: { rows: 0, estimated: false },
    warnings: [{ kind: 'constant', column: 'kind' }],
    findings: { leftOut: [], warnings: [], notes: [] },
  }),
};
