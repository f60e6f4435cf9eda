import { unitsOf } from '../data/pipeline/array-scale';
import type { Program } from '../engine/engine';
import { nameOf } from '../engine/feeds';
import { rewritesFor } from '../engine/rewrites';
import { wasmEngine } from '../engine/wasm';
import {
  dependents,
  div,
  exp,
  gradient,
  input,
  log,
  maximum,
  rebuild,
  runPasses,
  sigmoid,
  sub,
  sum,
  topological,
  withSharing,
} from '../graph';
import type { GraphNode } from '../graph/types';
import type { Rows } from '../inference/batcher';
import { type InputPort, type OutputPort, portsOf } from '../inference/ports';
import { buildForward, isInput } from '../network';
import { elements } from '../shape';
import type { Calibration, Feeds, NetworkSpec, Pipeline } from '../spec';
import type { WeightArray } from '../values/model';
import type { Answer } from './answers';
import type { Player } from './players';

/** Rows of one run: the gradient is compiled for so many. */
export const BATCH = 256;

/** Numbers of a row at which the gradient is taken: an encoded input, or what a table gives for an index. */
export interface Point {
  readonly width: number;
  /** which of its numbers belong to which column */
  readonly parts: readonly { readonly player: number; readonly from: number; readonly width: number }[];
}

/** The gradient of each target's answer with respect to the encoded columns, compiled once. */
export interface Gradients {
  readonly points: readonly Point[];
  /** of encoded rows, the numbers at each point, [rows × width] */
  at(rows: number, inputs: readonly Rows[]): Promise<readonly Float32Array[]>;
  /** of each target, at each point; [BATCH × width], like `places`. `chosen`: the class of each row, by target */
  run(places: readonly Float32Array[], chosen: readonly Int32Array[]): Promise<readonly (readonly Float32Array[])[]>;
  dispose(): Promise<void>;
}

interface Model {
  readonly network: NetworkSpec;
  readonly pipeline: Pipeline;
  readonly weights: Readonly<Record<string, WeightArray>>;
  readonly calibration: Calibration | null;
}

/**
 * Compiles the gradient together with the model. An index has no gradient: there it is taken at the vectors that a
 * table gives for it. null: not every column can be reached so (several columns by index in one input, an output that
 * is no vector, an index that is a mask too).
 */
export async function compileGradients(
  { network, pipeline, weights, calibration }: Model,
  answers: readonly Answer[],
  players: readonly Player[],
): Promise<Gradients | null> {
  const { inputs, outputs } = portsOf(network, pipeline);
  const units = answers.map(unitOf);
  const places = outputPlaces(outputs, pipeline);
  if (places === null) return null;
  const built = withSharing(() => build(network, inputs, players));
  if (built === null) return null;
  const { forward, points, ends, lookups, entered } = built;
  const seeds = answers.map((_, t) => input(`seed ${t}`, ['N', outputs[places[t]!.output]!.shape[0]!]));
  const given = points.map(({ node }) => node);
  const found = answers.flatMap((_, t) =>
    gradient(tempered(ends[places[t]!.output]!, places[t]!.width, answers[t]!, calibration), given, seeds[t]!),
  );
  const feeds: Feeds = Object.fromEntries(
    forward.weights.map(({ key, node }) => [
      nameOf(node),
      { data: weights[key]!.data, shape: weights[key]!.shape, dtype: 'float32' as const },
    ]),
  );
  const held = forward.weights.map(({ node }) => node);
  const needed = new Set(topological(found));
  // Indices count otherwise than through a table too: as the mask of a sequence.
  if (entered.some(node => needed.has(node) && !given.includes(node))) return null;
  const fed = [...given, ...seeds].filter(node => needed.has(node));
  const weightsFor = (nodes: readonly GraphNode[]) => {
    const used = new Set(topological(nodes));
    return held.filter(node => used.has(node));
  };
  const backward = await wasmEngine.compile(
    {
      inputs: [...fed, ...weightsFor(found)],
      outputs: Object.fromEntries(found.map((node, i) => [`gradient ${i}`, node])),
    },
    onlyOf(feeds, weightsFor(found)),
  );
  const look = await lookupProgram(lookups, feeds, weightsFor(lookups));
  const portOf = (place: number): InputPort => inputs[place]!;

  return {
    points,
    async at(rows, encoded) {
      const vectors = look ? await look.run(feedsOf(look.fed, rows, encoded, inputs)) : {};
      let next = 0;
      return points.map(({ port }) => {
        if (port !== null) return Float32Array.from(encoded[port]!.data);
        return vectors[`lookup ${next++}`]!.data as Float32Array;
      });
    },
    async run(at, chosen) {
      const fields: Record<string, Feeds[string]> = {};
      for (const [i, { node, port, width }] of points.entries()) {
        const shape = port !== null ? portOf(port).shape : (node.shape.slice(1) as number[]);
        fields[nameOf(node)] = { data: at[i]!.subarray(0, BATCH * width), shape: [BATCH, ...shape], dtype: 'float32' };
      }
      for (const [t, seed] of seeds.entries()) fields[nameOf(seed)] = seedOf(t, chosen[t]!);
      const all = await backward.run(onlyOf(fields, fed));
      return answers.map((_, t) =>
        points.map((_, i) => all[`gradient ${t * points.length + i}`]!.data as Float32Array),
      );
    },
    async dispose() {
      await backward.dispose();
      await look?.dispose();
    },
  };

  /** The direction of the answer in its output: of a class 1, of the first of two in a single sigmoid −1, of a number its unit. */
  function seedOf(t: number, chosen: Int32Array): Feeds[string] {
    const { output, from, width } = places![t]!;
    const whole = outputs[output]!.shape[0]!;
    const data = new Float32Array(BATCH * whole);
    const { task } = answers[t]!.target;
    for (let row = 0; row < BATCH; row++)
      if (task === 'regression') data[row * whole + from] = units[t]!;
      else if (width === 1 && task !== 'multi-label') data[row * whole + from] = chosen[row] === 1 ? 1 : -1;
      else data[row * whole + from + chosen[row]!] = 1;
    return { data, shape: [BATCH, whole], dtype: 'float32' };
  }
}

