import { bodyOf, evaluate, readResults, topological } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { type FusionGroup, type FusionGroups, fuse, isReduction, isSingle, isView, type SingleOp } from './fusion';
import { argmaxKernel, gatherKernel, scatterAddKernel } from './kernels/indexing';
import type { Step } from './kernels/kernel';
import { copyKernel, pointwiseKernel } from './kernels/pointwise';
import { productKernel } from './kernels/product';
import { randomKernel } from './kernels/random';
import { reductionKernel } from './kernels/reduction';
import { label, literal, Operands } from './operands';
import type { PlanContext } from './plan-context';
import { type Pair, schedule } from './schedule';
import {
  type Allocation,
  count,
  element,
  type Literal,
  moved,
  type Operand,
  part,
  reshaped,
  type View,
  whole,
} from './view';

/** From nodes to kernels, in the order in which they run. */
export class Planner {
  readonly steps: Step[] = [];
  readonly operands: Operands;
  private units!: FusionGroups;
  private read!: ReadonlyMap<GraphNode, readonly number[]>;

  /** `unchanged`: memory that stays as it is while the loop runs whose body this plans. */
  constructor(
    private readonly arena: PlanContext,
    given: ReadonlyMap<GraphNode, Operand>,
    unchanged: ReadonlySet<Allocation> = new Set(),
  ) {
    this.operands = new Operands(arena, given, this.steps, unchanged);
  }

  /** Brings the numbers of nodes to their places, and each pair's next to where its state is. */
  plan(places: readonly (readonly [GraphNode, View])[], pairs: readonly Pair[]): void {
    const changing = pairs.filter(p => p.next !== p.state);
    const outputs = places.map(([node]) => node);
    const roots = [...new Set([...outputs, ...changing.map(p => p.next)])];
    const given = this.operands.known;
    this.units = fuse(roots, given, this.arena.N);
    this.read = readResults(topological(roots, given));
    const { order, inPlace } = schedule(this.units, roots, outputs, changing);
    for (const { state, next } of inPlace) this.operands.places.set(next, this.operands.given(state));
    for (const [node, value] of places) if (!this.operands.places.has(node)) this.operands.places.set(node, value);
    for (const { root } of order) if (root?.op.name === 'concatenate') this.joinInPlace(root);
    for (const unit of order) this.compute(unit);
    for (const [node, value] of places) this.bring(node, value);
    this.replace(changing.filter(pair => !inPlace.includes(pair)));
  }

  /** What is concatenated is computed where it will be needed, as far as groups compute it. */
  private joinInPlace(node: GraphNode): void {
    const shape = this.operands.shape(node);
    const to = this.operands.places.get(node) ?? whole(this.arena.storage(shape, false), shape, node.dtype);
    this.operands.places.set(node, to);
    const axis = node.attributes.axis as number;
    let at = 0;
    for (const input of node.inputs) {
      const length = this.operands.shape(input)[axis]!;
      const own = !isView(input) && this.units.of(input)?.root === null && !this.operands.places.has(input);
      if (own) this.operands.places.set(input, part(to, axis, at, length));
      at += length;
    }
  }

  /** The numbers of a node, moved there if they are somewhere else. */
  private bring(node: GraphNode, to: View): void {
    const from = this.operands.of(node);
    if (!isSame(from, to)) this.steps.push(copyKernel(from, to, `${label(node)} to its place`));
  }

  private replace(pairs: readonly Pair[]): void {
    const states = new Set(pairs.map(p => this.operands.given(p.state).storage));
    const late = pairs.map(({ state, next }) => {
      const from = this.operands.of(next);
      // what is still to be written over is taken out of the way first
      const kept = from.kind === 'value' && states.has(from.storage) ? this.operands.copied(from, label(next)) : from;
      return [kept, this.operands.given(state), label(next)] as const;
    });
    for (const [from, to, name] of late) this.steps.push(copyKernel(from, to, `${name} to the state`));
  }

  private compute(unit: FusionGroup): void {
    const { root, nodes } = unit;
    if (!root) {
      const expression = this.expression(nodes, this.operands.shape(nodes[0]!));
      const results = new Map(this.units.results(unit).map(node => [node, this.operands.target(node)]));
      this.steps.push(pointwiseKernel(expression, results, nodes.map(label).join(', ')));
    } else if (isReduction(root)) this.reduce(root, nodes);
    else if (isSingle(root.op.name)) this.single[root.op.name](root);
  }

  private expression(nodes: readonly GraphNode[], shape: readonly number[]) {
    const own = new Set(nodes);
    const outside = new Set(nodes.flatMap(n => n.inputs).filter(i => !own.has(i)));
    return { shape, nodes, operands: new Map([...outside].map(node => [node, this.operands.of(node)])) };
  }

  private reduce(root: GraphNode, nodes: readonly GraphNode[]): void {
    const axes = root.attributes.axes as readonly number[];
    const of = root.inputs[0]!;
    const shape = this.operands.shape(of);
    const inner = nodes.filter(node => node !== root);
    const expression = {
      ...this.expression(inner, shape),
      ...(inner.length === 0 && { operands: new Map([[of, this.operands.of(of)]]) }),
    };
    const result = this.operands.target(root);
    const kept = reshaped(
      result,
      shape.map((d, i) => (axes.includes(i) ? 1 : d)),
    )!;
    this.steps.push(reductionKernel(root.op.name, axes, of, expression, kept, label(root)));
  }

