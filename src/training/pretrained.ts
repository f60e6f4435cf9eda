import { chosenColumns, unscaled } from '../data';
import { Problem, TensorwireError } from '../errors';
import { isInput, type NetworkWeight } from '../network';
import { elements } from '../shape';
import type { ColumnPipeline, InputLayer, NetworkSpec, Pipeline, Pretrained } from '../spec';
import type { ModelBody, WeightArray } from '../values/model';
import { ownPipeline } from './further';
import type { PretrainedPlan, TrainingPlan } from './plan';

/** Layers that were taken from stored models: their weights, and how the columns that reach them are prepared. */

type Weights = Readonly<Record<string, WeightArray>>;

/** Identifies a weight of a stored model among those of several. */
export const pretrainedKey = (from: Pretrained, weight: string): string =>
  JSON.stringify([from.store, from.model, from.layer, weight]);

/**
 * What the pretrained layers of a network need for their training on a dataset; undefined: it has none. Each model is loaded
 * once. Throws a Problem if one is not there any more, or the columns are not those that it has learned from.
 */
export async function pretrainedPlan(
  network: NetworkSpec,
  dataset: Pipeline,
  load: (from: Pick<Pretrained, 'store' | 'model'>) => Promise<ModelBody>,
): Promise<PretrainedPlan | undefined> {
  const taken = network.layers.flatMap(({ pretrained }) => (pretrained ? [pretrained] : []));
  if (taken.length === 0) return undefined;
  const bodies = new Map<string, ModelBody>();
  for (const { store, model } of taken)
    if (!bodies.has(keyOf({ store, model }))) bodies.set(keyOf({ store, model }), await load({ store, model }));
  const weights: [string, WeightArray][] = taken.flatMap(from => {
    const all = bodies.get(keyOf(from))!.weights;
    const own = Object.keys(all).filter(key => key.startsWith(`${from.layer}/`));
    return own.map(key => [pretrainedKey(from, key.slice(from.layer.length + 1)), all[key]!] as const);
  }) as [string, WeightArray][];
  return {
    weights: Object.fromEntries(weights),
    columns: columnsFor(network, dataset, from => bodies.get(keyOf(from))!),
  };
}

const keyOf = ({ store, model }: Pick<Pretrained, 'store' | 'model'>): string => JSON.stringify([store, model]);

/** The weights of pretrained layers, by their keys in this network. */
export function pretrainedWeights(
  { layers }: NetworkSpec,
  weights: readonly Pick<NetworkWeight, 'key' | 'spec'>[],
  plan: TrainingPlan['pretrained'],
): Weights {
  const taken = new Map(
    layers.flatMap(({ id, label, pretrained }) => (pretrained ? [[id, { label, pretrained }]] : [])),
  );
  const found = weights.flatMap(({ key, spec }) => {
    const slash = key.indexOf('/');
    const layer = taken.get(key.slice(0, slash));
    if (!layer) return [];
    const given = plan?.weights[pretrainedKey(layer.pretrained, key.slice(slash + 1))];
    if (given?.data.length === elements(spec.shape)) return [[key, given] as const];
    throw new TensorwireError(
      layer.label,
      `the weights in ${layer.pretrained.model} do not fit here: it has ${given ? `[${given.shape.join(', ')}]` : 'none'} where the network has ${key.slice(slash + 1)} [${spec.shape.join(', ')}]`,
      { weight: key },
    );
  });
  return Object.fromEntries(found);
}

/** The pipeline of a dataset for a network with pretrained layers. */
export function withPretrainedColumns(pipeline: Pipeline, plan: Pick<PretrainedPlan, 'columns'> | undefined): Pipeline {
  if (!plan || plan.columns.length === 0) return pipeline;
  const own = new Map(plan.columns.map(column => [column.name, column]));
  const prepared = (columns: readonly ColumnPipeline[]) => columns.map(column => own.get(column.name) ?? column);
  const { features, lookups } = pipeline;
  return { ...pipeline, features: prepared(features), ...(lookups && { lookups: prepared(lookups) }) };
}

