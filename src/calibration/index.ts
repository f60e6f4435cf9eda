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
export { normalScores } from './normal-scores';
export { type Matrix, principalComponents } from './principal';
export { type NumberReader, plain, readerOf } from './reading';
export { conformalQuantile, conformityScores, pValue } from './scores';
