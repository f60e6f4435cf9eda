import { bodyOf, evaluate, known, readResults, topological } from '../../graph';
import type { DType, GraphNode } from '../../graph/types';
import type { Arena } from './arena';
import { argmaxKernel, gatherKernel, scatterAddKernel } from './kernels/indexing';
import type { Step } from './kernels/kernel';
import { copyKernel, pointwiseKernel } from './kernels/pointwise';
import { productKernel } from './kernels/product';
import { randomKernel } from './kernels/random';
import { reductionKernel } from './kernels/reduction';
import { arranged, type Pair } from './order';
import { isReduction, isView, type Unit, type Units, unitsOf } from './units';
import {
  count,
  element,
  isContiguous,
  type Literal,
  moved,
  type Operand,
  part,
  reshaped,
  type Storage,
  stretched,
  type Value,
  whole,
} from './value';

/** From nodes to kernels, in the order in which they run, and values in memory. */
export class Planner {
  readonly steps: Step[] = [];
  private readonly values: Map<GraphNode, Operand>;
  private readonly results = new Map<GraphNode, readonly Value[]>();
  private readonly places = new Map<GraphNode, Value>();
  private units!: Units;
  private read!: ReadonlyMap<GraphNode, readonly number[]>;

  /** What is done before the loop that this is the body of: what is the same in each of its steps. */
  readonly before: Step[] = [];

  constructor(
    private readonly arena: Arena,
    given: ReadonlyMap<GraphNode, Operand>,
    /** memory that stays as it is while the loop runs */
    private readonly unchanged: ReadonlySet<Storage> = new Set(),
  ) {
    this.values = new Map(given);
  }

  /** Brings the numbers of nodes to their places, and each pair's next to where its state is. */
  plan(places: readonly (readonly [GraphNode, Value])[], pairs: readonly Pair[]): void {
    const changing = pairs.filter(p => p.next !== p.state);
    const outputs = places.map(([node]) => node);
    const roots = [...new Set([...outputs, ...changing.map(p => p.next)])];
    const given = new Set(this.values.keys());
    this.units = unitsOf(roots, given, this.arena.N);
    this.read = readResults(topological(roots, given));
    const { order, inPlace } = arranged(this.units, roots, outputs, changing);
    for (const { state, next } of inPlace) this.places.set(next, this.values.get(state) as Value);
    for (const [node, value] of places) if (!this.places.has(node)) this.places.set(node, value);
    for (const { root } of order) if (root?.op === 'concatenate') this.joinInPlace(root);
    for (const unit of order) this.compute(unit);
    for (const [node, value] of places) this.bring(node, value);
    this.replace(changing.filter(pair => !inPlace.includes(pair)));
  }

  /** What is concatenated is computed where it will be needed, as far as groups compute it. */
  private joinInPlace(node: GraphNode): void {
    const shape = this.shape(node);
    const to = this.places.get(node) ?? whole(this.arena.storage(shape, false), shape, node.dtype);
    this.places.set(node, to);
    const axis = node.attributes.axis as number;
    let at = 0;
    for (const input of node.inputs) {
      const length = this.shape(input)[axis]!;
      const own = !isView(input) && this.units.of(input)?.root === null && !this.places.has(input);
      if (own) this.places.set(input, part(to, axis, at, length));
      at += length;
    }
  }

  /** The numbers of a node, moved there if they are somewhere else. */
  private bring(node: GraphNode, to: Value): void {
    const from = this.operand(node);
    if (!isSame(from, to)) this.steps.push(copyKernel(from, to, `${label(node)} to its place`));
  }

  private replace(pairs: readonly Pair[]): void {
    const states = new Set(pairs.map(p => (this.values.get(p.state) as Value).storage));
    const late = pairs.map(({ state, next }) => {
      const from = this.operand(next);
      // what is still to be written over is taken out of the way first
      const kept = from.kind === 'value' && states.has(from.storage) ? this.copied(from, label(next)) : from;
      return [kept, this.values.get(state) as Value, label(next)] as const;
    });
    for (const [from, to, name] of late) this.steps.push(copyKernel(from, to, `${name} to the state`));
  }

  /** Where a node's numbers are. */
  operand(node: GraphNode): Operand {
    const found = this.values.get(node) ?? this.view(node);
    this.values.set(node, found);
    return found;
  }
  private shape(node: GraphNode): number[] {
    return known(node.shape, this.arena.N);
  }

