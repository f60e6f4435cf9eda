import { ranksOf } from '../evaluation/slices/chance';
import type { ColumnSummary, DataWarning, TargetRelation } from '../spec';
import { associationOf, pearson } from './association';
import { presenceOf } from './presence';
import { MOST_NEIGHBORS, type NamedSeries, relationsOf } from './relations';
import { complete, lengthOf, type Series, someRows } from './series';
import { FEW_OF_CLASS } from './table-doubts';

/** Doubts about a single column. */

/** With fewer rows, a pattern may be chance. */
const FEW = 30;
/** A column that explains this much of the target is hardly a coincidence. */
const [NEARLY_ALL, NEARLY_EQUAL] = [0.95, 0.995];
const MOSTLY_MISSING = 0.5;
const NEARLY_EACH = 0.9;

/** `known`: the sampled rows with a value. */
export function columnDoubts(
  summary: ColumnSummary,
  series: Series,
  targets: readonly NamedSeries[],
  rows: { readonly all: number; readonly looked: number },
): DataWarning[] {
  const { name: column, missing, distinct = 0, numbers } = summary;
  const known = knownRows(series);
  const warnings: DataWarning[] = [];
  if (known === 0) return [{ kind: 'missing', column, share: missing / rows.all }];
  if (missing > MOSTLY_MISSING * rows.all) warnings.push({ kind: 'missing', column, share: missing / rows.all });
  // The range and the number of categories are those of all rows, also of those that were not sampled.
  // An empty category counts as none of them: an x beside empty cells is no constant.
  const constant =
    distinct === 1 && !(summary.type === 'category' && missing > 0) && !(numbers && numbers.max > numbers.min);
  const identifier = known >= FEW && isIdentifier(summary, known, rows.all / rows.looked);
  if (identifier) warnings.push({ kind: 'identifier', column, distinct });
  const leaks = known < FEW ? [] : leaksInto(summary, series, targets, constant || identifier);
  if (constant && leaks.length === 0) warnings.push({ kind: 'constant', column });
  return [...warnings, ...leaks];
}

/** `presenceOnly`: the values themselves say nothing, only whether there is one. */
function leaksInto(
  { name: column, relations }: ColumnSummary,
  series: Series,
  targets: readonly NamedSeries[],
  presenceOnly: boolean,
): DataWarning[] {
  return targets.flatMap(({ name, series: whole }) => {
    const target = withoutRareClasses(whole);
    const relation =
      target === whole
        ? relations.find(one => one.target === name)
        : relationsOf(series, [{ name, series: target }], someRows(lengthOf(whole), MOST_NEIGHBORS))[0];
    const strength = Math.max(
      presenceOnly ? 0 : leakStrength(series, target, relation),
      presenceStrength(series, target),
    );
    return strength > 0 ? [{ kind: 'leak', column, target: name, strength }] : [];
  });
}

function knownRows(series: Series): number {
  let known = 0;
  if (series.kind === 'numbers') for (const value of series.values) known += Number(!Number.isNaN(value));
  else for (const code of series.codes) known += Number(code >= 0);
  return known;
}

const ID_NAME = /(^|[\s_.-])(id|uuid|guid|key|nr|no|rownum|index)$|[a-z]Id$|^id[\s_.-]|编号|序号|单号|身份证/i;

/**
 * A category that differs in nearly each row; whole numbers that count the rows, or have such a name. `each`: rows for
 * each sampled one.
 */
function isIdentifier({ name, type, distinct = 0, numbers }: ColumnSummary, known: number, each: number): boolean {
  // Categories are counted in all rows, numbers in the sampled ones.
  if (type === 'category') return distinct >= NEARLY_EACH * known * each;
  if (distinct < NEARLY_EACH * known) return false;
  if (type !== 'integer' || !numbers) return false;
  return ID_NAME.test(name) || (distinct === known && numbers.max - numbers.min < 1.2 * known * each);
}

/** The target without the rows of rare classes: no column explains a class of a few rows, not even a leak. */
function withoutRareClasses(target: Series): Series {
  if (target.kind !== 'classes') return target;
  const rows = new Int32Array(target.labels.length);
  for (const code of target.codes) if (code >= 0) rows[code]!++;
  const isRare = (code: number): boolean => rows[code]! > 0 && rows[code]! < FEW_OF_CLASS;
  const frequent = rows.filter(count => count >= FEW_OF_CLASS).length;
  if (frequent < 2 || !target.labels.some((_, code) => isRare(code))) return target;
  return { ...target, codes: target.codes.map(code => (code >= 0 && isRare(code) ? -1 : code)) };
}

/** How much of the classes it explains alone whether there is a value, as a reason that only who has left has; 0: not all. */
function presenceStrength(column: Series, target: Series): number {
  const presence = presenceOf(column);
  if (presence === null || target.kind !== 'classes') return 0;
  const strength = associationOf(presence, target)?.value ?? 0;
  return strength >= NEARLY_ALL ? strength : 0;
}

/** How much of the target the column alone explains, if that is nearly all; 0: less. */
function leakStrength(column: Series, target: Series, relation: TargetRelation | undefined): number {
  const { association, share } = relation ?? {};
  if (!association) return 0;
  if (target.kind === 'classes') {
    // many categories explain the classes of a few rows by chance: V is corrected for that
    const strength = column.kind === 'classes' ? association.value : (share ?? 0);
    return strength >= NEARLY_ALL ? strength : 0;
  }
  const strength = Math.max(Math.abs(association.value), column.kind === 'numbers' ? spearman(column, target) : 0);
  return strength >= NEARLY_EQUAL ? strength : 0;
}

/** The absolute value of the rank correlation. Source: scipy.stats.spearmanr. */
function spearman(column: Series, target: Series): number {
  const [a, b] = complete(column, target);
  if (a.kind !== 'numbers' || b.kind !== 'numbers') return 0;
  const rho = pearson(ranksOf(a.values).ranks, ranksOf(b.values).ranks);
  return Number.isNaN(rho) ? 0 : Math.abs(rho);
}
