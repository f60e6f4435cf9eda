import type { Words } from '../../charts/wording';
import type { DataReportData, DataWarning, FormDoubt } from '../../spec';
import { warningGroups, warningText } from './warnings';

/** Doubts that leaving the column out settles. */
const SHOWN_BY_SOME: readonly DataWarning['kind'][] = ['leak', 'identifier'];
/** What has no value, or only one, in the first rows of a file may have others later, and a rare class more rows. */
const SHOWN_BY_ALL: readonly DataWarning['kind'][] = [
  ...SHOWN_BY_SOME,
  ...(['missing', 'constant', 'stopped', 'stuck', 'rare-class', 'imbalance'] as const),
];

/**
 * What a form says of the data before anything is deployed; `isWhole`: the report is of all rows of a file, and not of
 * its first ones; `sentence` translates what the reader of the data says.
 */
export const formDoubts = (
  { warnings, findings }: DataReportData,
  isWhole: boolean,
  say: Words,
  sentence: (text: string) => string,
): FormDoubt[] => [
  ...warningGroups(warnings.filter(({ kind }) => (isWhole ? SHOWN_BY_ALL : SHOWN_BY_SOME).includes(kind))).map(
    group => ({
      ...warningText(group, say),
      columns: group.flatMap(one => ('column' in one && !('isTarget' in one && one.isTarget) ? [one.column] : [])),
    }),
  ),
  ...findings.warnings.map(text => ({ text: '', more: sentence(text), tone: 'caution' as const, columns: [] })),
];