  private view(node: GraphNode): Operand {
    const { op, attributes, dtype } = node;
    const shape = this.shape(node);
    if (op === 'constant') {
      const data = attributes.data as ArrayLike<number>;
      return data.length === 1 ? literal(data[0]!, shape, dtype) : this.arena.constant(node);
    }
    if (op === 'sizeOf') return literal(evaluate(attributes.dim as never, this.arena.N), [], dtype);
    if (op === 'pick') {
      const [tuple] = node.inputs as [GraphNode];
      const index = attributes.index as number;
      if (tuple.op !== 'split') return this.results.get(tuple)![index]!;
      const axis = tuple.attributes.axis as number;
      const sizes = known(tuple.attributes.sizes as never, this.arena.N);
      return cut(this.operand(tuple.inputs[0]!), axis, sum(sizes.slice(0, index)), sizes[index]!);
    }
    const x = this.operand(node.inputs[0]!);
    if (x.kind === 'literal') return { ...x, shape };
    if (op === 'transpose') return moved(x, attributes.perm as number[]);
    if (op === 'broadcastTo') return stretched(x, shape);
    if (op === 'slice')
      return part(x, attributes.axis as number, attributes.start as number, shape[attributes.axis as number]!);
    return reshaped(x, shape) ?? reshaped(this.contiguous(node.inputs[0]!), shape)!;
  }

  /** A value whose numbers lie one behind the other. */
  private contiguous(node: GraphNode): Value {
    const found = this.operand(node);
    if (found.kind === 'value' && isContiguous(found)) return found;
    const copy = this.copied(found, label(node));
    this.values.set(node, copy);
    return copy;
  }
  private copied(from: Operand, name: string): Value {
    const copy = whole(this.arena.storage(from.shape, false), from.shape, from.dtype);
    const once = from.kind === 'literal' || (this.unchanged.has(from.storage) && from.motion.length === 0);
    const steps = once && this.unchanged.size > 0 ? this.before : this.steps;
    steps.push(copyKernel(from, copy, `${name} side by side`));
    return copy;
  }
  private value(node: GraphNode): Value {
    const found = this.operand(node);
    return found.kind === 'value' ? found : this.contiguous(node);
  }
  /** Where a node's result goes: where it is wanted, or to a place of its own. */
  private target(node: GraphNode): Value {
    const shape = this.shape(node);
    const found = this.places.get(node) ?? whole(this.arena.storage(shape, false), shape, node.dtype);
    this.values.set(node, found);
    return found;
  }

  private compute(unit: Unit): void {
    const { root, nodes } = unit;
    if (!root) {
      const expression = this.expression(nodes, this.shape(nodes[0]!));
      const results = new Map(this.units.results(unit).map(node => [node, this.target(node)]));
      this.steps.push(pointwiseKernel(expression, results, nodes.map(label).join(', ')));
    } else if (isReduction(root)) this.reduce(root, nodes);
    else this.single[root.op]!(root);
  }

  private expression(nodes: readonly GraphNode[], shape: readonly number[]) {
    const own = new Set(nodes);
    const outside = new Set(nodes.flatMap(n => n.inputs).filter(i => !own.has(i)));
    return { shape, nodes, operands: new Map([...outside].map(node => [node, this.operand(node)])) };
  }

  private reduce(root: GraphNode, nodes: readonly GraphNode[]): void {
    const axes = root.attributes.axes as readonly number[];
    const of = root.inputs[0]!;
    const shape = this.shape(of);
    const inner = nodes.filter(node => node !== root);
    const expression = {
      ...this.expression(inner, shape),
      ...(inner.length === 0 && { operands: new Map([[of, this.operand(of)]]) }),
    };
    const result = this.target(root);
    const kept = reshaped(
      result,
      shape.map((d, i) => (axes.includes(i) ? 1 : d)),
    )!;
    this.steps.push(reductionKernel(root.op, axes, of, expression, kept, label(root)));
  }

