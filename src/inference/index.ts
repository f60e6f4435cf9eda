export { type JudgeOptions, judgeInThread } from './evaluation/client';
export { expectOpens } from './opens';
export type { Placing } from './place';
export { createPredictor, OUTPUTS, type Output, type Predictor, type PredictorOptions } from './predictor';
