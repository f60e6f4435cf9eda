export { explanationContent } from './content';
export { explainModel, explainRows } from './explain';
export { Explainer } from './explainer';
export type { Explanation } from './explanation';
export { withReasons } from './reasoned';
export type { Reason } from './reasons';
export { explainRecords } from './records';
export { type ExplanationRequest, METHODS as EXPLANATION_METHODS } from './request';
export type { ExplanationOptions } from './worker/client';
