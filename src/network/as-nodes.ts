import { componentText, optimizers, parseArguments } from '../catalogue';
import type { ComponentSpec } from '../catalogue/entry';
import type { LayerSpec, NetworkSpec, OptimizerSpec, Pipeline, SingleNode, SingleNodes } from '../spec';
import { recipeEnded } from './end-recipe';
import { entryOf } from './layer';

/**
 * A network from a recipe as nodes of the canvas that build the same one: a node for each layer, an `nn-output` for
 * each branch and target, an `nn-optimizer`, and the settings of `nn-train`.
 */
export function asSingleNodes(spec: NetworkSpec, pipeline: Pipeline): SingleNodes {
  const { recipe, ...ended } = recipeEnded(spec, pipeline);
  const found = recipe!.found!;
  const { nodes, nodeOf, placed } = layerNodes(ended);
  // Last layers that the recipe has itself need no output node: the training is told their loss.
  const outputs = ended.outputs.flatMap(({ call, append, target, task }) =>
    append
      ? placed({
          id: append.id,
          type: 'nn-output',
          properties: { ...propertiesOf(append.args ?? {}), target, ...(task && { task }) },
          from: [nodeOf.get(call)!],
        })
      : [],
  );
  // One below the other: the order of branches is that of the canvas; another order would change the initial weights.
  const last = Math.max(0, ...outputs.map(output => output.depth));
  const loss = found.outputs?.[0]?.loss;
  return {
    nodes,
    outputs: outputs.map(output => ({ ...output, depth: last })),
    optimizer: { type: 'nn-optimizer', properties: optimizerProperties(found.optimizer) },
    training: { ...found.training, ...(loss && { loss }) },
  };
}

/** A node for each call, and how further ones are placed behind them. */
export function layerNodes(spec: Pick<NetworkSpec, 'layers' | 'calls'>) {
  const layers = new Map(spec.layers.map(layer => [layer.id, layer]));
  const nodeOf = new Map(spec.calls.map(({ id, layer }) => [id, layer]));
  const depth = new Map<string, number>();
  const placed = (node: Omit<SingleNode, 'depth'>): SingleNode => {
    const at = node.from.reduce((deepest, id) => Math.max(deepest, depth.get(id)! + 1), 0);
    depth.set(node.id, at);
    return { ...node, depth: at };
  };
  const nodes = spec.calls.map(({ layer: id, inputs }) => {
    const from = inputs.map(call => nodeOf.get(call)!);
    return placed({ id, ...nodeFor(layers.get(id)!, from), from });
  });
  return { nodes, nodeOf, placed };
}

function nodeFor(layer: LayerSpec, from: readonly string[]): Pick<SingleNode, 'type' | 'properties'> {
  const { family: own, arguments: table } = entryOf(layer);
  const family = own === 'attention' && from.length > 1 ? 'merge' : own; // a wire into an attention node is one input
  // All of them, because a new node has the defaults of another class of its family.
  const args = Object.entries(layer.args).filter(([name]) => Object.hasOwn(table, name));
  return {
    type: `nn-${family}`,
    properties: {
      ...(family !== 'input' && { layer: layer.className }),
      ...(family === 'merge' && { order: from }),
      ...propertiesOf(Object.fromEntries(args)),
    },
  };
}

/** Arguments in the notation of forms, for initializers and other components too. */
export const propertiesOf = (args: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, isComponent(value) ? componentText(value) : (value ?? '')]),
  );

const isComponent = (value: unknown): value is ComponentSpec =>
  typeof value === 'object' && value !== null && 'className' in value && 'args' in value;

function optimizerProperties(spec: OptimizerSpec) {
  const { className, args, schedule, learningRateMultipliers, excludeFromWeightDecay, ...rest } = spec;
  const factors = Object.entries(learningRateMultipliers ?? {}).map(([name, factor]) => `${name}=${factor}`);
  return {
    ...rest,
    algorithm: className,
    ...propertiesOf(parseArguments(optimizers[className]!.arguments, args)),
    ...(schedule && { schedule: schedule.className, ...schedule.args }),
    ...(factors.length > 0 && { learningRateMultipliers: factors.join(', ') }),
    ...(excludeFromWeightDecay && { excludeFromWeightDecay: excludeFromWeightDecay.join(', ') }),
  };
}
