export { explanationContent } from './content';
export {
  type Explanation,
  type ExplanationRequest,
  explainModel,
  explainRows,
  METHODS as EXPLANATION_METHODS,
} from './explain';
export { Explainer } from './explainer';
export { withReasons } from './reasoned';
export type { Reason } from './reasons';
export type { ExplanationOptions } from './worker/client';
