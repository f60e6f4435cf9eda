import type { MetricEntry } from '../catalogue/entry';
import { add, div, type GraphNode } from '../graph';
import { type Forward, memberOfLayers } from '../network';
import type { NetworkSpec } from '../spec';
import type { Objective } from './step/objective';
import type { NamedWeight } from './step/packing';

/**
 * Branches: networks of different kinds that predict the same targets, each trained separately, as in a recipe. What
 * suits one table does not suit another, so the validation rows choose: for each branch its best epoch, and then the
 * branches whose mean is the model. With `members`, there are several networks of each branch.
 */

/** With more branches, there would be too many subsets. */
const MOST = 4;

/** The number of branches of a resolved network, before `members` repeats them; 1: nothing to choose. */
export function countBranches(network: NetworkSpec): number {
  const counts = new Set(network.outputs.map(({ call, members }) => (members ? inputsOf(network, call).length : 1)));
  const [count, ...others] = [...counts];
  return others.length === 0 && count! <= MOST ? count! : 1;
}

const inputsOf = ({ calls }: NetworkSpec, id: string): readonly string[] => calls.find(call => call.id === id)!.inputs;

/** The members of some branches, given those of all: the first of each branch, then the second of each, … */
export const ofBranches = <T>(all: readonly T[], chosen: readonly number[], branches: number): readonly T[] =>
  all.filter((_, member) => chosen.includes(member % branches));

/** All subsets of the branches, those of one branch first. */
export const subsetsOf = (branches: number): readonly (readonly number[])[] =>
  Array.from({ length: 2 ** branches - 1 }, (_, i) =>
    Array.from({ length: branches }, (_, branch) => branch).filter(branch => ((i + 1) >> branch) & 1),
  ).sort((a, b) => a.length - b.length);

/** The mean of the answers of these branches' members, for each output. */
export const answersOf = (
  members: Forward['members'],
  chosen: readonly number[],
  branches: number,
): readonly GraphNode[] =>
  members.map(all => {
    const own = ofBranches(all, chosen, branches);
    return div(
      own.reduce((a, b) => add(a, b)),
      own.length,
    );
  });

/** Objectives without metrics, if only the loss is needed. */
export const withoutMetrics = (all: readonly Objective[]): readonly Objective[] =>
  all.map(objective => ({ ...objective, metrics: [] as readonly MetricEntry[] }));

/** Does each trainable weight belong to a single branch? */
export const haveOwnWeights = (network: NetworkSpec, weights: readonly NamedWeight[]): boolean => {
  const members = memberOfLayers(network);
  return weights.every(({ key, spec }) => spec.trainable === false || members.has(key.slice(0, key.indexOf('/'))));
};
