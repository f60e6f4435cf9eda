export { dataReport } from './data-report';
export { dataReportContent } from './page/content';
export { dataReportInThread } from './worker/client';
