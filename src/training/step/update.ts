import { constrained } from '../../catalogue';
import {
  add,
  constant,
  div,
  type GraphNode,
  input,
  inputName,
  mapSequence,
  maximum,
  minimum,
  mul,
  scoped,
  sqrt,
  square,
  sub,
  sum,
  where,
} from '../../graph';
import type { ResolvedOptimizer } from './optimizer';
import type { Packing, Rates } from './packing';
import type { Scalars } from './scalars';

/** A value that a step takes over from the previous step. */
export interface StatePart {
  readonly input: GraphNode;
  readonly next: GraphNode;
  /** the initial value of every element; for a parameter: replaced by its initial weights */
  readonly start: number;
}

/** Slots besides the optimizer's own: the sum of accumulated gradients, and the average of a parameter. */
const WAITING = 'gradientAccumulator';
const AVERAGE = 'movingAverage';
export const averageOf = (parameter: string): string => `${parameter}/${AVERAGE}`;

/**
 * The next value of each parameter and of its optimizer slots, from the gradients of the step's loss. The order is that
 * of keras.optimizers.Optimizer.apply: mean of the accumulated gradients, clipping, weight decay, the optimizer's rule,
 * the moving average of the parameter, its constraint.
 */
export function updated(
  optimizer: ResolvedOptimizer,
  { parameters, inPieces, constraints, rates, parts }: Packing,
  gradients: readonly GraphNode[],
  now: Scalars,
): StatePart[] {
  const { entry, args, accumulation, averaging } = optimizer;
  const own = entry.slots(args);
  const names = [...(accumulation > 1 ? [WAITING] : []), ...own, ...(averaging ? [AVERAGE] : [])];
  const starts = entry.start?.(args) ?? {};
  const slotsOf = parameters.map(parameter =>
    names.map(slot => input(`${inputName(parameter)}/${slot}`, entry.scalars?.includes(slot) ? [] : parameter.shape)),
  );
  const mean = (gradient: GraphNode, slots: Slots): GraphNode =>
    accumulation > 1 ? div(add(slots[WAITING]!, gradient), accumulation) : gradient;
  const clip = clipper(optimizer, part =>
    parameters.flatMap((parameter, i) =>
      parts.get(parameter) === part ? [mean(gradients[i]!, named(names, slotsOf[i]!))] : [],
    ),
  );

  const update = (
    { rate, decay }: Rates,
    part: number | undefined,
    [parameter, gradient, ...held]: readonly GraphNode[],
  ): GraphNode[] => {
    const slots = named(names, held);
    const times = (factor: number): GraphNode => (factor === 1 ? now.learningRate : mul(now.learningRate, factor));
    const learningRate = times(rate);
    const next = entry.update(args, {
      parameter: decay === 0 ? parameter! : decayed(parameter!, args, { learningRate: times(decay) }),
      gradient: clip(mean(gradient!, slots), part),
      learningRate,
      step: now.update,
      slots,
    });
    const moved = (after: GraphNode, before: GraphNode) =>
      accumulation > 1 ? where(now.updates, after, before) : after;
    const after: Record<string, GraphNode> = Object.fromEntries(
      own.map(slot => [slot, moved(next.slots[slot]!, slots[slot]!)]),
    );
    if (accumulation > 1) after[WAITING] = where(now.updates, 0, add(slots[WAITING]!, gradient!));
    let result = moved(next.parameter, parameter!);
    if (averaging) {
      after[AVERAGE] = add(mul(slots[AVERAGE]!, now.emaMomentum), mul(result, sub(1, now.emaMomentum)));
      if (averaging.overwriteFrequency !== null) result = where(now.overwrites, after[AVERAGE], result);
    }
    return [result, ...names.map(slot => after[slot]!)];
  };

  return parameters.flatMap((parameter, i) => {
    const slots = slotsOf[i]!;
    const pieces = inPieces.has(parameter) && slots.every(slot => slot.shape.length > 0);
    const before = [parameter, gradients[i]!, ...slots];
    const next = scoped(`optimizer/${inputName(parameter)}`, () => {
      const own = (values: readonly GraphNode[]): GraphNode[] =>
        update(rates.get(parameter)!, parts.get(parameter), values);
      return pieces ? mapSequence(own, before) : own(before);
    });
    const constraint = constraints.get(parameter);
    const result = constraint ? constrained(constraint, next[0]!) : next[0]!;
    return [
      { input: parameter, next: result, start: 0 },
      ...names.map((slot, j) => ({ input: slots[j]!, next: next[j + 1]!, start: starts[slot] ?? 0 })),
    ];
  });
}

type Slots = Readonly<Record<string, GraphNode>>;
const named = (names: readonly string[], nodes: readonly GraphNode[]): Slots =>
  Object.fromEntries(names.map((name, i) => [name, nodes[i]!]));

/** θ − αλθ. Source: keras.optimizers.Optimizer, weight_decay. */
export function decayed(
  parameter: GraphNode,
  args: ResolvedOptimizer['args'],
  { learningRate }: Pick<Scalars, 'learningRate'>,
): GraphNode {
  const decay = Number(args.weightDecay ?? 0);
  return decay > 0 ? mul(parameter, sub(1, mul(learningRate, decay))) : parameter;
}

/**
 * clipvalue clips each number; clipnorm and global_clipnorm scale down gradients whose norm exceeds the limit. The
 * members of an ensemble are trained separately, so each has its own global norm: `gradientsOf` returns those of a
 * part.
 */
function clipper(
  { clipping }: ResolvedOptimizer,
  gradientsOf: (part: number | undefined) => readonly GraphNode[],
): (gradient: GraphNode, part: number | undefined) => GraphNode {
  if (clipping === null) return g => g;
  const { by, limit } = clipping;
  if (by === 'value') return g => maximum(minimum(g, limit), -limit);
  const scaleOf = (squares: GraphNode): GraphNode => div(constant(limit), maximum(sqrt(squares), limit));
  if (by === 'norm') return g => mul(g, scaleOf(sum(square(g))));
  const scales = new Map<number | undefined, GraphNode>();
  return (g, part) => {
    const squares = (): GraphNode =>
      gradientsOf(part)
        .map(gradient => sum(square(gradient)))
        .reduce((a, b) => add(a, b));
    const scale = scales.get(part) ?? scaleOf(squares());
    scales.set(part, scale);
    return mul(g, scale);
  };
}
