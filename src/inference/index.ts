export { createPredictor, OUTPUTS, type Output, type Predictor, type PredictorOptions } from './predictor';
