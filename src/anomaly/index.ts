export { type AnomalyScorer, anomalyScorer } from './answer';
export { anomalyRecord, type NormalWindows } from './record';