/** How much a number of the output is in the target's unit; 1 for classes. */
const unitOf = ({ target }: Answer): number =>
  target.task === 'regression' ? unitsOf(target.transform)[0]!.factor : 1;

/** The output of each target, and its numbers in it (where two predict the same, the last one does); null: an output is no vector. */
function outputPlaces(outputs: readonly OutputPort[], pipeline: Pipeline) {
  if (outputs.some(({ shape, reader }) => shape.length !== 1 || reader.outputs !== 1)) return null;
  return pipeline.targets.map(({ name }) => {
    const output = outputs.findLastIndex(({ targets }) => targets.some(target => target.name === name));
    const { targets, shape } = outputs[output]!;
    if (targets.length === 1) return { output, from: 0, width: shape[0]! };
    const before = targets.slice(
      0,
      targets.findIndex(target => target.name === name),
    );
    const from = before.reduce((sum, target) => sum + elements(target.shape), 0);
    return { output, from, width: elements(targets.find(target => target.name === name)!.shape) };
  });
}

/** The least probability whose logarithm is taken. */
const LEAST = 1e-30;

/** The probabilities at the calibrated temperature, as `settled` gives them; `width`: the target's numbers in the output. */
function tempered(end: GraphNode, width: number, { target }: Answer, calibration: Calibration | null): GraphNode {
  const targets = calibration?.targets ?? {};
  const known = Object.hasOwn(targets, target.name) ? targets[target.name] : undefined;
  if (!known || known.kind === 'number' || known.temperature === 1) return end;
  const each = target.task === 'multi-label' || width === 1;
  const log0 = log(maximum(end, LEAST));
  if (each) return sigmoid(div(sub(log0, log(maximum(sub(1, end), LEAST))), known.temperature));
  const powers = exp(div(log0, known.temperature));
  return div(powers, sum(powers, [1], true));
}

interface Place extends Point {
  readonly node: GraphNode;
  /** the input; null: what a table gives for one */
  readonly port: number | null;
}

function build(network: NetworkSpec, inputs: readonly InputPort[], players: readonly Player[]) {
  const forward = buildForward(network, { training: false });
  const outputs = runPasses(forward.outputs, rewritesFor('wasm'));
  const order = topological(outputs);
  const ids = network.layers.filter(isInput).map(({ id }) => id);
  const entered = ids.flatMap(id => forward.inputs[id] ?? []);
  const points: Place[] = [];
  const replaced = new Map<GraphNode, GraphNode>();
  const lookups: GraphNode[] = [];
  const atInputs: Place[] = [];
  for (const [port, { dtype, shape }] of inputs.entries()) {
    const node = entered.find(({ attributes }) => attributes.name === inputs[port]!.name);
    if (!node) return null;
    const own = players.flatMap(({ parts }, player) =>
      parts.filter(part => part.input === port).map(({ from, width }) => ({ player, from, width })),
    );
    const below = dependents(order, [node]);
    const tables = order.filter(({ op, inputs: [table, index] }) => {
      return op.name === 'gather' && below.has(index!) && !below.has(table!);
    });
    if (tables.length === 0) {
      if (dtype !== 'float32') return null;
      atInputs.push({ node, port, width: elements(shape), parts: own });
      continue;
    }
    if (own.length !== 1) return null;
    for (const table of tables) {
      const vectors = input(`vectors ${replaced.size}`, table.shape);
      replaced.set(table, vectors);
      lookups.push(table);
      const width = elements(table.shape.slice(1) as number[]);
      points.push({ node: vectors, port: null, width, parts: [{ player: own[0]!.player, from: 0, width }] });
    }
  }
  const ends = rebuild(outputs, replaced);
  return { forward, points: [...points, ...atInputs], ends, lookups, entered };
}

async function lookupProgram(lookups: readonly GraphNode[], feeds: Feeds, weights: readonly GraphNode[]) {
  if (lookups.length === 0) return null;
  const needed = topological(lookups).filter(({ op }) => op.name === 'input');
  const fed = needed.filter(node => !weights.includes(node));
  const program: Program = await wasmEngine.compile(
    { inputs: needed, outputs: Object.fromEntries(lookups.map((node, i) => [`lookup ${i}`, node])) },
    onlyOf(feeds, weights),
  );
  return { fed, run: (given: Feeds) => program.run(given), dispose: () => program.dispose() };
}

function feedsOf(
  fed: readonly GraphNode[],
  rows: number,
  encoded: readonly Rows[],
  ports: readonly InputPort[],
): Feeds {
  return Object.fromEntries(
    fed.map(node => {
      const port = ports.findIndex(({ name }) => name === nameOf(node));
      const { shape, dtype } = ports[port]!;
      return [nameOf(node), { data: encoded[port]!.data, shape: [rows, ...shape], dtype }];
    }),
  );
}

const onlyOf = (feeds: Feeds, nodes: readonly GraphNode[]): Feeds =>
  Object.fromEntries(nodes.map(node => [nameOf(node), feeds[nameOf(node)]!]));
