import { bodyOf, type GraphNode, type StepGraph } from '../../graph';
import type { Grouping } from '../engine';
import { type FusionGroup, fuse } from './fusion';
import { type Pair, schedule } from './schedule';

/** A usual batch. Which nodes are fused depends on it only where one row is a case of its own. */
const ROWS = 32;

/** Which nodes are computed in one kernel, and in which order the kernels run; those of a scan's body after it. */
export function groupings({ state, outputs }: StepGraph): readonly Grouping[] {
  const pairs = state.map(({ input, next }) => ({ state: input, next }));
  const inputs = new Set(pairs.map(pair => pair.state));
  const { groups, kernels, nodes } = grouped(Object.values(outputs), pairs, inputs);
  return [
    {
      name: 'fuse and schedule',
      reason: `${nodes} nodes in ${kernels} kernels: what is computed in one loop goes through memory once`,
      groups,
    },
  ];
}

interface Grouped {
  readonly groups: Grouping['groups'];
  readonly kernels: number;
  readonly nodes: number;
}

function grouped(
  outputs: readonly GraphNode[],
  pairs: readonly Pair[],
  given: ReadonlySet<GraphNode>,
  where = '',
): Grouped {
  const changing = pairs.filter(({ state, next }) => next !== state);
  const roots = [...new Set([...outputs, ...changing.map(({ next }) => next)])];
  const { order } = schedule(fuse(roots, given, ROWS), roots, outputs, changing);
  const own = order.flatMap((group, i) =>
    group.nodes.length > 1 ? [{ label: `kernel ${i + 1}${where}, ${kindOf(group)}`, nodes: group.nodes }] : [],
  );
  const inner = order.flatMap(({ root }, i) => (root ? bodyGroups(root, `${where} of kernel ${i + 1}`) : []));
  return {
    groups: [...own, ...inner.flatMap(({ groups }) => groups)],
    kernels: order.length + sum(inner.map(({ kernels }) => kernels)),
    nodes: sum([...order.map(({ nodes }) => nodes.length), ...inner.map(({ nodes }) => nodes)]),
  };
}

/** The kernels that a scan runs in each of its steps. */
function bodyGroups(scan: GraphNode, where: string): Grouped[] {
  const body = bodyOf(scan);
  if (!body) return [];
  const pairs = body.carry.map((state, i) => ({ state, next: body.next[i]! }));
  const given = new Set([...body.carry, ...body.elements, ...body.captures]);
  return [grouped(body.results, pairs, given, where)];
}

const kindOf = ({ root }: FusionGroup): string => (root ? `a ${root.op.name} with its operands` : 'one loop');

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