/** The columns of inputs that pretrained layers take, as their models prepare them. */
function columnsFor(
  network: NetworkSpec,
  dataset: Pipeline,
  bodyOf: (from: Pretrained) => ModelBody,
): readonly ColumnPipeline[] {
  const found = new Map<string, { readonly column: ColumnPipeline; readonly model: string }>();
  for (const input of network.layers.filter(isInput))
    for (const from of takersOf(input, network))
      for (const column of columnsAsIn(input, dataset, bodyOf(from), from)) {
        const before = found.get(column.name);
        if (before && JSON.stringify(before.column) !== JSON.stringify(column))
          throw new Problem(
            `column "${column.name}" reaches the layers of ${before.model} and of ${from.model}, which have learned from it prepared in two ways. Put a layer between the input and one of them: those then get the numbers as they come from there`,
            { column: column.name },
          );
        found.set(column.name, { column, model: from.model });
      }
  return [...found.values()].map(({ column }) => column);
}

/** Where the layers that take an input are from. */
function takersOf({ id }: InputLayer, { layers, calls }: NetworkSpec): readonly Pretrained[] {
  const own = new Set(calls.filter(({ layer }) => layer === id).map(call => call.id));
  const takers = new Set(calls.filter(({ inputs }) => inputs.some(one => own.has(one))).map(({ layer }) => layer));
  return layers.flatMap(({ id, pretrained }) => (pretrained && takers.has(id) ? [pretrained] : []));
}

/**
 * The columns of an input as a model prepares those that it has learned from: the same names, or one array each, of any
 * size that its layers take. A model of another program has learned from numbers as they are.
 */
export function columnsAsIn(
  { args: { columns }, label }: InputLayer,
  dataset: Pipeline,
  body: Pick<ModelBody, 'card' | 'network' | 'pipeline'>,
  { model, layer }: Pick<Pretrained, 'model' | 'layer'>,
): readonly ColumnPipeline[] {
  const here = chosenColumns(dataset, columns);
  const pipeline = ownPipeline(body);
  if (!pipeline) return unscaled({ ...dataset, features: here }).features;
  const there = chosenColumns(pipeline, inputBefore(layer, body.network).args.columns);
  const areArrays =
    here.length === 1 && there.length === 1 && here[0]!.type === 'tensor' && there[0]!.type === 'tensor';
  const isSame = here.length === there.length && here.every(({ name }, i) => areArrays || name === there[i]!.name);
  if (isSame && here.every((column, i) => alike(column, there[i]!)))
    return there.map((column, i) => {
      const { name, type, shape } = here[i]!;
      return type === 'tensor' ? { ...column, name, shape } : column;
    });
  throw new Problem(
    `${model} has learned from the columns ${namesOf(there)}, and the input ${label} brings ${namesOf(here)}. Choose the same columns in the input node, in this order, or put a layer between it and the layers of the model: those then get the numbers as they come from there`,
    { argument: 'columns', expected: there.map(({ name }) => name), received: here.map(({ name }) => name) },
  );
}

/** May their rows differ in size only? An array has a scale for each position along its last axis. */
const alike = (a: ColumnPipeline, b: ColumnPipeline): boolean =>
  a.shape.length === b.shape.length && (a.type !== 'tensor' || a.shape.at(-1) === b.shape.at(-1));

/** The input that a layer takes, which has no other. */
function inputBefore(layer: string, { layers, calls }: NetworkSpec): InputLayer {
  const taken = new Set(calls.filter(call => call.layer === layer).flatMap(({ inputs }) => inputs));
  const before = new Set(calls.filter(({ id }) => taken.has(id)).map(call => call.layer));
  return layers.filter(isInput).find(({ id }) => before.has(id))!;
}

const MOST_NAMES = 20;
const namesOf = (columns: readonly ColumnPipeline[]): string =>
  columns
    .slice(0, MOST_NAMES)
    .map(({ name }) => name)
    .join(', ') + (columns.length > MOST_NAMES ? ', …' : '');
