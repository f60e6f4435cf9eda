import { badArgument } from '../../../errors';
import {
  add,
  cast,
  checkLimit,
  concatenate,
  constant,
  full,
  gather,
  matmul,
  mul,
  reshape,
  scan,
  size,
  slice,
  split,
  sub,
  transpose,
} from '../../../graph';
import type { Dim, GraphNode, Shape } from '../../../graph/types';
import { type Arguments, choice, flag, integer, number } from '../../arguments';
import { activation, constraint, initializer, regularizer } from '../../components';
import type { CallContext, Mask, WeightSpec } from '../../entry';
import { weight } from '../../weights';
import { checkRank } from './axes';
import { along } from './masking';
import { dropped, kept } from './noise';

/**
 * The base of recurrent layers: a cell that runs along the steps of [N, steps, features], in one or both directions.
 * Names and order are Keras's; in both directions it is keras.layers.Bidirectional around the layer.
 */

export const direction = {
  dropout: number({ min: 0, max: 1, default: 0 }),
  recurrentDropout: number({ min: 0, max: 1, default: 0 }),
  returnSequences: flag(false),
  goBackwards: flag(false),
  bidirectional: choice(['none', 'concat', 'sum', 'mul', 'ave'], 'none'),
};
export const common = {
  units: integer({ min: 1, default: 32 }),
  activation: activation('tanh'),
};
export const weighted = {
  useBias: flag(true),
  kernelInitializer: initializer('GlorotUniform'),
  recurrentInitializer: initializer('Orthogonal'),
  biasInitializer: initializer('Zeros'),
  kernelRegularizer: regularizer(),
  recurrentRegularizer: regularizer(),
  biasRegularizer: regularizer(),
  kernelConstraint: constraint(),
  recurrentConstraint: constraint(),
  biasConstraint: constraint(),
};
type Shared = Arguments<typeof common & typeof weighted & typeof direction>;

/** One step, and the number of columns of its kernels. */
export interface Cell {
  /** kernel [features, gates · units], recurrent kernel [units, gates · units] */
  readonly gates: number;
  /** the number of states carried from step to step, the output first */
  readonly states: number;
  /** the shape of the bias; row 0 is added to x · kernel, the other rows belong to the step */
  readonly biasShape?: readonly number[];
  readonly biasInitializer?: WeightSpec['initializer'];
  /**
   * The next states from the previous ones and `z`, x · kernel + bias [N, gates · units]. `recurrent(h, from, to)` is h
   * times the recurrent kernel's gates from … to − 1 (default: all), with recurrent dropout. `bias` is its second row.
   */
  step(states: readonly GraphNode[], z: GraphNode, recurrent: Recurrent, bias: GraphNode | undefined): GraphNode[];
}
type Recurrent = (h: GraphNode, from?: number, to?: number) => GraphNode;
type Weights = Readonly<Record<string, GraphNode | undefined>>;

const WAYS = ['forward', 'backward'] as const;

/** For each direction: kernel, recurrent kernel and bias. */
export function recurrentWeights(cell: Cell, args: Shared, x: Shape): Record<string, WeightSpec> {
  const features = x.at(-1);
  if (x.length !== 3 || typeof features !== 'number' || typeof x[1] !== 'number') {
    checkRank({ shape: x } as GraphNode, ['N', 'steps', 'features']);
    throw badArgument('its input', 'a known number of steps and features', x);
  }
  const columns = cell.gates * args.units;
  const one: Record<string, WeightSpec> = {
    kernel: weight('kernel', args, [features, columns]),
    recurrent_kernel: weight('recurrent', args, [args.units, columns]),
    ...(args.useBias && {
      bias: {
        shape: cell.biasShape ?? [columns],
        initializer: cell.biasInitializer ?? args.biasInitializer,
        regularizer: args.biasRegularizer,
        constraint: args.biasConstraint,
      },
    }),
  };
  if (args.bidirectional === 'none') return one;
  return Object.fromEntries(
    WAYS.flatMap(way => Object.entries(one).map(([name, weight]) => [`${way}_${name}`, weight])),
  );
}

/**
 * Runs the layer on [N, steps, features] → [N, units], with returnSequences [N, steps, units]; twice the units if two
 * directions are concatenated.
 */
export function recurrentCall(
  cell: Cell,
  args: Shared,
  input: GraphNode,
  weights: Weights,
  context: CallContext,
): GraphNode {
  if (args.bidirectional !== 'none' && args.goBackwards)
    throw badArgument('goBackwards', 'false if the layer is bidirectional', true);
  // steps first, so that each step is contiguous
  const xs = transpose(cast(input, 'float32'), [1, 0, 2]);
  const [mask] = context.masks;
  const there = mask ? along(transpose(mask, [1, 0]), 2) : null;
  const run = (reverse: boolean, own: Weights) => oneWay(cell, args, { xs, there }, own, context, reverse);
  const batchFirst = (y: GraphNode) => (args.returnSequences ? transpose(y, [1, 0, 2]) : y);
  if (args.bidirectional === 'none') {
    const y = run(args.goBackwards, weights);
    return batchFirst(args.returnSequences && args.goBackwards ? turned(y) : y);
  }
  const [forth, back] = WAYS.map((way, i) => run(i === 1, withPrefix(weights, `${way}_`))) as [GraphNode, GraphNode];
  return batchFirst(merged(args.bidirectional, forth, back));
}

