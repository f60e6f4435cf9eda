import type { TargetRelation } from '../spec';
import { associationOf } from './association';
import { entropyOf, mutualInformation } from './mutual-information';
import { complete, type Series, takeSeries } from './series';

/** Mutual information of numbers compares neighbors: with more rows it would not become more reliable. */
export const MOST_NEIGHBORS = 5000;

export interface NamedSeries {
  readonly name: string;
  readonly series: Series;
}

/** What a column says about each target. `some`: indices among the rows of the series whose neighbors are compared. */
export function relationsOf(column: Series, targets: readonly NamedSeries[], some: Int32Array): TargetRelation[] {
  return targets.map(({ name, series }) => {
    const association = associationOf(column, series);
    const together = complete(takeSeries(column, some), takeSeries(series, some));
    const information = mutualInformation(...together);
    const entropy = together[1].kind === 'classes' ? entropyOf(together[1]) : 0;
    return {
      target: name,
      ...(association && { association }),
      ...(Number.isFinite(information) && { mutualInformation: information }),
      ...(entropy > 0 && Number.isFinite(information) && { share: Math.min(1, information / entropy) }),
    };
  });
}
