export { backgroundOf, withReasons } from './reasoned';
export type { Reason } from './reasons';
export type { ExplanationOptions } from './worker/client';
