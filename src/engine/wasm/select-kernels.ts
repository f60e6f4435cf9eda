import { type Attributes, type GraphNode, isNode, type NodeOf, ops, readResults, topological } from '../../graph';
import type { FusionGroup, FusionGroups } from './fusion';
import { argmaxKernel, gatherKernel, scatterAddKernel } from './kernels/indexing';
import type { Step } from './kernels/kernel';
import { copyKernel, pointwiseKernel } from './kernels/pointwise';
import { randomKernel } from './kernels/random';
import { reductionKernel } from './kernels/reduction';
import { type AttributesOf, isReduction, isView, type NodeOfKind, type OpsOfKind } from './op-kinds';
import { isSame, label, literal, Operands } from './operands';
import type { PlanContext } from './plan-context';
import type { Pair } from './schedule';
import { selectProduct } from './select-product';
import { selectScan } from './select-scan';
import { type Allocation, type Literal, type Operand, part, reshaped, type View } from './view';

/** A graph, or the body of a scan, to be planned. */
export interface Region {
  /** where its given numbers are */
  readonly given: ReadonlyMap<GraphNode, Operand>;
  /** its outputs, and where they must be written */
  readonly places: readonly (readonly [GraphNode, View])[];
  readonly pairs: readonly Pair[];
  /** memory that the enclosing loop does not change */
  readonly unchanged: ReadonlySet<Allocation>;
}

export interface Planned {
  /** in the order in which they run */
  readonly steps: readonly Step[];
  /** copies that are the same in each step of the enclosing loop: they are made before it */
  readonly before: readonly Step[];
}

/** Plans a region; bodies are planned by the same function as the outer graph. */
export type Plan = (context: PlanContext, region: Region) => Planned;

/** What is computed together, in which order, and which states are overwritten in place. */
export interface Scheduled {
  readonly groups: FusionGroups;
  readonly order: readonly FusionGroup[];
  readonly inPlace: readonly Pair[];
}

/** A kernel for each group, and copies that move outputs and states to their places. */
export function selectKernels(context: PlanContext, region: Region, scheduled: Scheduled, plan: Plan): Planned {
  const selection = new Selection(context, region, scheduled, plan);
  return { steps: selection.run(), before: selection.operands.before };
}

/** Adds the kernels that compute a node. */
type Select<A = Attributes> = { select(node: NodeOf<A>): void }['select'];

class Selection {
  readonly operands: Operands;
  private readonly steps: Step[] = [];
  private readonly changing: readonly Pair[];
  /** the results that are read, for tuple nodes */
  private readonly read: ReadonlyMap<GraphNode, readonly number[]>;

  constructor(
    private readonly context: PlanContext,
    private readonly region: Region,
    private readonly scheduled: Scheduled,
    private readonly plan: Plan,
  ) {
    const { given, places, pairs, unchanged } = region;
    this.operands = new Operands(context, given, this.steps, unchanged);
    this.changing = pairs.filter(p => p.next !== p.state);
    const roots = [...places.map(([node]) => node), ...this.changing.map(p => p.next)];
    this.read = readResults(topological(roots, new Set(given.keys())));
  }

  run(): readonly Step[] {
    const { operands, region, scheduled } = this;
    const { order, inPlace } = scheduled;
    for (const { state, next } of inPlace) operands.places.set(next, operands.given(state));
    for (const [node, view] of region.places) if (!operands.places.has(node)) operands.places.set(node, view);
    for (const { root } of order) if (root && isNode(root, ops.concatenate)) this.joinInPlace(root);
    for (const group of order) this.compute(group);
    for (const [node, view] of region.places) this.bring(node, view);
    this.replace(this.changing.filter(pair => !inPlace.includes(pair)));
    return this.steps;
  }

  /** The operands of a concatenation are computed in place, if a group computes them. */
  private joinInPlace(node: NodeOf<AttributesOf<'concatenate'>>): void {
    const { operands, scheduled } = this;
    const to = operands.places.get(node) ?? this.context.temporary(operands.shape(node), node.dtype);
    operands.places.set(node, to);
    const { axis } = node.attributes;
    let at = 0;
    for (const input of node.inputs) {
      const length = operands.shape(input)[axis]!;
      const own = !isView(input) && scheduled.groups.of(input)?.root === null && !operands.places.has(input);
      if (own) operands.places.set(input, part(to, axis, at, length));
      at += length;
    }
  }

