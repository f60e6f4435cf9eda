import type { NetworkSpec } from '../spec';
import { endCalls, neededCalls } from './forward';
import { isInput } from './layer';
import { uniqueNames } from './names';

/** The names of inputs and outputs in `model.onnx`. */
export interface FileNames {
  /** by input layer id, for those that the outputs need */
  readonly inputs: Readonly<Record<string, string>>;
  /** one for each output, in their order */
  readonly outputs: readonly string[];
}

/** The names of the input layers and of the outputs' layers, with a number appended if a name is taken. */
export function fileNames(network: NetworkSpec): FileNames {
  const names = uniqueNames(network);
  const calls = neededCalls(network);
  const inputIds = new Set(network.layers.filter(isInput).map(({ id }) => id));
  const inputs = Object.fromEntries(calls.flatMap(c => (inputIds.has(c.layer) ? [[c.layer, names[c.layer]!]] : [])));
  const used = new Set(Object.values(inputs));
  const outputs = endCalls(network).map(id => {
    const label = names[calls.find(call => call.id === id)!.layer]!;
    let name = label;
    for (let i = 1; used.has(name); i++) name = `${label}_${i}`;
    used.add(name);
    return name;
  });
  return { inputs, outputs };
}
