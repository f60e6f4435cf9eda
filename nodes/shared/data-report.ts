import { type DataReport, dataReportContent, type Form, type Language, type Presented, present } from '../../src';
import { today } from './language';

/** A data report as a page or as pictures. */
export const presentDataReport = (report: DataReport, form: Form, language: Language): Promise<Presented> =>
  present(form, language, manner => dataReportContent(report.data, manner, today(language)));