  /** The numbers of a node, copied there if they are somewhere else. */
  private bring(node: GraphNode, to: View): void {
    const from = this.operands.of(node);
    if (!isSame(from, to)) this.steps.push(copyKernel(from, to, `${label(node)} to its place`));
  }

  private replace(pairs: readonly Pair[]): void {
    const states = new Set(pairs.map(p => this.operands.given(p.state).storage));
    const late = pairs.map(({ state, next }) => {
      const from = this.operands.of(next);
      // a value that a later step overwrites is copied away first
      const kept = from.kind === 'value' && states.has(from.storage) ? this.operands.copied(from, label(next)) : from;
      return [kept, this.operands.given(state), label(next)] as const;
    });
    for (const [from, to, name] of late) this.steps.push(copyKernel(from, to, `${name} to the state`));
  }

  private compute(group: FusionGroup): void {
    const { root, nodes } = group;
    if (!root) {
      const expression = this.expression(nodes, this.operands.shape(nodes[0]!));
      const results = this.scheduled.groups.results(group).map(node => [node, this.operands.target(node)] as const);
      this.steps.push(pointwiseKernel(expression, new Map(results), nodes.map(label).join(', ')));
    } else if (isReduction(root)) this.reduce(root, nodes);
    else this.byName[root.op.name]!(root);
  }

  private expression(nodes: readonly GraphNode[], shape: readonly number[]) {
    const own = new Set(nodes);
    const outside = new Set(nodes.flatMap(n => n.inputs).filter(i => !own.has(i)));
    return { shape, nodes, operands: new Map([...outside].map(node => [node, this.operands.of(node)])) };
  }

  private reduce(root: NodeOfKind<'reduction'>, nodes: readonly GraphNode[]): void {
    const { axes } = root.attributes;
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

  /** The kernel of each op that is neither pointwise nor a reduction. */
  private readonly single: { readonly [N in OpsOfKind<'kernel'>]: Select<AttributesOf<N>> } = {
    matmul: node => selectProduct(node, this.context, this.operands),
    gather: node => this.byIndex(node, node.inputs[0]!, gatherKernel),
    scatterAdd: node => this.byIndex(node, node, scatterAddKernel),
    argmax: node =>
      this.steps.push(argmaxKernel(this.operands.contiguous(node.inputs[0]!), this.operands.target(node), label(node))),
    random: node =>
      this.steps.push(randomKernel(this.operands.value(node.inputs[0]!), this.operands.target(node), label(node))),
    concatenate: node =>
      this.concatenate(
        node,
        node.attributes.axis,
        node.inputs.map(x => this.operands.of(x)),
      ),
    pad: node => {
      const { axis, lo, hi } = node.attributes;
      const x = this.operands.of(node.inputs[0]!);
      const edge = (length: number): Literal =>
        literal(
          0,
          x.shape.map((d, i) => (i === axis ? length : d)),
          node.dtype,
        );
      this.concatenate(node, axis, [edge(lo), x, edge(hi)]);
    },
    scan: node => selectScan(node, this.read.get(node) ?? [], this.context, this.operands, this.plan),
  };
  private readonly byName: Readonly<Record<string, Select>> = this.single;

  /** `table`: the node whose rows the indices name. */
  private byIndex(node: NodeOf<{ axis: number }>, table: GraphNode, kernel: typeof gatherKernel): void {
    const { operands } = this;
    const { axis } = node.attributes;
    const [a, b] = node.inputs as [GraphNode, GraphNode];
    const rows = operands.shape(table)[axis]!;
    const inside = isNode(b, ops.constant) && b.attributes.data.every(i => i >= 0 && i < rows);
    const place = inside ? -1 : this.context.indexed.push({ node, rows }) - 1;
    const [from, indices] = [operands.contiguous(a), operands.contiguous(b)];
    this.steps.push(kernel(from, indices, axis, operands.target(node), place, label(node)));
  }

  private concatenate(node: GraphNode, axis: number, parts: readonly Operand[]): void {
    const to = this.operands.target(node);
    let at = 0;
    for (const from of parts) {
      const length = from.shape[axis]!;
      const there = part(to, axis, at, length);
      if (length > 0 && !isSame(from, there)) this.steps.push(copyKernel(from, there, label(node)));
      at += length;
    }
  }
}
