import { quoted } from '../data/error-text';
import { isConstantWarning } from '../data/findings';
import { deadSensorText } from '../data/series/dead-sensors';
import type {
  Column,
  ColumnRole,
  ColumnSummary,
  DataReportData,
  DataWarning,
  Findings,
  SplitName,
  TargetSummary,
} from '../spec';
import type { Dataset } from '../values/dataset';
import { associationOf } from './association';
import { type ByClass, describeColumn } from './describe-column';
import { columnDoubts } from './doubts';
import { byInformation } from './ranking';
import { MOST_NEIGHBORS, type NamedSeries, relationsOf } from './relations';
import { repeatedRows } from './repeated-rows';
import { type Classes, type Series, seriesOf, someRows, takeSeries, targetSeries } from './series';
import { classDoubts, driftDoubts, redundant, repeatedDoubts } from './table-doubts';

/** Bounds of a report, whatever the data are. */
export const MOST = {
  /** rows used for distributions and relations */
  looked: 100_000,
  columns: 200,
  targets: 3,
  /** classes that split histograms, and classes that are listed */
  split: 6,
  classes: 50,
  /** columns whose correlations are shown */
  correlated: 16,
  warnings: 100,
} as const;

const SPLITS: readonly SplitName[] = ['train', 'validation', 'test'];

/**
 * The content of a dataset, and doubts about it. Reads all rows, some of them several times, so it runs in a thread of
 * its own.
 */
export function dataReport(dataset: Dataset): DataReportData {
  const { rows, targets: names, body } = dataset;
  const { columns, split, pipeline, sampleWeight, dropped, source } = body;
  const features = new Set([...pipeline.features, ...(pipeline.lookups ?? [])].map(({ name }) => name));
  const roleOf = (name: string): ColumnRole => {
    if (names.includes(name)) return 'target';
    if (name === sampleWeight) return 'sample weight';
    return features.has(name) ? 'feature' : 'not used';
  };
  const targetColumns = names.map(name => columns.find(column => column.name === name)!);
  const others = columns.filter(({ name }) => !names.includes(name));
  const shown = [...targetColumns, ...others].slice(0, MOST.columns);

  const looked = someRows(rows, MOST.looked);
  const some = someRows(looked.length, MOST_NEIGHBORS);
  const whole = targetColumns.slice(0, MOST.targets).flatMap((column): NamedSeries[] => {
    const series = targetSeries(column);
    return series ? [{ name: column.name, series }] : [];
  });
  const targets = whole.map(({ name, series }) => ({ name, series: takeSeries(series, looked) }));
  const summaries = whole.map(target => targetSummary(target, split));
  const { byClass, classes } = classesOf(targets[0]?.series, summaries[0]);

  const looks = new Map<string, Series>();
  const described = shown.map((column): ColumnSummary => {
    const role = roleOf(column.name);
    const series = seriesOf(column);
    if (series) looks.set(column.name, takeSeries(series, looked));
    const own = looks.get(column.name);
    return {
      ...{ name: column.name, type: column.type, role },
      ...describeColumn(column, looked, role === 'target' && column.name === names[0] ? null : byClass),
      relations: role === 'feature' && own ? relationsOf(own, targets, some) : [],
      notes: notesOf(column, body.findings),
    };
  });
  const used = described.filter(({ role, name }) => role === 'feature' && looks.has(name));
  const correlations = correlationsOf(described, looks);
  const isRead = (name: string): boolean => features.has(name);
  const repeated = repeatedRows(
    columns.filter(({ name }) => isRead(name)),
    targetColumns,
    split,
  );
  const wholeOf = (name: string): Series => seriesOf(columns.find(column => column.name === name)!)!;
  const counts = countsOf(split);
  const warnings: DataWarning[] = [
    ...used.flatMap(one => columnDoubts(one, looks.get(one.name)!, targets, { all: rows, looked: looked.length })),
    ...(body.findings.deadSensors ?? []),
    ...repeatedDoubts(repeated, counts, names),
    ...summaries.flatMap(classDoubts),
    ...driftDoubts(
      used.map(({ name }) => ({ name, series: wholeOf(name) })),
      split,
    ),
    ...redundant(correlations, names),
  ];
  return {
    ...{ source, rows, split: counts, dropped, looked: looked.length },
    ...{
      targets: targetColumns.map(({ name }) => summaries.find(one => one.target === name) ?? { target: name }),
      classes,
    },
    columns: described,
    moreColumns: columns.length - shown.length,
    correlations,
    duplicates: { rows: repeated.duplicates, estimated: repeated.estimated },
    warnings: ordered(warnings).slice(0, MOST.warnings),
    findings: untold(body.findings, warnings),
  };
}

