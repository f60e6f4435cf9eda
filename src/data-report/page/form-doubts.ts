import type { Words } from '../../charts/wording';
import type { DataReportData, DataWarning, FormDoubt } from '../../spec';
import { warningGroups, warningText } from './warnings';

/** Doubts about single columns, which some rows show as well as all: those that leaving the column out settles. */
const OF_COLUMNS: readonly DataWarning['kind'][] = ['leak', 'identifier', 'missing', 'constant'];

/** What a form says of the data before anything is deployed; `sentence` translates what the reader of the data says. */
export const formDoubts = (
  { warnings, findings }: DataReportData,
  say: Words,
  sentence: (text: string) => string,
): FormDoubt[] => [
  ...warningGroups(warnings.filter(({ kind }) => OF_COLUMNS.includes(kind))).map(group => ({
    ...warningText(group, say),
    columns: group.flatMap(one => ('column' in one ? [one.column] : [])),
  })),
  ...findings.warnings.map(text => ({ text: '', more: sentence(text), tone: 'caution' as const, columns: [] })),
];
