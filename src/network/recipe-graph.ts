import type { RecipeGraph } from '../catalogue/recipes';
import type { ColumnPipeline, NetworkSpec, OutputSpec, Pipeline } from '../spec';
import { appendLayer, emptyNetwork } from './assemble';
import { withOutputHeads } from './incremental';

/**
 * The network of a recipe's graph for windows of series, and its outputs. Layers have the node's id before their names.
 * `features`: the columns that it may read.
 */
export function graphNetwork(
  node: string,
  { steps, outputs }: RecipeGraph,
  features: readonly ColumnPipeline[],
  { series, targets }: Pipeline,
): { readonly network: NetworkSpec; readonly outputs: readonly OutputSpec[] } {
  const calls = new Map<string, string>();
  let network = emptyNetwork();
  const append = (
    name: string,
    className: string,
    args: Readonly<Record<string, unknown>>,
    from: readonly string[],
  ) => {
    const inputs = from.map(before => calls.get(before)!);
    network = appendLayer(network, { id: `${node}-${name}`, className, args }, inputs);
    calls.set(name, network.heads.at(-1)!);
  };
  const { history, known } = series!.windows;
  const columns = { history, ...(features.some(({ name }) => name === known) && { known }) };
  const used = new Set(steps.flatMap(({ from }) => from));
  for (const [name, column] of Object.entries(columns))
    if (used.has(name)) append(name, 'InputLayer', { columns: [column] }, []);
  for (const { name, className, args = {}, from } of steps) append(name, className, args, from);
  const ends = outputs.map(({ from, targets: names, loss }): OutputSpec => {
    const { task } = targets.find(({ name }) => name === names[0])!;
    return { call: calls.get(from)!, target: names, task, loss };
  });
  return { network: withOutputHeads(network, { heads: ends.map(({ call }) => call) }), outputs: ends };
}
