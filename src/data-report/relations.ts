import type { TargetRelation } from '../spec';
import { associationOf } from './association';
import { entropyOf, mutualInformation } from './mutual-information';
import { knownShare, presenceOf } from './presence';
import { isMissing, lengthOf, type Series, takeSeries } from './series';

/** Mutual information of numbers compares neighbors: with more rows it would not become more reliable. */
export const MOST_NEIGHBORS = 5000;

export interface NamedSeries {
  readonly name: string;
  readonly series: Series;
}

/**
 * What a column says about each target. The association is that of the rows with a value, or that of presence where there
 * is none. `some`: indices among the rows of the series whose neighbors are compared.
 */
export function relationsOf(column: Series, targets: readonly NamedSeries[], some: Int32Array): TargetRelation[] {
  const presence = presenceOf(column);
  const looked = takeSeries(column, some);
  return targets.map(({ name, series }) => {
    const association = associationOf(column, series) ?? (presence && associationOf(presence, series));
    const [values, target] = withTarget(looked, takeSeries(series, some));
    const information = informationOf(values, target);
    const entropy = target.kind === 'classes' ? entropyOf(target) : 0;
    return {
      target: name,
      ...(association && { association }),
      ...(Number.isFinite(information) && { mutualInformation: information }),
      ...(entropy > 0 && Number.isFinite(information) && { share: Math.min(1, information / entropy) }),
    };
  });
}

/**
 * The mutual information of a column and a target, in nats. That a value is missing may say much, so that whether there is
 * one, M, belongs to it: I(X, M; Y) = I(M; Y) + P(M) · I(X; Y | M).
 */
function informationOf(column: Series, target: Series): number {
  const presence = presenceOf(column);
  const among = mutualInformation(column, target);
  if (presence === null) return among;
  const share = knownShare(column);
  return mutualInformation(presence, target) + share * (Number.isFinite(among) ? among : 0);
}

/** The rows that have a target. */
function withTarget(column: Series, target: Series): readonly [Series, Series] {
  const rows = Int32Array.from({ length: lengthOf(target) }, (_, row) => row).filter(row => !isMissing(target, row));
  if (rows.length === lengthOf(target)) return [column, target];
  return [takeSeries(column, rows), takeSeries(target, rows)];
}
