import {
  type Graph,
  type GraphNode,
  gradient,
  input,
  inputName,
  type Pass,
  scoped,
  topological,
  verified,
  withSharing,
} from '../../graph';
import type { Prepared } from '../prepared';
import { lossOf } from './loss';
import { packWeights } from './packing';
import { scalarInputs } from './scalars';
import { drawForShare } from './shares';
import { layoutOf } from './step';
import { updated } from './update';

/**
 * A training step in two graphs, so that workers can share a batch:
 * ```
 * rows of a worker, state ─ gradient ─ gradient/<state>, results   ┐ the mean over the workers
 * state, gradient/<state>, scalars ─ update ─ next/<state>         ┘ is the step of the whole batch
 * ```
 * A state with an update rule of its own (moving statistics) comes out of the first as `next/<state>`.
 */
export interface ShardedStep {
  readonly gradient: Graph;
  readonly update: Graph;
}

const GRADIENT = 'gradient/';
const NEXT = 'next/';

/** The rewrites are applied before the gradient is taken. `shared`: several workers share each batch. */
export function buildShardedStep(job: Prepared, rewrites: readonly Pass[], shared: boolean): ShardedStep {
  return withSharing(() => {
    const packing = packWeights(job.weights, layoutOf(job));
    const scalars = scalarInputs();
    const drawing = shared && { draw: drawForShare() };
    const { total, outputs, updates } = lossOf(job, packing, { key: scalars.key, rewrites, ...drawing });
    const gradients = scoped('gradient', () => gradient(total, packing.parameters));
    const names = packing.parameters.map(node => `${GRADIENT}${inputName(node)}`);
    const given = packing.parameters.map((node, i) => input(names[i]!, node.shape));
    const state = updated(job.optimizer, packing, given, scalars);
    const moved = updates.flatMap(([key, next]) =>
      packing.fixed[key] ? [[`${NEXT}${inputName(packing.fixed[key])}`, next] as const] : [],
    );
    const first = graphOf([
      ...names.map((name, i) => [name, gradients[i]!] as const),
      ...moved,
      ...Object.entries(outputs),
    ]);
    const second = graphOf(state.map(({ input, next }) => [`${NEXT}${inputName(input)}`, next]));
    return { gradient: first, update: second };
  });
}

/** With the inputs that are read. */
function graphOf(outputs: readonly (readonly [name: string, node: GraphNode])[]): Graph {
  const nodes = verified(
    'a half of the step',
    outputs.map(([, node]) => node),
  );
  return {
    inputs: topological(nodes).filter(node => node.op.name === 'input'),
    outputs: Object.fromEntries(outputs),
  };
}
