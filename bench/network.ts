import { layers as catalogue } from '../src/catalogue';
import { addOutput, appendLayer, describeNetwork, emptyNetwork, initialWeights } from '../src/network';
import type { NetworkSpec } from '../src/spec';
import { BATCH, type BenchModel } from './models';

/** A benchmark model as our network, built as the canvas nodes build it. */
export function networkOf(model: BenchModel): NetworkSpec {
  const input = { shape: [...model.shape], dtype: model.tokens ? 'int32' : 'float32' };
  let spec = appendLayer(emptyNetwork(), { id: 'in', className: 'InputLayer', args: input });
  const calls = new Map([['in', spec.heads[0]!]]);
  for (const { id, className, args, inputs } of model.layers) {
    const inbound = inputs.map(input => calls.get(input)!);
    spec = appendLayer(spec, { id, className, args }, inbound);
    calls.set(id, spec.calls.at(-1)!.id);
  }
  return addOutput(spec, { call: calls.get(model.layers.at(-1)!.id)! });
}

/** The layers of a model that the catalogue lacks. */
export const missingLayers = (model: BenchModel): string[] => [
  ...new Set(model.layers.map(l => l.className).filter(className => !(className in catalogue))),
];

export interface Weight {
  readonly layer: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
/** Initial weights, layer by layer, in Keras's order within a layer. */
export function firstWeights(model: BenchModel): Weight[] {
  const spec = networkOf(model);
  const values = initialWeights(spec, 1);
  const described = describeNetwork(spec).layers;
  return model.layers.flatMap(({ id }) =>
    Object.keys(described[id]!.weights ?? {}).map(name => ({ layer: id, ...values[`${id}/${name}`]! })),
  );
}

/** [rows, inner, columns] of a matrix product, and how often a training step computes it. */
export type Product = readonly [rows: number, inner: number, columns: number, times: number];

/**
 * The matrix products of a training step: forward, gradient of the weights and, except for the first layer with
 * weights, of its input. The minimum cost of a step, if everything else were free; null if a layer is not known here.
 */
export function productsOf(model: BenchModel): Product[] | null {
  if (missingLayers(model).length > 0) return null;
  const spec = networkOf(model);
  const described = describeNetwork(spec).layers;
  const shapeOf = (id: string) => described[id]!.shape!.slice(1) as number[];
  const all: Product[] = [];
  let first = true;
  const product = (rows: number, inner: number, columns: number) => {
    all.push([rows, inner, columns, 1], [inner, rows, columns, 1]);
    if (!first) all.push([rows, columns, inner, 1]);
  };
  for (const { id, className, inputs } of model.layers) {
    const [from, to] = [inputs[0] === 'in' ? [...model.shape] : shapeOf(inputs[0]!), shapeOf(id)];
    const kernel = (described[id]!.weights?.kernel?.shape ?? []) as number[];
    const places = BATCH * to.slice(0, -1).reduce((a, d) => a * d, 1);
    if (className === 'Dense' || className === 'Conv2D')
      product(
        places,
        kernel.slice(0, -1).reduce((a, d) => a * d, 1),
        kernel.at(-1)!,
      );
    else if (className === 'LSTM') {
      const [steps, features, units] = [from[0]!, from[1]!, to.at(-1)!];
      product(BATCH * steps, features, 4 * units);
      all.push(
        [BATCH, units, 4 * units, steps],
        [BATCH, 4 * units, units, steps],
        [units, BATCH * steps, 4 * units, 1],
      );
    } else if (className === 'MultiHeadAttention') {
      const [steps, width] = [to[0]!, to.at(-1)!];
      const [features, heads, size] = described[id]!.weights!['query/kernel']!.shape as [number, number, number];
      for (let i = 0; i < 3; i++) product(places, features, heads * size);
      product(places, heads * size, width);
      // scores and their use, head by head: forward once, backward twice each
      all.push([steps, size, steps, 3 * BATCH * heads], [steps, steps, size, 3 * BATCH * heads]);
    }
    first &&= Object.keys(described[id]!.weights ?? {}).length === 0;
  }
  return all;
}
