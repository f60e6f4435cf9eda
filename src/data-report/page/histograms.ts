import { type Bars, barChart } from '../../charts/bars';
import { typeName } from '../../charts/card/words';
import type { Captioned } from '../../charts/page/content';
import type { Manner } from '../../charts/present';
import { count, percent } from '../../charts/report/figures';
import type { ColumnSummary, DataReportData } from '../../spec';
import { intervalText, rangeText } from './words';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The distribution of a column, by class of the target if it has some: bars over bins or values. */
export function histogramPicture(
  column: ColumnSummary,
  { classes, rows }: Pick<DataReportData, 'classes' | 'rows'>,
  { say, look }: Manner,
  name: string,
  { width, height }: Size,
): Captioned {
  const { histogram, values = [], otherRows = 0, type, missing } = column;
  const categories = histogram
    ? histogram.counts.map((_, i) => intervalText(type, histogram.limits[i]!, histogram.limits[i + 1]!))
    : [...values.map(({ label }) => label), ...(otherRows > 0 ? [say('others')] : [])];
  const totals = histogram?.counts ?? [...values.map(one => one.rows), ...(otherRows > 0 ? [otherRows] : [])];
  const split = histogram ? histogram.byClass : splitOf(column, classes.length);
  const bars: Bars[] = split
    ? classes.map((label, c) => ({ name: label, values: totals.map((_, i) => split[c]?.[i] ?? 0), color: at(c) }))
    : [{ name: column.name, values: totals, color: at(0) }];
  const rest = totals.map((total, i) => total - (split?.reduce((sum, one) => sum + (one[i] ?? 0), 0) ?? total));
  if (rest.some(count => count > 0)) bars.push({ name: say('others'), values: rest, color: look.quiet });
  const option = barChart(
    {
      title: column.name,
      categories,
      value: {},
      bars,
      ...{ horizontal: false, stacked: true, legend: false, sparse: histogram !== undefined || categories.length > 4 },
    },
    look,
  );
  const caption = [
    typeName(type, say),
    rangeText(column, say),
    ...(missing > 0 ? [say('{0} missing', percent(missing / rows, say))] : []),
    ...(histogram?.open ? [say('far values are in the outer bars')] : []),
  ].join(' · ');
  const summary = categories.map((label, i) => `${label}: ${count(totals[i]!)}`).join(', ');
  return { picture: { name, title: column.name, summary, option, width, height }, caption };

  function at(place: number): string {
    return look.series[place % look.series.length]!;
  }
}

/** The rows of each class by value, as of a histogram. */
function splitOf({ values = [], otherRows = 0 }: ColumnSummary, classes: number): number[][] | undefined {
  if (classes === 0 || values.some(({ byClass }) => byClass === undefined)) return undefined;
  // the classes of rows with other values are unknown
  return Array.from({ length: classes }, (_, c) => [
    ...values.map(({ byClass }) => byClass![c]!),
    ...(otherRows > 0 ? [0] : []),
  ]);
}
