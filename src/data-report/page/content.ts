import type { Content } from '../../charts/page/content';
import type { Manner } from '../../charts/present';
import { count } from '../../charts/report/figures';
import type { DataReportData } from '../../spec';
import { columnSections } from './columns';
import { correlationSection, tellingSection } from './relations';
import { summaryBlocks } from './summary';
import { targetSections } from './target';
import { warningBlocks } from './warnings';

/** A data report as a page: first the doubts, then the target, what says most about it, and each column. */
export function dataReportContent(report: DataReportData, manner: Manner, at?: string): Content {
  const { say } = manner;
  const { source, rows } = report;
  return {
    title: source === 'payload' ? say('The data') : say('The data: {0}', source),
    subtitle: [say('{0} rows', count(rows)), ...(at === undefined ? [] : [at])].join(' · '),
    sections: [
      { blocks: summaryBlocks(report, say) },
      { title: say('What to look at'), blocks: warningBlocks(report, say) },
      ...targetSections(report, manner),
      ...tellingSection(report, manner),
      ...columnSections(report, manner),
      ...correlationSection(report, manner),
    ],
  };
}
