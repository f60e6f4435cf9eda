export { accuracyOf, classScores, confusionMatrix, logLoss, macroAverage, rocAuc } from './classification';
export { evaluate } from './evaluate';
export { meanAbsoluteError, r2Score, rootMeanSquaredError } from './regression';
export type { OutputSource, RawOutput } from './types';
export { isBelow, worthOf } from './worth';
