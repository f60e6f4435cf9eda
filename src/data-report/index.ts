export { dataReport } from './data-report';
export { dataReportInThread } from './worker/client';