/** The most important warnings first. */
const ORDER: readonly DataWarning['kind'][] = [
  ...(['leak', 'same-rows', 'stopped', 'stuck', 'identifier', 'contradictions', 'rare-class'] as const),
  ...(['missing', 'constant'] as const),
  ...(['imbalance', 'drift', 'duplicates', 'redundant'] as const),
];
const ordered = (warnings: readonly DataWarning[]): DataWarning[] =>
  [...warnings].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));

function targetSummary({ name, series }: NamedSeries, split: Uint8Array): TargetSummary {
  if (series.kind === 'numbers') return { target: name };
  const rows = series.labels.map(() => ({ train: 0, validation: 0, test: 0 }));
  for (let row = 0; row < split.length; row++) {
    const code = series.codes[row]!;
    if (code >= 0) rows[code]![SPLITS[split[row]!]!]++;
  }
  const classes = series.labels.map((label, code) => ({ label, rows: rows[code]! }));
  const size = ({ train, validation, test }: (typeof rows)[number]) => train + validation + test;
  return { target: name, classes: classes.sort((a, b) => size(b.rows) - size(a.rows)).slice(0, MOST.classes) };
}

/** The most frequent classes of a target, which split histograms. */
function classesOf(
  target: Series | undefined,
  summary: TargetSummary | undefined,
): { readonly byClass: ByClass | null; readonly classes: readonly string[] } {
  if (target?.kind !== 'classes' || !summary?.classes) return { byClass: null, classes: [] };
  const classes = summary.classes.slice(0, MOST.split).map(({ label }) => label);
  const place = (target as Classes).labels.map(label => classes.indexOf(label));
  return {
    byClass: { codes: target.codes.map(code => (code < 0 ? -1 : place[code]!)), count: classes.length },
    classes,
  };
}

function countsOf(split: Uint8Array): Record<SplitName, number> {
  const counts = { train: 0, validation: 0, test: 0 };
  for (const code of split) counts[SPLITS[code]!]++;
  return counts;
}

/** The targets, and the features with the most information about the first one. */
function correlationsOf(
  described: readonly ColumnSummary[],
  looks: ReadonlyMap<string, Series>,
): DataReportData['correlations'] {
  const telling = new Set(
    byInformation(described)
      .slice(0, MOST.correlated)
      .map(({ name }) => name),
  );
  const columns = described
    .filter(({ role, name }) => looks.has(name) && (role === 'target' || telling.has(name)))
    .map(({ name }) => name);
  const matrix = columns.map(() => columns.map((): number | null => null));
  for (let a = 0; a < columns.length; a++)
    for (let b = 0; b <= a; b++) {
      const value = a === b ? 1 : (associationOf(looks.get(columns[a]!)!, looks.get(columns[b]!)!)?.value ?? null);
      matrix[a]![b] = value;
      matrix[b]![a] = value;
    }
  return { columns, matrix };
}

/** The findings about a column from reading it, without its name. */
function notesOf({ name }: Column, { leftOut, warnings, notes }: Findings): string[] {
  const starts = [`column ${quoted(name)}: `, `column ${quoted(name)} is not used: `];
  return [...leftOut, ...warnings, ...notes].flatMap(text => {
    const start = starts.find(one => text.startsWith(one));
    return start === undefined ? [] : [text.slice(start.length)];
  });
}

/** Removes findings of constant columns and dead sensors that a warning reports already. */
function untold(findings: Findings, told: readonly DataWarning[]): Findings {
  const constant = told.flatMap(one => (one.kind === 'constant' ? [one.column] : []));
  const dead = new Set((findings.deadSensors ?? []).map(deadSensorText));
  const isTold = (text: string): boolean => dead.has(text) || constant.some(column => isConstantWarning(text, column));
  return { ...findings, warnings: findings.warnings.filter(text => !isTold(text)) };
}
