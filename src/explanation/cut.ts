import { rewritesFor } from '../engine/rewrites';
import { input, inputName, rebuild, runPasses, topological, transpose, withSharing } from '../graph';
import { mishByOneExponential } from '../graph/rewrite/mish';
import type { GraphNode } from '../graph/types';
import type { InputPort, OutputPort } from '../inference/ports';
import { buildForward, isInput, weightFeeds } from '../network';
import { elements } from '../shape';
import type { Calibration, NetworkSpec, Pipeline } from '../spec';
import type { WeightArray } from '../values/model';
import { NONE, type Owners, ownersOf } from './owners';
import type { Player } from './players';

/** What a cut needs of a model. */
export interface CutModel {
  readonly network: NetworkSpec;
  readonly pipeline: Pipeline;
  readonly weights: Readonly<Record<string, WeightArray>>;
  readonly calibration: Calibration | null;
}

/** Numbers of a row at which the network is cut. */
export interface Point {
  /** the input of the upper part, [N, …] */
  readonly node: GraphNode;
  /** its numbers for a row */
  readonly width: number;
  /** what the lower part gives for it, [N, …] */
  readonly gives: GraphNode;
  /** the same, or of a product the factor, [N, …] */
  readonly reads: GraphNode;
  /** the column of each number that is read; NONE: of no column */
  readonly owners: Owners;
  /** [read × width]: the point is the product with it, to which each column adds its part; null: what is read is the point */
  readonly kernel: Float32Array | null;
}

/**
 * A network in two parts: a lower one, in which each column is by itself (scaling, bins, waves, embeddings, and the
 * product in which they are added up), and an upper one. Explanations compute the lower one once for a row.
 */
export interface Cut {
  readonly model: CutModel;
  readonly inputs: readonly InputPort[];
  readonly ports: readonly OutputPort[];
  readonly players: number;
  readonly points: readonly Point[];
  /** the network's inputs, and its weights, as nodes */
  readonly entered: readonly GraphNode[];
  readonly weights: ReturnType<typeof buildForward>['weights'];
  /** the outputs over the points */
  readonly outputs: readonly GraphNode[];
}

/** The most numbers of what divides a product into columns, 16 MB: above, the gradient is taken below it. */
const MOST = 4_000_000;
/** Background rows, of which the part of each column is kept. */
const ROWS = 100;

/**
 * Cuts a network. null: an index meets other columns without having been looked up (it is the mask of a sequence of
 * several columns), and there are no numbers between two indices.
 */
export function cutNetwork(
  model: CutModel,
  inputs: readonly InputPort[],
  ports: readonly OutputPort[],
  players: readonly Player[],
): Cut | null {
  return withSharing(() => {
    const forward = buildForward(model.network, { training: false });
    const outputs = runPasses(forward.outputs, [...rewritesFor('wasm'), mishByOneExponential]);
    const order = topological(outputs);
    const entered = model.network.layers.filter(isInput).flatMap(({ id }) => forward.inputs[id] ?? []);
    const owners = ownersOf(order, new Map(entered.map(node => [node, entry(node, inputs, players)])));
    const replaced = new Map<GraphNode, GraphNode>();
    const points: Point[] = [];
    const put = (of: GraphNode, node: GraphNode, point: Omit<Point, 'node'>): void => {
      replaced.set(of, node);
      points.push({ node, ...point });
    };

    const codes = codesIn(order, entered, inputs);
    const met = order.filter(node => owners.get(node) === null);
    const values = weightFeeds(forward.weights, model.weights);
    const products = new Set<GraphNode>();
    for (const node of met) {
      const [factor, weight] = node.inputs;
      if (node.op.name !== 'matmul' || weight!.op.name !== 'input' || node.shape.length !== 2) continue;
      if (codes.has(factor!)) return null;
      const [own, kernel] = [owners.get(factor!), values[inputName(weight!)]?.data];
      const width = node.shape[1];
      if (!own || !(kernel instanceof Float32Array) || node.attributes.transposeA || node.attributes.transposeB)
        continue;
      if (typeof width !== 'number' || players.length * Math.max(ROWS * width, own.length) > MOST) continue;
      put(node, input(`point ${points.length}`, node.shape), {
        width,
        gives: node,
        reads: factor!,
        owners: own,
        kernel,
      });
      products.add(node);
    }
    const reached = new Set([...met.filter(node => !products.has(node)).flatMap(node => node.inputs), ...outputs]);
    for (const node of reached) {
      const own = owners.get(node);
      if (!own) continue;
      if (node.dtype !== 'float32' || codes.has(node)) return null;
      const rows = node.shape.indexOf('N');
      const first = [rows, ...node.shape.map((_, axis) => axis).filter(axis => axis !== rows)];
      // moving the batch, which counts as one, moves no number of a row
      const reads = transpose(node, first);
      const stand = input(`point ${points.length}`, reads.shape);
      const back = first.map((_, axis) => first.indexOf(axis));
      replaced.set(node, transpose(stand, back));
      points.push({ node: stand, width: own.length, gives: reads, reads, owners: own, kernel: null });
    }
    return {
      ...{ model, inputs, ports, players: players.length, points, entered, weights: forward.weights },
      outputs: rebuild(outputs, replaced),
    };
  });
}

/** Indices, and what is made of nothing but them: masks, one-hot rows. What is looked up with one is a number. */
function codesIn(
  order: readonly GraphNode[],
  entered: readonly GraphNode[],
  inputs: readonly InputPort[],
): ReadonlySet<GraphNode> {
  const columns = new Set(entered);
  const byIndex = new Set(inputs.filter(({ encoding }) => encoding === 'index').map(({ name }) => name));
  const codes = new Set(entered.filter(node => node.dtype !== 'float32' || byIndex.has(inputName(node))));
  for (const node of order) {
    const from = node.inputs.filter(one => columns.has(one));
    if (from.length === 0) continue;
    columns.add(node);
    if (node.op.name !== 'gather' && from.every(one => codes.has(one))) codes.add(node);
  }
  return codes;
}

/** The columns of the numbers of an input. */
function entry(node: GraphNode, inputs: readonly InputPort[], players: readonly Player[]): Owners {
  const port = inputs.findIndex(({ name }) => name === inputName(node));
  const owners = new Int32Array(elements(inputs[port]!.shape)).fill(NONE);
  for (const [player, { parts }] of players.entries())
    for (const { input: of, from, width } of parts) if (of === port) owners.fill(player, from, from + width);
  return owners;
}
