import { parseArguments } from '../catalogue';
import { inputShape } from '../data';
import { Problem, TensorwireError } from '../errors';
import type { CallSpec, LayerSpec, NetworkSpec, OutputSpec, Pipeline, SingleNode, StoredAsNodes } from '../spec';
import { layerNodes, propertiesOf } from './as-nodes';
import { endCalls, neededCalls } from './forward';
import { entryOf, isInput, snake } from './layer';
import { membersOf } from './members';
import { layerAt } from './output-fault';
import { type OutputHead, outputHeads } from './output-heads';

/**
 * A trained network as nodes of the canvas that build the same one, with new weights. A last layer as an
 * `nn-output` appends it becomes one; those of the members of an ensemble have the same target.
 * @param pipeline of its columns and targets: an input whose shape follows from them leaves it open; null: it has none
 * @throws Problem that names a layer which wires cannot say: one called several times, or on the same result twice
 */
export function networkAsNodes(spec: NetworkSpec, pipeline: Pipeline | null): StoredAsNodes {
  const ends = endsOf(spec, pipeline);
  const calls = neededCalls({ ...spec, outputs: [], heads: [...ends.keys()] });
  checkWires(spec, calls);
  const layers = new Map(spec.layers.map(layer => [layer.id, layer]));
  const outputs = new Map(calls.map(({ id, layer }) => [layer, ends.get(id)]));
  const used = spec.layers.filter(({ id }) => outputs.has(id));
  const nodes = layerNodes({ layers: used.map(layer => withOpenShape(layer, pipeline)), calls }).nodes.map(node => {
    const output = outputs.get(node.id);
    const made = output ? { ...node, ...outputNode(layers.get(node.id)!, output, ends.size > 1) } : node;
    const name = ownName(layers.get(node.id)!, made.type);
    return { ...made, properties: { ...asTexts(made.properties), ...(name !== '' && { name }) } };
  });
  const own = used.filter(
    one => one.trainable === false || one.training === false || (one.learningRateMultiplier ?? 1) !== 1,
  );
  const order = [...ends.keys()].map(end => calls.find(({ id }) => id === end)!.layer);
  return {
    nodes: endsLast(nodes, order),
    trainedOtherwise: own.map(({ label }) => label),
    losses: chosenLosses(spec, pipeline),
  };
}

/** The calls that the network ends with, in order; with its output, one whose layer becomes an `nn-output`. */
function endsOf(spec: NetworkSpec, pipeline: Pipeline | null): ReadonlyMap<string, OutputSpec | null> {
  if (spec.outputs.length === 0) return new Map(endCalls(spec).map(call => [call, null]));
  return new Map(
    spec.outputs.flatMap((output): [string, OutputSpec | null][] => {
      const members = membersOf(spec, output);
      const args = pipeline && argsAtEnd(output, pipeline);
      const isOutput = members.every(call => {
        const layer = layerAt(spec, { call })!;
        return layer.className === 'Dense' && args?.(layer.args) === JSON.stringify(layer.args);
      });
      return isOutput ? members.map(call => [call, output]) : [[output.call, null]];
    }),
  );
}

/** The arguments, as JSON, of the layer that an `nn-output` with these initializers appends for a target, for the loss `auto`. */
function argsAtEnd(output: OutputSpec, pipeline: Pipeline): ((args: LayerSpec['args']) => string) | null {
  const [end] = headsOf(output, pipeline);
  if (!end) return null;
  const { units, activation } = end;
  return ({ kernelInitializer, biasInitializer }) => {
    const given = { units, activation: activation ?? 'linear', kernelInitializer, biasInitializer };
    return JSON.stringify(parseArguments(entryOf(DENSE).arguments, given));
  };
}
const DENSE = { id: 'output', className: 'Dense', label: 'output' };

function headsOf({ target, task }: OutputSpec, { targets }: Pipeline): readonly OutputHead[] {
  const own = targets.filter(({ name }) => target?.includes(name));
  return own.length === 0 ? [] : outputHeads(own, task, problem => new TensorwireError('output', problem));
}

/** The losses that a train node does not choose by itself for these targets. */
function chosenLosses({ outputs }: NetworkSpec, pipeline: Pipeline | null): string[] {
  const chosen = outputs.flatMap(output => {
    const { loss } = output;
    const isUsual = pipeline === null || headsOf(output, pipeline).some(head => head.loss === loss);
    return loss === undefined || isUsual ? [] : [loss];
  });
  return [...new Set(chosen)];
}

/** @param several an output that is not the only one must name its target */
function outputNode({ args }: LayerSpec, { target, task }: OutputSpec, several: boolean) {
  const { kernelInitializer, biasInitializer } = args;
  return {
    type: 'nn-output',
    properties: {
      ...propertiesOf({ kernelInitializer, biasInitializer }),
      ...(task && { task: task === 'binary' ? 'classification' : task }), // of two classes
      ...(several && target && { target }),
    },
  };
}

function checkWires({ layers }: NetworkSpec, calls: readonly CallSpec[]): void {
  const labelOf = (wanted: string): string => layers.find(({ id }) => id === wanted)!.label;
  const timesOf = new Map<string, number>();
  for (const { layer } of calls) timesOf.set(layer, (timesOf.get(layer) ?? 0) + 1);
  for (const { layer, inputs } of calls) {
    const times = timesOf.get(layer)!;
    if (times > 1)
      throw new Problem(
        `"${labelOf(layer)}" is called ${times} times with the same weights, and the wires of one node do not say which result goes where: the network cannot be written as nodes. Train the model further as it is, or use its layers in a node layers of a model`,
        { layer },
      );
    if (new Set(inputs).size < inputs.length)
      throw new Problem(
        `"${labelOf(layer)}" takes the same result twice, and there is one wire from node to node: the network cannot be written as nodes. Train the model further as it is, or use its layers in a node layers of a model`,
        { layer },
      );
  }
}

/** An input whose shape is what its columns give gets it from the data again. */
function withOpenShape(layer: LayerSpec, pipeline: Pipeline | null): LayerSpec {
  if (!isInput(layer) || pipeline === null) return layer;
  const { shape, columns, encoding } = layer.args;
  const found = inputShape(pipeline, columns, encoding);
  return shape?.join() === found.join() ? { ...layer, args: { ...layer.args, shape: null } } : layer;
}

/** A name that a user or another program gave; '' for `dense`, `dense_1`, … */
function ownName({ label, className }: LayerSpec, type: string): string {
  const given = type === 'nn-output' ? 'output' : className === 'InputLayer' ? 'input' : snake(className);
  return label.replace(/_\d+$/, '') === given ? '' : label;
}

/** Sizes as forms have them, `3, 3`. */
const asTexts = (properties: SingleNode['properties']): SingleNode['properties'] =>
  Object.fromEntries(
    Object.entries(properties).map(([name, value]) => {
      const isSize = Array.isArray(value) && value.length > 0 && value.every(one => typeof one === 'number');
      return [name, isSize ? value.join(', ') : value];
    }),
  );

/** With the nodes that nothing follows one below the other: their order on the canvas is that of the targets. */
function endsLast(nodes: readonly SingleNode[], ends: readonly string[]): SingleNode[] {
  const followed = new Set(nodes.flatMap(({ from }) => from));
  const last = ends.filter(id => !followed.has(id));
  const depth = Math.max(...nodes.map(node => node.depth));
  return [
    ...nodes.filter(({ id }) => !last.includes(id)),
    ...last.map(id => ({ ...nodes.find(node => node.id === id)!, depth })),
  ];
}
