import { usedColumns } from '../../data';
import type { Numbers, Parcel } from '../../process/parcel';
import type { Calibration, Column, Leak, ModelCard, NetworkSpec, Pipeline, Splitting, Worth } from '../../spec';
import { Dataset, DatasetBody } from '../../values/dataset';
import { ModelBody, type WeightArray } from '../../values/model';

import { withoutNulls } from '../history';
import type { PretrainedPlan, TrainingPlan } from '../plan';

/** The order of a training process and its result, as JSON plus arrays. */

type Weights = Readonly<Record<string, WeightArray>>;
interface Order {
  readonly plan: Omit<TrainingPlan, 'initial' | 'pretrained'>;
  readonly columns: readonly (Omit<Column, 'data' | 'starts'> & { readonly shared: boolean })[];
  readonly targets: readonly string[];
  readonly pipeline: Pipeline;
  readonly fingerprint: string;
  readonly source: string;
  readonly sampleWeight?: string;
  readonly splitting?: Omit<Splitting, 'key'>;
  /** is the key of `splitting` among the arrays? */
  readonly hasKey: boolean;
  readonly initial: Shapes | null;
  /** without the weights, which are among the arrays */
  readonly pretrained: { readonly columns: PretrainedPlan['columns']; readonly weights: Shapes } | null;
}
type Shapes = readonly (readonly [key: string, shape: readonly number[]])[];
const shapesOf = (weights: Weights): Shapes => Object.entries(weights).map(([key, w]) => [key, w.shape] as const);
const arraysOf = (weights: Weights = {}): Float32Array[] => Object.values(weights).map(w => w.data);

/**
 * Only columns that the training reads are sent, not free text and ignored ones. Arrays: columns, split, initial
 * weights, those of pretrained layers.
 */
export function orderParcel({ initial, pretrained, ...plan }: TrainingPlan, dataset: Dataset): Parcel {
  const columns = usedColumns(dataset, plan.pipeline);
  const { splitting } = dataset.body;
  const value: Order = {
    plan,
    columns: columns.map(({ data, starts, ...rest }) => ({ ...rest, shared: starts !== undefined })),
    targets: dataset.body.targets,
    pipeline: dataset.pipeline,
    fingerprint: dataset.body.fingerprint,
    source: dataset.body.source,
    sampleWeight: dataset.body.sampleWeight,
    ...(splitting && { splitting: withoutKey(splitting) }),
    hasKey: splitting?.key !== undefined,
    initial: initial ? shapesOf(initial) : null,
    pretrained: pretrained ? { columns: pretrained.columns, weights: shapesOf(pretrained.weights) } : null,
  };
  return {
    value,
    arrays: [
      ...columns.flatMap(c => (c.starts ? [c.data, c.starts] : [c.data])),
      dataset.body.split,
      ...(splitting?.key ? [splitting.key] : []),
      ...arraysOf(initial),
      ...arraysOf(pretrained?.weights),
    ],
  };
}

const withoutKey = ({ key, ...rule }: Splitting): Omit<Splitting, 'key'> => rule;

export function openOrder(parcel: Parcel): { plan: TrainingPlan; dataset: Dataset } {
  const order = parcel.value as Order;
  const next = takeFrom(parcel.arrays);
  const columns = order.columns.map(
    ({ shared, ...c }) => ({ ...c, data: next(), ...(shared && { starts: next() }) }) as Column,
  );
  const split = next() as Uint8Array;
  const splitting = order.splitting && { ...order.splitting, ...(order.hasKey && { key: next() as Int32Array }) };
  const initial = order.initial && weightsFrom(order.initial, next);
  const pretrained = order.pretrained && { ...order.pretrained, weights: weightsFrom(order.pretrained.weights, next) };
  const { targets, pipeline, fingerprint, source, sampleWeight } = order;
  const body = new DatasetBody(
    ...([columns, targets, split, pipeline, fingerprint, source, 0, sampleWeight] as const),
    ...([undefined, splitting] as const),
  );
  const plan = { ...order.plan, ...(initial && { initial }), ...(pretrained && { pretrained }) };
  return { plan, dataset: new Dataset(body) };
}

interface Result {
  readonly card: ModelCard;
  readonly network: NetworkSpec;
  readonly pipeline: Pipeline | null;
  readonly calibration: Calibration | null;
  readonly weights: readonly (readonly [key: string, shape: readonly number[]])[];
  readonly background: { readonly rows: number; readonly columns: readonly Omit<Column, 'data'>[] } | null;
}

/** What is known of a model when it has been trained. */
interface Judgement {
  readonly worth: Worth | null;
  readonly leaks: readonly Leak[];
}

export function resultParcel(body: ModelBody, { worth, leaks }: Judgement = { worth: null, leaks: [] }): Parcel {
  const { background } = body;
  const weights = Object.entries(body.weights);
  const value: Result = {
    card: { ...body.card, ...(worth && { worth }), ...(leaks.length > 0 && { leaks }) },
    network: body.network,
    pipeline: body.pipeline,
    calibration: body.calibration,
    weights: weights.map(([key, w]) => [key, w.shape] as const),
    background: background && { rows: background.rows, columns: background.columns.map(({ data, ...rest }) => rest) },
  };
  return {
    value,
    arrays: [...weights.map(([, w]) => w.data), body.onnx, ...(background?.columns ?? []).map(c => c.data)],
  };
}

export function openResult(parcel: Parcel): ModelBody {
  const { card, network, pipeline, calibration, weights, background } = parcel.value as Result;
  const next = takeFrom(parcel.arrays);
  return new ModelBody(
    { ...card, history: withoutNulls(card.history) },
    network,
    weightsFrom(weights, next),
    pipeline,
    next() as Uint8Array,
    background && { ...background, columns: background.columns.map(c => ({ ...c, data: next() }) as Column) },
    calibration,
  );
}

function takeFrom(arrays: readonly Numbers[]): () => Numbers {
  let at = 0;
  return () => {
    const array = arrays[at++];
    if (!array) throw new Error('the parcel holds fewer arrays than it says');
    return array;
  };
}

function weightsFrom(list: Result['weights'], next: () => Numbers): Weights {
  return Object.fromEntries(list.map(([key, shape]) => [key, { shape, data: next() as Float32Array }]));
}
