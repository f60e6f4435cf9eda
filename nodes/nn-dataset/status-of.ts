import { type Dataset, unusedColumns } from '../../src';

const counted = (n: number): string => n.toLocaleString('en-US');

/** A dataset in a few words, as its node shows it. */
export function statusOf(dataset: Dataset): string {
  const { columns, dropped, findings } = dataset.body;
  const unused = unusedColumns(dataset).length;
  const warnings = findings.warnings.length;
  return [
    `${counted(dataset.rows)} rows${dropped > 0 ? `, ${counted(dropped)} left out` : ''}`,
    `${columns.length} columns${unused > 0 ? `, ${unused} not used` : ''}`,
    ...(warnings > 0 ? [`${counted(warnings)} warning${warnings === 1 ? '' : 's'}`] : []),
  ].join(' · ');
}
