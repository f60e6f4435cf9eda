import type { ReportData } from '../../spec';
import type { Content, Section } from '../page/content';
import type { Manner } from '../present';
import type { Words } from '../wording';
import { anomalySection } from './anomaly';
import type { PictureName } from './captioned';
import { classSections } from './classes';
import { count } from './figures';
import { forecastSection } from './forecast';
import { coverageSection, numberSections } from './numbers';
import { sliceSection, worstSection } from './slices';
import { summaryOf } from './summary';

/**
 * A report as a page: first the most important, then what explains it. `at`: when it was made, as the page states it.
 */
export function reportContent(report: ReportData, manner: Manner, at?: string): Content {
  const { say } = manner;
  const { others = [], model, split, rows } = report;
  const all = [report, ...others];
  return {
    title: model === '' ? say('Evaluation') : say('Evaluation of {0}', model),
    subtitle: [rowsOf(split, rows, say), ...(at === undefined ? [] : [at])].join(' · '),
    sections: all.flatMap((one, i) => sectionsOf(one, manner, i, all.length)),
  };
}

function sectionsOf(report: ReportData, manner: Manner, at: number, targets: number): Section[] {
  const { say, sentence } = manner;
  const name: PictureName = picture => (at === 0 ? picture : `${picture}-${at + 1}`);
  const { notes = [], task } = report;
  return [
    {
      ...(targets > 1 && { title: say('Target {0}', report.target) }),
      blocks: [
        ...summaryOf(report, say),
        ...(notes.length > 0 ? [{ kind: 'list', items: notes.map(sentence) } as const] : []),
      ],
    },
    ...anomalySection(report, manner, name),
    ...(task === 'regression' ? numberSections(report, manner, name) : classSections(report, manner, name)),
    ...forecastSection(report, manner, name),
    ...coverageSection(report, manner),
    ...sliceSection(report, manner, name),
    ...worstSection(report, manner),
  ];
}

function rowsOf(split: string, rows: number, say: Words): string {
  const many = count(rows);
  switch (split) {
    case 'test':
      return say('{0} test rows, which training has never seen', many);
    case 'validation':
      return say('{0} validation rows', many);
    case 'train':
      return say('{0} training rows: new data will fare worse', many);
    default:
      return say('{0} rows', many);
  }
}
