export { type Answered, bothOf, calibrate } from './calibrate';
export { calibratedOutput, type TargetOf } from './calibrated-output';
export {
  type Certainty,
  type CertaintyOf,
  type CertaintyOptions,
  certaintyNotes,
  certaintyOf,
  isUsual,
  unusualOf,
} from './certainty';
export { vectors, withFeatures } from './features';
export { confidenceHead, spreadTargets } from './head';
export type { Matrix } from './principal';
export { type NumberReader, plain, readerOf } from './reading';
export { conformalQuantile, conformityScores } from './scores';
