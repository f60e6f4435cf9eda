import { ops, type Several, type Tensor, type TensorFlow, topological } from '../../graph';
import type { GraphNode } from '../../graph/types';

type Values = Map<GraphNode, Tensor | readonly Tensor[]>;

/**
 * A graph run node by node on TensorFlow.js: a plain second reading of the ops table, to compare the others with.
 * The order of the nodes and the constants are made ready once; each run makes its tensors within one tidy.
 */
export class Interpreter {
  private readonly order: readonly GraphNode[];
  private readonly constants: ReadonlyMap<GraphNode, Tensor>;

  constructor(
    private readonly tf: TensorFlow,
    private readonly outputs: readonly GraphNode[],
    /** nodes that have their value for good, as tensors that become the interpreter's own */
    known: ReadonlyMap<GraphNode, Tensor> = new Map(),
  ) {
    const constants = new Map(known);
    this.order = topological(outputs);
    for (const node of this.order)
      if (node.op === 'constant') constants.set(node, ops.constant!.tfjs(tf, [] as never, node, 0) as Tensor);
    this.constants = constants;
  }

  /** The outputs from the fed inputs and the batch N. They belong to the caller; every other tensor is gone. */
  run(fed: ReadonlyMap<GraphNode, Tensor>, N: number): Tensor[] {
    return this.tf.tidy(() => {
      const values: Values = new Map([...this.constants, ...fed]);
      for (const node of this.order) {
        if (values.has(node)) continue;
        const inputs = node.inputs.flatMap(input => values.get(input)!);
        values.set(node, ops[node.op]!.tfjs(this.tf, inputs as unknown as Several<Tensor>, node, N));
      }
      // a copy (of the handle), since a result may be an input, whose owner will dispose of it
      return this.outputs.map(output => this.tf.clone(values.get(output) as Tensor));
    });
  }

  dispose(): void {
    for (const tensor of this.constants.values()) tensor.dispose();
  }
}