function merged(mode: string, forth: GraphNode, back: GraphNode): GraphNode {
  if (mode === 'concat') return concatenate([forth, back], -1);
  if (mode === 'mul') return mul(forth, back);
  const both = add(forth, back);
  return mode === 'ave' ? mul(both, 0.5) : both;
}

const withPrefix = (weights: Weights, prefix: string): Weights =>
  Object.fromEntries(
    Object.entries(weights).flatMap(([name, w]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), w]] : [])),
  );

/** With returnSequences, the mask of the input; Keras does not reverse it together with the steps. */
export const recurrentMask = (
  { returnSequences }: Pick<Shared, 'returnSequences'>,
  _: unknown,
  [mask]: readonly Mask[],
): Mask => (returnSequences ? (mask ?? null) : null);

/** `32`, `32 all steps`, `32 ⇄`. */
export const recurrentLabel = ({ units, returnSequences, bidirectional }: Shared): string =>
  [units, bidirectional !== 'none' && '⇄', returnSequences && 'all steps'].filter(Boolean).join(' ');

/** Reverses the steps. */
function turned(y: GraphNode): GraphNode {
  const steps = y.shape[0] as number;
  checkLimit('constants', steps, 'the order of steps');
  const order = Int32Array.from({ length: steps }, (_, i) => steps - 1 - i);
  return gather(y, constant(order, [steps], 'int32'));
}

/**
 * xs [steps, N, features] → [N, units], or with returnSequences [steps, N, units] in the order of the steps. Masked
 * steps ([steps, N, 1]) change nothing: the output is the one before; 0 if the layer is bidirectional, as in Keras.
 */
function oneWay(
  cell: Cell,
  args: Shared,
  { xs, there }: { readonly xs: GraphNode; readonly there: GraphNode | null },
  { kernel, recurrent_kernel: recurrentKernel, bias }: Weights,
  context: CallContext,
  reverse: boolean,
): GraphNode {
  const { units, recurrentDropout } = args;
  const [steps, batch, features] = xs.shape as [Dim, Dim, Dim];
  const columns = cell.gates * units;
  const [first, second] = bias?.shape.length === 2 ? split(bias, 0, [1, 1]).map(b => reshape(b, [columns])) : [bias];
  // as in Keras: one dropout mask for the whole sequence; with recurrent dropout, one for each gate
  const many = context.training && active(recurrentDropout) ? cell.gates : 1;
  const masks = maskMaker(context);
  const product = (x: GraphNode, w: GraphNode, ms: readonly GraphNode[], rate: number): GraphNode => {
    if (ms.length === 0) return matmul(x, w);
    const parts = split(w, 1, Array<number>(ms.length).fill((w.shape[1] as number) / ms.length));
    return concatenate(
      parts.map((part, i) => matmul(dropped(x, ms[i]!, rate), part)),
      1,
    );
  };
  const flat = reshape(xs, [size([steps, batch]), features]);
  const inputMasks = masks(args.dropout, many, [batch, features]).map(m => rowsForAll(m, steps));
  const projected = product(flat, kernel!, inputMasks, args.dropout);
  const z = reshape(first ? add(projected, first) : projected, [steps, batch, columns]);

  const recurrentMasks = masks(recurrentDropout, cell.gates, [batch, units]);
  const recurrent: Recurrent = (h, from = 0, to = cell.gates) =>
    product(h, slice(recurrentKernel!, 1, from * units, to * units), recurrentMasks.slice(from, to), recurrentDropout);
  const zero = full(0, [batch, units]);
  const { carry, outputs } = scan(
    (states, [now, is, isNot]) => {
      const made = cell.step(states, now!, recurrent, second);
      // factors of 1 and 0 instead of `where`: the gradient is reassociated around products (a tenth faster)
      const next = is ? made.map((state, i) => add(mul(state, is), mul(states[i]!, isNot!))) : made;
      const shown = is && args.bidirectional !== 'none' ? mul(next[0]!, is) : next[0]!;
      return { carry: next, outputs: [shown] };
    },
    Array<GraphNode>(cell.states).fill(zero),
    there ? [z, there, sub(1, there)] : [z],
    { reverse },
  );
  return (args.returnSequences ? outputs : carry)[0]!;
}

/** Keras does not apply dropout at rate 1 in a cell. */
const active = (rate: number): boolean => rate > 0 && rate < 1;

const maskMaker =
  ({ training, random }: CallContext) =>
  (rate: number, count: number, shape: Shape): GraphNode[] =>
    training && active(rate) ? Array.from({ length: count }, () => kept(random, shape, rate)) : [];

/** A mask [N, features] for the rows of all steps, [steps · N, features]. */
function rowsForAll(mask: GraphNode, steps: Dim): GraphNode {
  const [batch, features] = mask.shape as [Dim, Dim];
  const ones = full(1, [steps, batch, features]);
  return reshape(mul(ones, mask), [size([steps, batch]), features]);
}
