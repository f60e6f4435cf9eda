export type { AnswerOptions } from './answers';
export { type JudgeOptions, judgeInThread } from './evaluation/client';
export { expectOpens } from './opens';
export type { PlacementRequest } from './placement';
export { createPredictor, OUTPUTS, type Output, type Predictor, type PredictorOptions } from './predictor';
