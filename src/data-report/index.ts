export { dataReport } from './data-report';
export { dataReportContent } from './page/content';
export { formDoubts } from './page/form-doubts';
export { dataReportInThread } from './worker/client';
