import { TensorwireError } from '../../errors';
import type { NetworkSpec } from '../../spec';
import type { WeightArray } from '../../values/model';
import { addOutput, appendLayer, emptyNetwork } from '../assemble';
import { MOST_LAYERS } from '../limits';

import { unwrapped } from './bidirectional';
import { argumentsOf } from './layer-arguments';
import { maskedCalls } from './masked';
import { withMoments } from './moments';
import { type ReadModel, readModelJson } from './parse';
import { fewestInputs } from './several-inputs';
import { eachStep } from './time-distributed';
import { type FindWeight, namedWeights, readWeights, splitBin } from './weights';

/**
 * The network and weights of a `model.json` and its `weights.bin` (several files: concatenated). Reads what we wrote,
 * and what Keras or TensorFlow.js saved in the layers format, Sequential or Functional, with layers of the catalogue.
 * Weights have their keys, `layerId/weight`; layer ids are Keras's names if the file has no others. Throws a
 * TensorwireError that names the layer or the field.
 */
export function fromKerasJson(
  modelJson: unknown,
  weightsBin: Uint8Array,
): { network: NetworkSpec; weights: Record<string, WeightArray> } {
  const file = readModelJson(modelJson);
  const arrays = splitBin(file.weights, weightsBin);
  return withWeights(file, namedWeights(arrays));
}

/** The network of a model, and its weights as `find` finds them. */
export function withWeights(
  file: ReadModel,
  find: FindWeight,
): { network: NetworkSpec; weights: Record<string, WeightArray> } {
  const model = { ...file, layers: file.layers.map(layer => withMoments(unwrapped(eachStep(layer)))) };
  const own = model.own;
  const ownOf = (name: string) => (own && Object.hasOwn(own.layers, name) ? own.layers[name] : undefined);
  const ids = idsOf(model.layers.map(({ name }) => [name, ownOf(name)?.id ?? name]));
  const idOf = (name: string): string => ids.get(name)!;
  const results = new Map<string, string>();
  let network = emptyNetwork();
  // Keras lists layers in any order: each call is made as soon as its inputs exist.
  const waiting = model.layers.flatMap(layer =>
    layer.calls.map(({ inputs }, i) => ({
      layer,
      inputs: fewestInputs(layer.className, inputs),
      place: `${layer.name}:${i}`,
    })),
  );
  if (waiting.length > MOST_LAYERS)
    throw new TensorwireError('model.json', `has more than ${MOST_LAYERS} layers or calls, which cannot be imported`);
  while (waiting.length > 0) {
    const ready = waiting.findIndex(({ inputs }) => inputs.every(input => results.has(input)));
    if (ready < 0)
      throw new TensorwireError(
        waiting[0]!.layer.name,
        `its inputs are not in the file: ${waiting[0]!.inputs.join(', ')}`,
      );
    const [{ layer, inputs, place }] = waiting.splice(ready, 1) as [(typeof waiting)[number]];
    const { name, className } = layer;
    const { label = name, columns, encoding } = ownOf(name) ?? {};
    const args = { ...argumentsOf(layer), ...(columns && { columns }), ...(encoding && { encoding }) };
    network = appendLayer(
      network,
      { id: idOf(name), className, label, args, ...(layer.config.trainable === false && { trainable: false }) },
      inputs.map(input => results.get(input)!),
    );
    results.set(place, network.heads.at(-1)!);
  }
  model.outputs.forEach((place, i) => {
    const call = results.get(place);
    if (call === undefined) throw new TensorwireError('model.json', `output_layers names ${place}, which is not there`);
    network = addOutput(network, { ...own?.outputs[i], call });
  });
  network = { ...network, heads: network.outputs.map(output => output.call) };
  checkOps(network, model.layers, idOf);
  return { network, weights: readWeights(network, model.layers, idOf, find) };
}

/** The ids of layers by name: without slashes, which stand between an id and the name of a weight, and each once. */
function idsOf(wanted: readonly (readonly [name: string, id: string])[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    wanted.map(([name, own]) => {
      let id = own.replaceAll('/', '_');
      while (taken.has(id)) id += '_';
      taken.add(id);
      return [name, id];
    }),
  );
}

/** Keras drops a mask at an op, which has no group in the file of weights; a layer here keeps it. */
function checkOps(network: NetworkSpec, layers: ReadModel['layers'], idOf: (name: string) => string): void {
  const ops = new Map(layers.filter(({ store }) => store === '').map(layer => [idOf(layer.name), layer]));
  if (ops.size === 0) return;
  const masked = maskedCalls(network);
  for (const { id, layer } of network.calls) {
    const op = masked.has(id) ? ops.get(layer) : undefined;
    if (op)
      throw new TensorwireError(
        op.name,
        `is an op of Keras, which drops the mask of its input. Use the layer ${op.className} in Keras, or an input without a mask`,
        { argument: 'mask' },
      );
  }
}
