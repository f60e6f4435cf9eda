import { TensorwireError } from '../../errors';
import { bodyOf, byOp, decompose, type Pass, readResults, runPasses, several, topological } from '../../graph';
import type { GraphNode } from '../../graph/types';
import { lowerings } from './lowering';
import type { RunBody, TfjsLowering } from './lowering/rule';
import type { Tensor, TensorFlow } from './tensorflow';

type Compute = Exclude<TfjsLowering, 'decomposed'>;
type Values = Map<GraphNode, Tensor | readonly (Tensor | undefined)[]>;

/** A graph in topological order; for nodes with a body, which results are read, and the body's own plan. */
interface Plan {
  readonly outputs: readonly GraphNode[];
  readonly order: readonly { readonly node: GraphNode; readonly compute: Compute }[];
  readonly read: ReadonlyMap<GraphNode, readonly number[]>;
  readonly bodies: ReadonlyMap<GraphNode, Plan>;
}

const byName: Readonly<Record<string, TfjsLowering>> = lowerings;

/** The passes for every graph before it is interpreted. */
export const lowering: readonly Pass[] = [
  {
    name: 'decompose',
    reason: 'an op that TensorFlow.js has nothing for is made of simpler ones',
    run: outputs => decompose(outputs, node => (byName[node.op.name] === 'decomposed' ? byOp(node) : null)),
  },
];

/** How a node is computed; throws a TensorwireError that names an op without a lowering. */
function computeOf({ op, scope }: GraphNode): Compute {
  const lowering = byName[op.name];
  if (lowering && lowering !== 'decomposed') return lowering;
  throw new TensorwireError(scope || 'graph', `TensorFlow.js has nothing for the op "${op.name}"`);
}

function planOf(outputs: readonly GraphNode[]): Plan {
  const order = topological(outputs);
  const read = readResults(order);
  const bodies = order.flatMap(node => {
    const body = bodyOf(node);
    if (!body) return [];
    const results = (read.get(node) ?? []).filter(i => i >= body.next.length);
    return [[node, planOf([...body.next, ...results.map(i => body.outputs[i]!)])] as const];
  });
  return { outputs, order: order.map(node => ({ node, compute: computeOf(node) })), read, bodies: new Map(bodies) };
}

const constantsOf = (plan: Plan): Plan['order'][number][] => [
  ...plan.order.filter(({ node }) => node.op.name === 'constant'),
  ...[...plan.bodies.values()].flatMap(constantsOf),
];

/**
 * Runs a graph node by node with TensorFlow.js: a simple second implementation of the ops, to compare the others with.
 * The order of the nodes and the constants are prepared once; each run makes its tensors within one `tidy`.
 */
export class Interpreter {
  private readonly plan: Plan;
  private readonly constants: ReadonlyMap<GraphNode, Tensor>;

  constructor(
    private readonly tf: TensorFlow,
    outputs: readonly GraphNode[],
    /** nodes with a constant value, as tensors that the interpreter then owns */
    known: ReadonlyMap<GraphNode, Tensor> = new Map(),
  ) {
    this.plan = planOf(runPasses(outputs, lowering));
    const constants = new Map(known);
    for (const { node, compute } of constantsOf(this.plan))
      if (!constants.has(node)) constants.set(node, compute(tf, several([]), node, 0) as Tensor);
    this.constants = constants;
  }

  /** The outputs from the feeds and the batch N. They belong to the caller; all other tensors are disposed. */
  run(fed: ReadonlyMap<GraphNode, Tensor>, N: number): Tensor[] {
    return this.tf.tidy(() => this.compute(this.plan, fed, N));
  }

  private compute(plan: Plan, fed: ReadonlyMap<GraphNode, Tensor>, N: number): Tensor[] {
    const values: Values = new Map([...this.constants, ...fed]);
    for (const { node, compute } of plan.order) {
      if (values.has(node)) continue;
      const inputs = node.inputs.flatMap(input => values.get(input)!) as Tensor[];
      values.set(node, compute(this.tf, several(inputs), node, N, this.bodyOf(plan, node, N)));
    }
    // a copy (of the handle), since a result may be an input, which its owner will dispose
    return plan.outputs.map(output => this.tf.clone(values.get(output) as Tensor));
  }

  private bodyOf(plan: Plan, node: GraphNode, N: number): RunBody | undefined {
    const body = plan.bodies.get(node);
    return body && { read: plan.read.get(node) ?? [], run: fed => this.compute(body, fed, N) };
  }

  dispose(): void {
    for (const tensor of this.constants.values()) tensor.dispose();
  }
}