  /** What each op that is neither pointwise nor a reduction is made of. */
  private readonly single: Readonly<Record<string, (node: GraphNode) => void>> = {
    matmul: node => {
      const [a, b] = node.inputs.map(x => this.value(x)) as [Value, Value];
      const { transposeA, transposeB } = node.attributes;
      this.product(transposeA ? swapped(a) : a, transposeB ? swapped(b) : b, node);
    },
    gather: node => this.byIndex(node, gatherKernel),
    scatterAdd: node => this.byIndex(node, scatterAddKernel),
    argmax: node => this.steps.push(argmaxKernel(this.contiguous(node.inputs[0]!), this.target(node), label(node))),
    random: node => this.steps.push(randomKernel(this.value(node.inputs[0]!), this.target(node), label(node))),
    concatenate: node =>
      this.sideBySide(
        node,
        node.inputs.map(x => this.operand(x)),
      ),
    pad: node => {
      const [x, axis] = [this.operand(node.inputs[0]!), node.attributes.axis as number];
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
    const rows = this.shape(node.op === 'gather' ? a : node)[axis]!;
    const inside = b.op === 'constant' && (b.attributes.data as Int32Array).every(i => i >= 0 && i < rows);
    const place = inside ? -1 : this.arena.indexed.push(node) - 1;
    this.steps.push(kernel(this.contiguous(a), this.contiguous(b), axis, this.target(node), place, label(node)));
  }

  private sideBySide(node: GraphNode, parts: readonly Operand[]): void {
    const to = this.target(node);
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
  private product(a: Value, b: Value, node: GraphNode): void {
    const name = label(node);
    const lies = ({ shape, strides }: Value): boolean => strides.at(-1) === 1 || shape.at(-1) === 1;
    const copying = (x: Value): number => (lies(x) ? 0 : count(x.shape));
    const to = this.target(node);
    const turned = swapped(a);
    if (copying(b) <= copying(turned) + count(to.shape)) {
      this.steps.push(productKernel(a, lies(b) ? b : this.copied(b, name), to, name));
      return;
    }
    const shape = swapped(to).shape;
    const result = whole(this.arena.storage(shape, false), shape, 'float32');
    this.steps.push(productKernel(swapped(b), lies(turned) ? turned : this.copied(turned, name), result, name));
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
    const around: Storage[] = [];
    carry.forEach((state, i) => {
      const value = whole(arena.storage(this.shape(state), false), this.shape(state), state.dtype);
      this.steps.push(copyKernel(this.operand(node.inputs[i]!), value, `${label(node)}: the first state`));
      around.push(value.storage);
      given.set(state, value);
    });
    elements.forEach((e, i) => {
      const sequence = this.operand(node.inputs[carry.length + i]!);
      given.set(e, sequence.kind === 'value' ? element(sequence, counter) : { ...sequence, shape: this.shape(e) });
    });
    const unchanged = new Set<Storage>();
    captures.forEach((c, i) => {
      const operand = this.operand(node.inputs[carry.length + elements.length + i]!);
      if (operand.kind === 'value') unchanged.add(operand.storage);
      given.set(c, operand);
    });
    const read = (this.read.get(node) ?? []).filter(i => i >= next.length);
    const stacks = new Map<number, Value>();
    const places: [GraphNode, Value][] = [];
    for (const i of read) {
      const result = results[i - next.length]!;
      const shape = [length, ...this.shape(result)];
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
    this.steps.push(...inner.before, { label: label(node), kernels: inner.steps, counter, length, reverse, around });
    this.results.set(
      node,
      node.outputs!.map((_, i) => (i < next.length ? (given.get(carry[i]!) as Value) : stacks.get(i)!)),
    );
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const label = (node: GraphNode): string => (node.scope ? `${node.scope}/${node.op}` : node.op);
const literal = (value: number, shape: readonly number[], dtype: DType): Literal => ({
  kind: 'literal',
  value,
  shape,
  dtype,
});
/** Do they lie in the same place? */
const isSame = (a: Operand, b: Value): boolean =>
  a.kind === 'value' && a.storage === b.storage && a.offset === b.offset && String(a.strides) === String(b.strides);
const cut = (x: Operand, axis: number, start: number, length: number): Operand =>
  x.kind === 'value' ? part(x, axis, start, length) : { ...x, shape: x.shape.map((d, i) => (i === axis ? length : d)) };
/** The last two axes exchanged. */
function swapped(value: Value): Value {
  const rank = value.shape.length;
  return moved(value, [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2]);
}
