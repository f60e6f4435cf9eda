import { type Attributes, evaluate, type GraphNode, isNode, known, type NodeOf, ops } from '../../graph';
import type { DType } from '../../spec';
import type { Step } from './kernels/kernel';
import { copyKernel } from './kernels/pointwise';
import type { AttributesOf, OpsOfKind } from './op-kinds';
import type { PlanContext } from './plan-context';
import {
  type Allocation,
  broadcastView,
  isContiguous,
  type Literal,
  moved,
  type Operand,
  part,
  reshaped,
  type View,
} from './view';

/** An operand as a node sees it; null: the strides do not allow it, and it must be contiguous. */
type See<A = Attributes> = { see(x: View, node: NodeOf<A>, shape: readonly number[]): View | null }['see'];
const seen: { readonly [N in Exclude<OpsOfKind<'view'>, 'pick' | 'split'>]: See<AttributesOf<N>> } = {
  reshape: (x, _, shape) => reshaped(x, shape),
  transpose: (x, { attributes: { perm } }) => moved(x, perm),
  broadcastTo: (x, _, shape) => broadcastView(x, shape),
  slice: (x, { attributes: { axis, start } }, shape) => part(x, axis, start, shape[axis]!),
};
const views: Readonly<Record<string, See>> = seen;

/** Where the numbers of each node are: in memory (as a view), or a literal. */
export class Operands {
  /** results of tuple nodes */
  readonly results = new Map<GraphNode, readonly View[]>();
  /** where a node's result must be written */
  readonly places = new Map<GraphNode, View>();
  /** copies that are the same in each step of the enclosing loop: they are made before it */
  readonly before: Step[] = [];
  private readonly values: Map<GraphNode, Operand>;

  constructor(
    private readonly context: PlanContext,
    given: ReadonlyMap<GraphNode, Operand>,
    /** the kernels so far */
    readonly steps: Step[],
    /** memory that the enclosing loop does not change */
    private readonly unchanged: ReadonlySet<Allocation>,
  ) {
    this.values = new Map(given);
  }

  /** The view of a given node. */
  given(node: GraphNode): View {
    return this.values.get(node) as View;
  }
  of(node: GraphNode): Operand {
    const found = this.values.get(node) ?? this.view(node);
    this.values.set(node, found);
    return found;
  }
  shape(node: GraphNode): number[] {
    return known(node.shape, this.context.N);
  }

  private view(node: GraphNode): Operand {
    const shape = this.shape(node);
    if (isNode(node, ops.constant)) {
      const { data } = node.attributes;
      return data.length === 1 ? literal(data[0]!, shape, node.dtype) : this.context.constant(node);
    }
    if (isNode(node, ops.sizeOf)) return literal(evaluate(node.attributes.dim, this.context.N), [], node.dtype);
    const from = node.inputs[0]!;
    if (isNode(node, ops.pick)) return this.result(from, node.attributes.index);
    const x = this.of(from);
    if (x.kind === 'literal') return { ...x, shape };
    const see = views[node.op.name]!;
    return see(x, node, shape) ?? see(this.contiguous(from), node, shape)!;
  }
  private result(tuple: GraphNode, index: number): Operand {
    if (!isNode(tuple, ops.split)) return this.results.get(tuple)![index]!;
    const { axis } = tuple.attributes;
    const sizes = known(tuple.attributes.sizes, this.context.N);
    return cut(this.of(tuple.inputs[0]!), axis, sum(sizes.slice(0, index)), sizes[index]!);
  }

  /** The value as a contiguous view. */
  contiguous(node: GraphNode): View {
    const found = this.of(node);
    if (found.kind === 'value' && isContiguous(found)) return found;
    const copy = this.copied(found, label(node));
    this.values.set(node, copy);
    return copy;
  }
  copied(from: Operand, name: string): View {
    const copy = this.context.temporary(from.shape, from.dtype);
    const once = from.kind === 'literal' || (this.unchanged.has(from.storage) && from.motion.length === 0);
    const steps = once && this.unchanged.size > 0 ? this.before : this.steps;
    steps.push(copyKernel(from, copy, `${name} side by side`));
    return copy;
  }
  value(node: GraphNode): View {
    const found = this.of(node);
    return found.kind === 'value' ? found : this.contiguous(node);
  }
  /** Where a node's result goes: to its required place, or to a new one. */
  target(node: GraphNode): View {
    const found = this.places.get(node) ?? this.context.temporary(this.shape(node), node.dtype);
    this.values.set(node, found);
    return found;
  }
}

/** Are they the same place? */
export const isSame = (a: Operand, b: View): boolean =>
  a.kind === 'value' && a.storage === b.storage && a.offset === b.offset && String(a.strides) === String(b.strides);
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
export const label = (node: GraphNode): string => (node.scope ? `${node.scope}/${node.op.name}` : node.op.name);
export const literal = (value: number, shape: readonly number[], dtype: DType): Literal => ({
  kind: 'literal',
  value,
  shape,
  dtype,
});
const cut = (x: Operand, axis: number, start: number, length: number): Operand =>
  x.kind === 'value' ? part(x, axis, start, length) : { ...x, shape: x.shape.map((d, i) => (i === axis ? length : d)) };
