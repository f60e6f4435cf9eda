import { describedCall, endActivation, isInput, uniqueNames } from '../network';
import { elements } from '../shape';
import type { ColumnPipeline, NetworkSpec, OutputSpec, Pipeline, TargetPipeline } from '../spec';

/**
 * The pipeline of a network that came without one: each input is an array of its shape, as it is, and each output is what
 * its activation says. Classes have numbers for names, because files of Keras name none. Also returns the network with
 * these names.
 */
export function arrayPipeline(network: NetworkSpec): { readonly network: NetworkSpec; readonly pipeline: Pipeline } {
  const names = uniqueNames(network);
  const inputs = network.layers.filter(isInput);
  const features = inputs.map((input): ColumnPipeline => feature(names[input.id]!, input.args.shape ?? []));
  const targets = targetNames(network, names).map((name, i) => targetOf(network, network.outputs[i]!, name));
  const named = network.layers.map(layer =>
    isInput(layer)
      ? // a file of ours names columns of its own pipeline, which it does not have
        { ...layer, args: { ...layer.args, encoding: 'auto', columns: inputs.length > 1 ? [names[layer.id]!] : null } }
      : layer,
  );
  const outputs = network.outputs.map(({ call }, i) => ({ call, target: [targets[i]!.name] }));
  return { network: { ...network, layers: named, outputs }, pipeline: { version: 1, features, targets } };
}

const feature = (name: string, shape: readonly number[]): ColumnPipeline =>
  elements(shape) === 1
    ? { name, type: 'number', transform: { kind: 'identity', mean: 0 }, shape: [1] }
    : { name, type: 'tensor', transform: { kind: 'identity' }, shape };

/** The names of the outputs' layers, each once, and none that an input has. */
function targetNames(network: NetworkSpec, names: Readonly<Record<string, string>>): readonly string[] {
  const taken = new Set(network.layers.filter(isInput).map(({ id }) => names[id]!));
  return network.outputs.map(({ call }) => {
    const own = names[network.calls.find(({ id }) => id === call)!.layer]!;
    let name = own;
    for (let i = 1; taken.has(name); i++) name = `${own}_${i}`;
    taken.add(name);
    return name;
  });
}

function targetOf(network: NetworkSpec, output: OutputSpec, name: string): TargetPipeline {
  const shape = (describedCall(network, output.call)!.shape ?? []).slice(1) as number[];
  const units = elements(shape);
  const activation = shape.length === 1 ? endActivation(network, output) : 'linear';
  const classes = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i));
  const ofClasses = (count: number, task: 'classification' | 'binary'): TargetPipeline => ({
    ...{ name, type: 'category', task, classes: classes(count) },
    ...{ transform: { kind: 'index', categories: classes(count) }, shape: [1] },
  });
  if (activation === 'softmax' && units > 1) return ofClasses(units, 'classification');
  if (activation === 'sigmoid' && units === 1) return ofClasses(2, 'binary');
  if (activation === 'sigmoid')
    return {
      name,
      type: 'tensor',
      task: 'multi-label',
      classes: classes(units),
      transform: { kind: 'identity' },
      shape,
    };
  if (units === 1)
    return { name, type: 'number', task: 'regression', transform: { kind: 'identity', mean: 0 }, shape: [1] };
  return { name, type: 'tensor', task: 'regression', transform: { kind: 'identity' }, shape };
}
