export type { Other } from './against';
export { accuracyOf, classScores, confusionMatrix, logLoss, macroAverage, rocAuc, sharesOf } from './classification';
export { calibrationOf } from './curves/calibration';
export { evaluate } from './evaluate';
export { meanAbsoluteError, r2Score, rootMeanSquaredError } from './regression';
export type { OutputSource, RawOutput } from './types';
export { worthOf } from './worth';
