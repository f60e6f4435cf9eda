import { type AnotherAxis, type Attributes, type GraphNode, isNode, reductions, size } from '../../graph';
import type { Emitter } from '../../onnx/write/emitter';

/** In the shape of a Reshape, 0 copies the dimension of the input: here K, the length of the new axis. */
const AS_IT_COMES = 0;

/**
 * Ops whose bits depend, in the native ONNX Runtime, on the alignment of a number: groups of four are computed
 * differently from the remainder.
 */
const alignmentSensitive: ReadonlySet<string> = new Set(['log', 'softplus', 'sin', 'cos']);
export const isAlignmentSensitive = ({ op }: GraphNode): boolean => alignmentSensitive.has(op.name);

/** Can the node be written once for all K steps, with the same bits? */
export const canBatch = (node: GraphNode): boolean =>
  !isAlignmentSensitive(node) && (isSumOfAll(node) || exactRule(node) !== null);

/** Its batch rule, if no bit depends on K. */
function exactRule(node: GraphNode): AnotherAxis<Attributes> | null {
  const { batch } = node.op;
  return batch && 'exact' in batch && batch.exact?.(node) ? batch : null;
}

/** Is it a sum of all numbers? If the order of additions matters, it is written as the mean of a channel. */
const isSumOfAll = (node: GraphNode): boolean =>
  isNode(node, reductions.sum) && !node.attributes.keepDims && node.shape.length === 0;

/**
 * The sum of all numbers in each step. The order of ReduceSum's additions depends on the alignment of the numbers and
 * on the number of sums; that of a channel mean does not.
 */
function sums(emit: Emitter, x: GraphNode, name: string): string {
  const channels = emit.op('Reshape', [name, emit.ints([0, 1, -1])]);
  const total = emit.op('Mul', [emit.op('GlobalAveragePool', [channels]), emit.sizeOf(size(x.shape))]);
  return emit.op('Reshape', [total, emit.ints([-1])]);
}

/**
 * Writes nodes once for all K steps. Values that differ between steps have K as their first dimension, and are bound or
 * written here; all others belong to the emitter.
 */
export class Batched {
  private readonly names = new Map<GraphNode, string>();
  private steps?: string;

  /** K is the first dimension of the value `fed`. */
  constructor(
    private readonly emit: Emitter,
    private readonly fed: string,
  ) {}

  bind(node: GraphNode, name: string): void {
    this.names.set(node, name);
  }
  has(node: GraphNode): boolean {
    return this.names.has(node);
  }
  name(node: GraphNode): string {
    return this.names.get(node)!;
  }

  /** Writes nodes with `canBatch`, given in topological order. */
  write(nodes: readonly GraphNode[]): void {
    for (const node of nodes) {
      const rule = exactRule(node);
      this.emit.scope = node.scope;
      const broadcast = rule?.operands === 'broadcast';
      const operands = node.inputs.map(input => (broadcast ? this.aligned(input, node) : this.repeated(input)));
      const name = rule
        ? this.emit.write({ ...node, attributes: rule.attributes(node, AS_IT_COMES) }, operands)
        : sums(this.emit, node.inputs[0]!, operands[0]!);
      this.names.set(node, name as string);
    }
  }

  /** The input with K before as many dimensions as the result has. A value that is the same in all steps broadcasts. */
  private aligned(input: GraphNode, result: GraphNode): string {
    const name = this.names.get(input);
    if (name === undefined) return this.emit.names([input])[0]!;
    const missing = result.shape.length - input.shape.length;
    const axes = Array.from({ length: missing }, (_, i) => i + 1);
    return missing === 0 ? name : this.emit.op('Unsqueeze', [name, this.emit.ints(axes)]);
  }

  /** The input with K in front, even if it is the same in all steps. */
  private repeated(input: GraphNode): string {
    const name = this.names.get(input);
    if (name !== undefined) return name;
    const { emit } = this;
    this.steps ??= emit.op('Shape', [this.fed], { start: { int: 0 }, end: { int: 1 } });
    const ones = emit.ints(input.shape.map(() => 1));
    return emit.op('Expand', [emit.names([input])[0]!, emit.op('Concat', [this.steps, ones], { axis: { int: 0 } })]);
  }
}
