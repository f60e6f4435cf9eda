export { type JudgeOptions, judgeInThread } from './evaluation/client';
export { createPredictor, OUTPUTS, type Output, type Predictor, type PredictorOptions } from './predictor';