  /** What each op that is neither pointwise nor a reduction is made of. */
  private readonly single: Readonly<Record<SingleOp, (node: GraphNode) => void>> = {
    matmul: node => {
      const [a, b] = node.inputs.map(x => this.operands.value(x)) as [View, View];
      const { transposeA, transposeB } = node.attributes;
      this.product(transposeA ? swapped(a) : a, transposeB ? swapped(b) : b, node);
    },
    gather: node => this.byIndex(node, gatherKernel),
    scatterAdd: node => this.byIndex(node, scatterAddKernel),
    argmax: node =>
      this.steps.push(argmaxKernel(this.operands.contiguous(node.inputs[0]!), this.operands.target(node), label(node))),
    random: node =>
      this.steps.push(randomKernel(this.operands.value(node.inputs[0]!), this.operands.target(node), label(node))),
    concatenate: node =>
      this.sideBySide(
        node,
        node.inputs.map(x => this.operands.of(x)),
      ),
    pad: node => {
      const [x, axis] = [this.operands.of(node.inputs[0]!), node.attributes.axis as number];
      const edge = (length: unknown): Literal =>
        literal(
          0,
          x.shape.map((d, i) => (i === axis ? Number(length) : d)),
          node.dtype,
        );
      this.sideBySide(node, [edge(node.attributes.lo), x, edge(node.attributes.hi)]);
    },
    scan: node => this.scan(node),
  };

  private byIndex(node: GraphNode, kernel: typeof gatherKernel): void {
    const [a, b] = node.inputs as [GraphNode, GraphNode];
    const axis = node.attributes.axis as number;
    const rows = this.operands.shape(node.op.name === 'gather' ? a : node)[axis]!;
    const inside = b.op.name === 'constant' && (b.attributes.data as Int32Array).every(i => i >= 0 && i < rows);
    const place = inside ? -1 : this.arena.indexed.push(node) - 1;
    this.steps.push(
      kernel(
        this.operands.contiguous(a),
        this.operands.contiguous(b),
        axis,
        this.operands.target(node),
        place,
        label(node),
      ),
    );
  }

  private sideBySide(node: GraphNode, parts: readonly Operand[]): void {
    const to = this.operands.target(node);
    const axis = node.attributes.axis as number;
    let at = 0;
    for (const from of parts) {
      const length = from.shape[axis]!;
      const there = part(to, axis, at, length);
      if (length > 0 && !isSame(from, there)) this.steps.push(copyKernel(from, there, label(node)));
      at += length;
    }
  }

  /**
   * The right operand must have its columns side by side. Where it has not, it is copied; or the left one is, where that is
   * less: (a · b)ᵀ = bᵀ · aᵀ.
   */
  private product(a: View, b: View, node: GraphNode): void {
    const name = label(node);
    const lies = ({ shape, strides }: View): boolean => strides.at(-1) === 1 || shape.at(-1) === 1;
    const copying = (x: View): number => (lies(x) ? 0 : count(x.shape));
    const to = this.operands.target(node);
    const turned = swapped(a);
    if (copying(b) <= copying(turned) + count(to.shape)) {
      this.steps.push(productKernel(a, lies(b) ? b : this.operands.copied(b, name), to, name));
      return;
    }
    const shape = swapped(to).shape;
    const result = whole(this.arena.storage(shape, false), shape, 'float32');
    this.steps.push(
      productKernel(swapped(b), lies(turned) ? turned : this.operands.copied(turned, name), result, name),
    );
    this.steps.push(copyKernel(swapped(result), to, `${name} turned`));
  }

  private scan(node: GraphNode): void {
    const { arena } = this;
    const body = bodyOf(node)!;
    const { length: steps, reverse } = node.attributes as { length: never; reverse: boolean };
    const length = evaluate(steps, arena.N);
    const counter = arena.counter();
    const given = new Map<GraphNode, Operand>();
    const { carry, elements, captures, next, results } = body;
    const around: Allocation[] = [];
    carry.forEach((state, i) => {
      const value = whole(arena.storage(this.operands.shape(state), false), this.operands.shape(state), state.dtype);
      this.steps.push(copyKernel(this.operands.of(node.inputs[i]!), value, `${label(node)}: the first state`));
      around.push(value.storage);
      given.set(state, value);
    });
    elements.forEach((e, i) => {
      const sequence = this.operands.of(node.inputs[carry.length + i]!);
      given.set(
        e,
        sequence.kind === 'value' ? element(sequence, counter) : { ...sequence, shape: this.operands.shape(e) },
      );
    });
    const unchanged = new Set<Allocation>();
    captures.forEach((c, i) => {
      const operand = this.operands.of(node.inputs[carry.length + elements.length + i]!);
      if (operand.kind === 'value') unchanged.add(operand.storage);
      given.set(c, operand);
    });
    const read = (this.read.get(node) ?? []).filter(i => i >= next.length);
    const stacks = new Map<number, View>();
    const places: [GraphNode, View][] = [];
    for (const i of read) {
      const result = results[i - next.length]!;
      const shape = [length, ...this.operands.shape(result)];
      const stack = whole(arena.storage(shape, false), shape, result.dtype);
      around.push(stack.storage);
      stacks.set(i, stack);
      places.push([result, element(stack, counter)]);
    }
    const inner = new Planner(arena, given, unchanged);
    inner.plan(
      places,
      carry.map((state, i) => ({ state, next: next[i]! })),
    );
    this.steps.push(...inner.operands.before, {
      label: label(node),
      kernels: inner.steps,
      counter,
      length,
      reverse,
      around,
    });
    this.operands.results.set(
      node,
      node.outputs!.map((_, i) => (i < next.length ? (given.get(carry[i]!) as View) : stacks.get(i)!)),
    );
  }
}

/** Do they lie in the same place? */
const isSame = (a: Operand, b: View): boolean =>
  a.kind === 'value' && a.storage === b.storage && a.offset === b.offset && String(a.strides) === String(b.strides);
/** The last two axes exchanged. */
function swapped(value: View): View {
  const rank = value.shape.length;
  return moved(value, [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2]);
}
