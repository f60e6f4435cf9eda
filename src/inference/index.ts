export type { AnswerOptions } from './answers';
export { type JudgeOptions, judgeInThread } from './evaluation/client';
export { expectOpens } from './opens';
export type { Placement, PlacementRequest } from './placement';
export type { InputPort, OutputPort } from './ports';
export { createPredictor, OUTPUTS, type Output, type Predictor, type PredictorOptions } from './predictor';
